"""Who may do what: a reader asks, a recorder also writes readings down, an admin also changes settings."""

from collections.abc import Mapping

from bot.language.grammar.slip import Slip
from storage.settings import Setting

READER, RECORDER, ADMIN = ROLES = ("reader", "recorder", "admin")
"""Each role may do what those before it may."""

UNNAMED = RECORDER
"""The role of somebody who was given none, once the workspace has an admin."""


class Denied(Slip):
    """Somebody asked for what their role does not allow."""

    def __init__(self, needed: str, held: str) -> None:
        super().__init__("role.denied", needed=needed, held=held)


def role_of(user_id: str, settings: Mapping[str, Setting]) -> str:
    """A user's role. Until a workspace names its first admin everyone is one."""
    if not has_admin(settings):
        return ADMIN
    given = settings.get(f"role {user_id}")
    return given.value if given else UNNAMED


def has_admin(settings: Mapping[str, Setting]) -> bool:
    """Whether the workspace has named an admin."""
    return any(name.startswith("role ") and setting.value == ADMIN for name, setting in settings.items())


def require(role: str, user_id: str, settings: Mapping[str, Setting], *, trusted: bool) -> None:
    """Go on only if the user has this role or more; a trusted one is an admin. Raises Denied."""
    held = ADMIN if trusted else role_of(user_id, settings)
    if ROLES.index(held) < ROLES.index(role):
        raise Denied(role, held)
