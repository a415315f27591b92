"""How the daily or weekly digest looks: what is not all right, what changed, and one quiet line when all is well."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.language.catalogue import escaped, say
from bot.language.locale import Locale
from bot.slack.blocks import Block, Message, context, section
from bot.views.alerts.facts import counts
from bot.views.alerts.offers import chance_in_days
from bot.views.model.alerts import Subject
from bot.views.reply import plain
from bot.views.rules.standing import shown_value, source_word
from rules.core.levels import LEVELS
from rules.warnings.states import Transition

MOST_SUBJECTS, MOST_ACCOUNTS, MOST_CHANGES = 5, 10, 5
"""Lines of an account, accounts, and changes that are shown; the rest are counted."""

TITLES = {"daily": "digest.daily", "weekly": "digest.weekly"}
QUIET = {"daily": "digest.quiet_daily", "weekly": "digest.quiet_weekly"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDigest:
    """One account: its subjects that are not all right, worst first, how many metrics are, and what checks found."""

    account: str
    subjects: tuple[Subject, ...]
    ok: int
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What changed since the last digest, and of what; an empty subject is the account."""

    account: str
    metric: str
    subject: str
    transition: Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleSource:
    """A source of an account that has not brought figures as expected, and the day of its last ones."""

    account: str
    source: str
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What there is to say on a local day: the accounts, the worst first, and what changed since the last digest."""

    day: date
    rhythm: Literal["daily", "weekly"]
    accounts: tuple[AccountDigest, ...]
    changes: tuple[Changed, ...] = ()
    stale: tuple[StaleSource, ...] = ()


def digest_view(locale: Locale, digest: Digest) -> Message:
    """The digest; a single line where nothing is wrong, old or changed."""
    if not any(each.subjects or each.checks for each in digest.accounts) and not digest.changes and not digest.stale:
        quiet = say(locale, QUIET[digest.rhythm], day=digest.day, n=sum(each.ok for each in digest.accounts))
        return Message(plain(quiet), (context(quiet),))
    title = say(locale, TITLES[digest.rhythm], day=digest.day)
    parts = ["\n".join(_account(locale, each)) for each in digest.accounts[:MOST_ACCOUNTS]]
    rest = len(digest.accounts) - MOST_ACCOUNTS
    parts += [say(locale, "digest.more_accounts", n=rest)] if rest > 0 else []
    parts += ["\n".join(lines) for lines in (_changes(locale, digest.changes), _stale(locale, digest.stale)) if lines]
    return Message(plain("\n".join((title, *parts))), tuple(_blocks((title, *parts))))


def _blocks(parts: Iterable[str]) -> list[Block]:
    return [section(part) for part in parts]


def _account(locale: Locale, account: AccountDigest) -> list[str]:
    """The account with how many metrics are all right, then what is not."""
    lines = [_line(locale, each) for each in account.subjects[:MOST_SUBJECTS]]
    rest = len(account.subjects) - MOST_SUBJECTS
    lines += [say(locale, "warning.more", n=rest)] if rest > 0 else []
    return [
        say(locale, "digest.account", account=account.account, n=account.ok),
        *lines,
        *account.checks[:MOST_SUBJECTS],
    ]


def _line(locale: Locale, subject: Subject) -> str:
    judged = subject.judged
    values = {"level": LEVELS[subject.level], "metric": judged.metric, "subject": judged.subject}
    key = "digest.offer" if judged.subject else "digest.metric"
    line = say(locale, key, value=shown_value(locale, judged.metric, judged.value), **values)
    return " · ".join(
        filter(None, (line, counts(locale, judged), chance_in_days(locale, subject), *_handled(locale, subject)))
    )


def _handled(locale: Locale, subject: Subject) -> list[str]:
    """What people did about it, in a word each."""
    silences = subject.silences
    done = (
        (silences.acknowledged_by, "digest.acknowledged"),
        (silences.snoozed_until, "digest.snoozed"),
        (silences.muted, "digest.muted"),
    )
    return [say(locale, key) for truth, key in done if truth]


def _changes(locale: Locale, changes: tuple[Changed, ...]) -> list[str]:
    lines = [_change(locale, each) for each in changes[:MOST_CHANGES]]
    rest = len(changes) - MOST_CHANGES
    lines += [say(locale, "warning.more", n=rest)] if rest > 0 else []
    return [say(locale, "digest.changes"), *lines] if lines else []


def _change(locale: Locale, changed: Changed) -> str:
    """`Order defect rate · main: 🟡 watch → 🟢 ok, 24 Nov 2026`."""
    transition = changed.transition
    about = " · ".join(filter(None, (escaped(changed.subject), escaped(changed.account))))
    before, after = LEVELS[transition.before], LEVELS[transition.after]
    return say(
        locale, "digest.change", metric=changed.metric, about=about, before=before, after=after, day=transition.day
    )


def _stale(locale: Locale, stale: tuple[StaleSource, ...]) -> list[str]:
    return [
        say(locale, "digest.stale", account=each.account, source=source_word(locale, each.source), last=each.last)
        for each in stale[:MOST_CHANGES]
    ]
