"""How a workspace's settings look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.catalogue import escaped, say
from bot.defaults import DEFAULTS
from bot.message import Message, context, section
from bot.views import mentions
from bot.views.reply import plain


@dataclass(frozen=True, slots=True)
class Row:
    """A setting in force, and the local day since which it is."""

    name: str
    value: str
    since: date


def settings_view(rows: Sequence[Row], accounts: Sequence[str], changed: Sequence[str] | None) -> Message:
    """Every setting with its date; `changed` names those just changed, and is None where none was to be."""
    held = {row.name: row for row in rows}
    lines = [_line(name, held.get(name)) for name in (*DEFAULTS, *sorted(held.keys() - DEFAULTS.keys()))]
    if accounts:
        lines.append(say("settings.accounts", names=", ".join(accounts)))
    title = say("settings.title")
    if changed is not None:
        title = say("settings.changed", names=", ".join(changed)) if changed else say("settings.unchanged")
    small = [say("settings.assumptions")]
    if not any(row.name.startswith("role ") and row.value == "admin" for row in rows):
        small.append(say("settings.no_admin"))
    return Message(
        plain("\n".join((title, *lines))), (section(title), section("\n".join(lines)), context("\n".join(small)))
    )


def _line(name: str, row: Row | None) -> str:
    if row is None:
        return say("settings.default", name=escaped(name), value=DEFAULTS[name])
    return say("settings.line", name=name, value=_seen(name, row.value), since=row.since)


def _seen(name: str, value: str) -> str:
    """People, groups and channels by what Slack calls them."""
    if name == "escalate":
        return mentions.group(value) if value.startswith("S") else mentions.user(value)
    return mentions.channel(value) if name == "fallback" else escaped(value)
