"""How it looks how an account's reports from Amazon stand, and what came of a pass."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.language.phrase import Phrase, phrase_text, stored_phrase
from bot.slack.blocks import Message, section
from bot.slack.plain_text import unmarked
from bot.views.model.connections import Coming
from bot.views.reply import plain

FRESH = 2
"""Days without any report that are nothing to speak of."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A report that came: how it ended, how many rows it brought, and why it failed."""

    kind: str
    day: date
    state: str
    rows: int = 0
    why: Phrase | None = None


def coming_line(locale: Locale, coming: Coming, today: date) -> str:
    """One line on how an account's reports stand."""
    title = (
        say(locale, "amazon.title_account", account=coming.account) if coming.account else say(locale, "amazon.title")
    )
    return say(locale, "amazon.line", title=title, standing=_standing(locale, coming, today))


def _standing(locale: Locale, coming: Coming, today: date) -> str:
    if coming.refused_since:
        return say(locale, "amazon.refused", day=coming.refused_since)
    if not coming.newest:
        return say(locale, "amazon.none_yet", day=coming.since)
    last = max(coming.newest.values())
    if (today - last).days > FRESH:
        return say(locale, "amazon.stale", day=last)
    newest_first = sorted(coming.newest.items(), key=lambda each: (-each[1].toordinal(), each[0]))
    days = groupby(newest_first, key=lambda each: each[1])
    newest = [say(locale, "amazon.newest_of", kinds=[kind for kind, _ in kinds], day=day) for day, kinds in days]
    return say(locale, "amazon.newest", newest=newest)


def passed_view(locale: Locale, account: str, arrived: Sequence[Arrived], left: int, stopped: str = "") -> Message:
    """What came of a pass over an account, what is still to come, and what ended the pass if something did."""
    title = say(locale, "amazon.title_account", account=account)
    lines = [title, *(_arrived(locale, report) for report in arrived), *([stopped] if stopped else [])]
    if left:
        lines.append(say(locale, "amazon.left", n=left))
    elif len(lines) == 1:
        lines.append(say(locale, "amazon.up_to_date"))
    return _lines(*lines)


def _arrived(locale: Locale, each: Arrived) -> str:
    if each.state == "taken":
        return say(locale, "amazon.taken", kind=each.kind, day=each.day, n=each.rows)
    if each.state == "empty":
        return say(locale, "amazon.empty", kind=each.kind, day=each.day)
    return say(
        locale, "amazon.failed", kind=each.kind, day=each.day, why=phrase_text(locale, each.why) if each.why else ""
    )


def failure_line(locale: Locale, kind: str, day: date, error: object) -> str:
    """That a report failed and why, as storage keeps it, in words without marks."""
    return f"{say(locale, f'word.{kind}')} of {day} failed: {unmarked(phrase_text(locale, stored_phrase(error)))}"


def connected_view(locale: Locale, account: str, client_id: str, key: str) -> Message:
    """What was stored, and what happens from now on."""
    return _lines(
        say(locale, "amazon.connected", account=account), say(locale, "amazon.stored", key=key, client_id=client_id)
    )


def disconnected_view(locale: Locale, account: str) -> Message:
    """What was deleted, what stays, and what only the seller can take back."""
    return _lines(say(locale, "amazon.disconnected", account=account), say(locale, "amazon.consent"))


def _lines(*lines: str) -> Message:
    return Message(plain("\n".join(lines)), (section("\n".join(lines)),))
