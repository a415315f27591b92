"""One workspace at one instant, as everything that is looked at or said on a clock needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.language.catalogue import UnknownLanguage, locale_of
from bot.language.locale import ENGLISH, Locale
from bot.workspace.defaults import DEFAULT_ZONE
from bot.workspace.interpretation import interpretation
from rules.core.decision import Interpretation
from rules.sfp.refund_clock import Place
from storage import settings as stored
from storage.accounts import list_names
from storage.settings import Setting
from storage.workspaces import Workspace

LANGUAGE = "language"
"""The setting that names the language of a workspace's channels."""


@dataclass(frozen=True, slots=True)
class Context:
    """A workspace, the instant, and what its settings say."""

    workspace: Workspace
    now: datetime
    zone: ZoneInfo
    settings: Mapping[str, Setting]
    accounts: tuple[str, ...]

    @property
    def today(self) -> date:
        """The local day of the workspace."""
        return self.now.astimezone(self.zone).date()

    @property
    def locale(self) -> Locale:
        """The language of the workspace's channels; English where none is set that is held."""
        try:
            return locale_of(self.setting(LANGUAGE) or ENGLISH.tag)
        except UnknownLanguage:
            return ENGLISH

    @property
    def interpretation(self) -> Interpretation:
        """How the workspace reads the policy."""
        return interpretation(self.settings, self.zone)

    @property
    def place(self) -> Place:
        """Where returns arrive."""
        return Place(self.interpretation.province, self.zone)

    def setting(self, name: str) -> str | None:
        """A setting's value, or None where it has none."""
        stored = self.settings.get(name)
        return stored.value if stored else None


def context_of(workspace: Workspace, now: datetime) -> Context:
    """The context of a workspace at an instant."""
    settings = stored.current(workspace)
    zone = ZoneInfo(settings["zone"].value if "zone" in settings else DEFAULT_ZONE)
    return Context(workspace, now, zone, settings, tuple(list_names(workspace)))
