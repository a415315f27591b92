"""How a workspace's settings look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.language.catalogue import escaped, say
from bot.language.locale import Locale
from bot.slack.blocks import Message, context, section
from bot.views import mentions
from bot.views.reply import plain


@dataclass(frozen=True, slots=True)
class Row:
    """A setting in force, and the local day since which it is."""

    name: str
    value: str
    since: date


def settings_view(
    locale: Locale,
    rows: Sequence[Row],
    defaults: Mapping[str, str],
    accounts: Sequence[str],
    changed: Sequence[str] | None,
) -> Message:
    """Every setting with its date; `changed` names those just changed, and is None where none was to be."""
    stored = {row.name: row for row in rows}
    lines = [
        _line(locale, stored[name]) if name in stored else _default(locale, name, value)
        for name, value in defaults.items()
    ]
    lines += [_line(locale, stored[name]) for name in sorted(stored.keys() - defaults.keys())]
    if accounts:
        lines.append(say(locale, "settings.accounts", names=accounts))
    title = say(locale, "settings.title")
    if changed is not None:
        title = say(locale, "settings.changed", names=changed) if changed else say(locale, "settings.unchanged")
    small = [say(locale, "settings.assumptions")]
    if not any(row.name.startswith("role ") and row.value == "admin" for row in rows):
        small.append(say(locale, "settings.no_admin"))
    return Message(
        plain("\n".join((title, *lines))), (section(title), section("\n".join(lines)), context("\n".join(small)))
    )


def _line(locale: Locale, row: Row) -> str:
    return say(locale, "settings.line", name=row.name, value=_seen(row.name, row.value), since=row.since)


def _default(locale: Locale, name: str, value: str) -> str:
    return say(locale, "settings.default", name=name, value=value or say(locale, f"settings.none.{name}"))


def _seen(name: str, value: str) -> str:
    """People, groups and channels by what Slack calls them."""
    if name == "escalate":
        return mentions.group(value) if value.startswith("S") else mentions.user(value)
    return mentions.channel(value) if name == "fallback" else escaped(value)
