"""How it looks which channel hears of what, and what was just changed about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.language.catalogue import escaped, say
from bot.language.grammar.account import account_typed
from bot.language.locale import Locale
from bot.slack.blocks import Message, context, section
from bot.views import mentions
from bot.views.files.connections import coming_line
from bot.views.model.connections import Coming
from bot.views.reply import plain

MOST_CHANNELS, MOST_STANDING = 20, 5
"""Channels shown, and in each the subjects that are not ok; the rest is counted."""

_TROUBLES = {
    "not_in_channel": "alerts.trouble.not_a_member",
    "kicked_from_channel": "alerts.trouble.not_a_member",
    "channel_not_found": "alerts.trouble.not_a_member",
    "is_archived": "alerts.trouble.archived",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A subject that is not ok, or `count` things that a check found; `account` is empty where only one is held."""

    level: str
    metric: str
    subject: str
    account: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSubscription:
    """What one channel hears of and how that stands; thresholds are as they are typed."""

    channel: str
    account: str
    metrics: Mapping[str, str | None]
    quiet: str | None
    digest: str | None
    owner: str | None
    muted_until: datetime | None
    trouble: str | None
    standing: Sequence[Standing] = ()


def list_view(
    locale: Locale,
    subscriptions: Sequence[ShownSubscription],
    here: str,
    now: datetime,
    zone: ZoneInfo,
    coming: Sequence[Coming] = (),
) -> Message:
    """Every channel that hears of something, this one first, each with how things stand there; and Amazon's reports."""
    rows = sorted(subscriptions, key=lambda each: each.channel != here)
    paragraphs = [say(locale, "alerts.title" if rows else "alerts.nobody")]
    paragraphs += [_channel(locale, each, here, now, zone) for each in rows[:MOST_CHANNELS]]
    if rows[MOST_CHANNELS:]:
        paragraphs.append(say(locale, "alerts.channels", n=len(rows) - MOST_CHANNELS))
    if coming:
        paragraphs.append(
            "\n".join(coming_line(locale, each, now.astimezone(zone).date()) for each in coming[:MOST_CHANNELS])
        )
    small = say(locale, "alerts.more_here" if rows and rows[0].channel == here else "alerts.none_here")
    return Message(plain("\n".join((*paragraphs, small))), (*map(section, paragraphs), context(small)))


def _channel(locale: Locale, subscription: ShownSubscription, here: str, now: datetime, zone: ZoneInfo) -> str:
    place = say(locale, "alerts.here") if subscription.channel == here else _place(locale, subscription.channel)
    lines = [
        say(
            locale,
            "alerts.hears",
            place=place,
            account=account_words(locale, subscription.account),
            metrics=_metrics(locale, subscription.metrics),
        )
    ]
    if habits := _habits(locale, subscription):
        lines.append(say(locale, "alerts.habits", habits=" · ".join(habits), zone=zone.key))
    if subscription.muted_until and subscription.muted_until > now:
        lines.append(say(locale, "alerts.muted", until=_time(locale, subscription.muted_until, zone)))
    if subscription.trouble:
        lines.append(
            say(locale, _TROUBLES.get(subscription.trouble, "alerts.trouble.other"), error=subscription.trouble)
        )
    return "\n".join([*lines, *_standing(locale, subscription.standing)])


def _place(locale: Locale, channel: str) -> str:
    return say(locale, "alerts.direct") if channel.startswith("D") else mentions.channel(channel)


def _habits(locale: Locale, subscription: ShownSubscription) -> list[str]:
    habits = (
        subscription.quiet and say(locale, "alerts.quiet", span=subscription.quiet),
        subscription.digest and say(locale, "alerts.digest", rhythm=subscription.digest),
        subscription.owner and say(locale, "alerts.owner", user=mentions.user(subscription.owner)),
    )
    return [each for each in habits if each]


def _standing(locale: Locale, standing: Sequence[Standing]) -> list[str]:
    lines = [_subject(locale, each) for each in standing[:MOST_STANDING]]
    if standing[MOST_STANDING:]:
        lines.append(say(locale, "alerts.more", n=len(standing) - MOST_STANDING))
    return lines or [say(locale, "alerts.all_quiet")]


def _subject(locale: Locale, each: Standing) -> str:
    values = {"level": each.level, "metric": each.metric, "account": each.account}
    if each.count:
        key = "alerts.standing_check_account" if each.account else "alerts.standing_check"
        return say(locale, key, **values, n=each.count)
    return say(locale, "alerts.standing_account" if each.account else "alerts.standing", **values, subject=each.subject)


def account_words(locale: Locale, account: str) -> str:
    """Of which account, or of all."""
    return say(locale, "alerts.one_account", account=account) if account else say(locale, "alerts.every_account")


def _metrics(locale: Locale, metrics: Mapping[str, str | None]) -> list[str]:
    """The metrics, each with a threshold of its own where it has one."""
    named = [
        say(locale, "alerts.metric_at", metric=name, own=own) if own else say(locale, "alerts.metric", metric=name)
        for name, own in metrics.items()
    ]
    return named or [say(locale, "alerts.every_metric")]


def subscribed_view(
    locale: Locale, before: ShownSubscription | None, after: ShownSubscription, every: Sequence[str]
) -> Message:
    """What changed about what this channel hears of, and what holds now; `every` names all metrics."""
    changes = _changes(locale, before, after, every) if before else []
    title = say(locale, "alerts.same") if before else say(locale, "alerts.started")
    if changes:
        title = say(locale, "alerts.changed", what=changes)
    holds = say(
        locale, "alerts.holds", account=account_words(locale, after.account), metrics=_metrics(locale, after.metrics)
    )
    return _lines(title, holds, say(locale, "alerts.next"))


def _changes(locale: Locale, before: ShownSubscription, after: ShownSubscription, every: Sequence[str]) -> list[str]:
    had, has = (each.metrics or dict.fromkeys(every) for each in (before, after))
    changes = []
    if added := [name for name in has if name not in had]:
        changes.append(say(locale, "alerts.added", metrics=_metrics(locale, dict.fromkeys(added))))
    for name, own in has.items():
        if own != had.get(name):
            changes.append(
                say(locale, "alerts.own", metric=name, own=own) if own else say(locale, "alerts.ours", metric=name)
            )
    if before.account != after.account:
        accounts = {"account": account_words(locale, after.account), "before": account_words(locale, before.account)}
        changes.append(say(locale, "alerts.account", **accounts))
    return changes


def stopped_view(locale: Locale, before: ShownSubscription) -> Message:
    """What no longer comes, and the line that brings it back."""
    stopped = say(
        locale,
        "alerts.stopped",
        account=account_words(locale, before.account),
        metrics=_metrics(locale, before.metrics),
    )
    digest = [say(locale, "alerts.stopped_digest", rhythm=before.digest)] if before.digest else []
    return _lines(stopped, *digest, say(locale, "alerts.back", line=_line_back(before)))


def _line_back(before: ShownSubscription) -> str:
    words = list(before.metrics)
    if len(words) == 1 and (own := before.metrics[words[0]]):
        words.append(f"at={own}")
    if before.account:
        words.append(escaped(account_typed(before.account)))
    return " ".join(("/seller-alerts on", *words))


def muted_view(locale: Locale, until: datetime | None, zone: ZoneInfo) -> Message:
    """Until when little comes, or that everything does."""
    if until is None:
        return _lines(say(locale, "alerts.unmuted"), say(locale, "alerts.unmute_next"))
    return _lines(say(locale, "alerts.muted_now", until=_time(locale, until, zone)), say(locale, "alerts.mute_next"))


def digest_view(locale: Locale, rhythm: str | None, zone: ZoneInfo) -> Message:
    """When the digest comes."""
    if rhythm is None:
        return _lines(say(locale, "alerts.no_digest"), say(locale, "alerts.no_digest_next"))
    return _lines(say(locale, "alerts.digest_now", rhythm=rhythm, zone=zone.key), say(locale, "alerts.digest_next"))


def quiet_view(locale: Locale, span: str | None, zone: ZoneInfo) -> Message:
    """When warnings wait."""
    if span is None:
        return _lines(say(locale, "alerts.no_quiet"), say(locale, "alerts.no_quiet_next"))
    return _lines(say(locale, "alerts.quiet_now", span=span, zone=zone.key), say(locale, "alerts.quiet_next"))


def owner_view(locale: Locale, user: str | None) -> Message:
    """Whom warnings name."""
    if user is None:
        return _lines(say(locale, "alerts.no_owner"), say(locale, "alerts.no_owner_next"))
    return _lines(say(locale, "alerts.owner_now", user=mentions.user(user)), say(locale, "alerts.owner_next"))


def samples_view(locale: Locale, count: int) -> Message:
    """How many samples are on their way."""
    return _lines(say(locale, "alerts.samples", n=count), say(locale, "alerts.samples_next"))


def nothing_here_view(locale: Locale) -> Message:
    """The channel hears of nothing, so there is nothing to change about it."""
    return _lines(say(locale, "alerts.nothing_to_change"))


def _time(locale: Locale, instant: datetime, zone: ZoneInfo) -> str:
    return say(locale, "alerts.time", at=instant.astimezone(zone), zone=zone.key)


def _lines(*lines: str) -> Message:
    return Message(plain("\n".join(lines)), (section("\n".join(lines)),))
