"""How it looks which channel hears of what, and what was just changed about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.language.catalogue import escaped, say
from bot.language.grammar.account import account_typed
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
class Heard:
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
    heard: Sequence[Heard], here: str, now: datetime, zone: ZoneInfo, coming: Sequence[Coming] = ()
) -> Message:
    """Every channel that hears of something, this one first, each with how things stand there; and Amazon's reports."""
    rows = sorted(heard, key=lambda each: each.channel != here)
    paragraphs = [say("alerts.title" if rows else "alerts.nobody")]
    paragraphs += [_channel(each, here, now, zone) for each in rows[:MOST_CHANNELS]]
    if rows[MOST_CHANNELS:]:
        paragraphs.append(say("alerts.channels", n=len(rows) - MOST_CHANNELS))
    if coming:
        paragraphs.append("\n".join(coming_line(each, now.astimezone(zone).date()) for each in coming[:MOST_CHANNELS]))
    small = say("alerts.more_here" if rows and rows[0].channel == here else "alerts.none_here")
    return Message(plain("\n".join((*paragraphs, small))), (*map(section, paragraphs), context(small)))


def _channel(heard: Heard, here: str, now: datetime, zone: ZoneInfo) -> str:
    place = say("alerts.here") if heard.channel == here else _place(heard.channel)
    lines = [say("alerts.hears", place=place, account=account_words(heard.account), metrics=_metrics(heard.metrics))]
    if habits := _habits(heard):
        lines.append(say("alerts.habits", habits=" · ".join(habits), zone=zone.key))
    if heard.muted_until and heard.muted_until > now:
        lines.append(say("alerts.muted", until=_time(heard.muted_until, zone)))
    if heard.trouble:
        lines.append(say(_TROUBLES.get(heard.trouble, "alerts.trouble.other"), error=heard.trouble))
    return "\n".join([*lines, *_standing(heard.standing)])


def _place(channel: str) -> str:
    return say("alerts.direct") if channel.startswith("D") else mentions.channel(channel)


def _habits(heard: Heard) -> list[str]:
    told = (
        heard.quiet and say("alerts.quiet", span=heard.quiet),
        heard.digest and say("alerts.digest", rhythm=heard.digest),
        heard.owner and say("alerts.owner", user=mentions.user(heard.owner)),
    )
    return [each for each in told if each]


def _standing(standing: Sequence[Standing]) -> list[str]:
    lines = [_subject(each) for each in standing[:MOST_STANDING]]
    if standing[MOST_STANDING:]:
        lines.append(say("alerts.more", n=len(standing) - MOST_STANDING))
    return lines or [say("alerts.all_quiet")]


def _subject(each: Standing) -> str:
    told = {"level": each.level, "metric": each.metric, "account": each.account}
    if each.count:
        key = "alerts.standing_check_account" if each.account else "alerts.standing_check"
        return say(key, **told, n=each.count)
    return say("alerts.standing_account" if each.account else "alerts.standing", **told, subject=each.subject)


def account_words(account: str) -> str:
    """Of which account, or of all."""
    return say("alerts.one_account", account=account) if account else say("alerts.every_account")


def _metrics(metrics: Mapping[str, str | None]) -> list[str]:
    """The metrics, each with a threshold of its own where it has one."""
    named = [
        say("alerts.metric_at", metric=name, own=own) if own else say("alerts.metric", metric=name)
        for name, own in metrics.items()
    ]
    return named or [say("alerts.every_metric")]


def subscribed_view(before: Heard | None, after: Heard, every: Sequence[str]) -> Message:
    """What changed about what this channel hears of, and what holds now; `every` names all metrics."""
    changes = _changes(before, after, every) if before else []
    title = say("alerts.same") if before else say("alerts.started")
    if changes:
        title = say("alerts.changed", what=changes)
    holds = say("alerts.holds", account=account_words(after.account), metrics=_metrics(after.metrics))
    return _lines(title, holds, say("alerts.next"))


def _changes(before: Heard, after: Heard, every: Sequence[str]) -> list[str]:
    had, has = (each.metrics or dict.fromkeys(every) for each in (before, after))
    changes = []
    if added := [name for name in has if name not in had]:
        changes.append(say("alerts.added", metrics=_metrics(dict.fromkeys(added))))
    for name, own in has.items():
        if own != had.get(name):
            changes.append(say("alerts.own", metric=name, own=own) if own else say("alerts.ours", metric=name))
    if before.account != after.account:
        accounts = {"account": account_words(after.account), "before": account_words(before.account)}
        changes.append(say("alerts.account", **accounts))
    return changes


def stopped_view(before: Heard) -> Message:
    """What no longer comes, and the line that brings it back."""
    stopped = say("alerts.stopped", account=account_words(before.account), metrics=_metrics(before.metrics))
    digest = [say("alerts.stopped_digest", rhythm=before.digest)] if before.digest else []
    return _lines(stopped, *digest, say("alerts.back", line=_line_back(before)))


def _line_back(before: Heard) -> str:
    words = list(before.metrics)
    if len(words) == 1 and (own := before.metrics[words[0]]):
        words.append(f"at={own}")
    if before.account:
        words.append(escaped(account_typed(before.account)))
    return " ".join(("/seller-alerts on", *words))


def muted_view(until: datetime | None, zone: ZoneInfo) -> Message:
    """Until when little comes, or that everything does."""
    if until is None:
        return _lines(say("alerts.unmuted"), say("alerts.unmute_next"))
    return _lines(say("alerts.muted_now", until=_time(until, zone)), say("alerts.mute_next"))


def digest_view(rhythm: str | None, zone: ZoneInfo) -> Message:
    """When the digest comes."""
    if rhythm is None:
        return _lines(say("alerts.no_digest"), say("alerts.no_digest_next"))
    return _lines(say("alerts.digest_now", rhythm=rhythm, zone=zone.key), say("alerts.digest_next"))


def quiet_view(span: str | None, zone: ZoneInfo) -> Message:
    """When warnings wait."""
    if span is None:
        return _lines(say("alerts.no_quiet"), say("alerts.no_quiet_next"))
    return _lines(say("alerts.quiet_now", span=span, zone=zone.key), say("alerts.quiet_next"))


def owner_view(user: str | None) -> Message:
    """Whom warnings name."""
    if user is None:
        return _lines(say("alerts.no_owner"), say("alerts.no_owner_next"))
    return _lines(say("alerts.owner_now", user=mentions.user(user)), say("alerts.owner_next"))


def samples_view(count: int) -> Message:
    """How many samples are on their way."""
    return _lines(say("alerts.samples", n=count), say("alerts.samples_next"))


def nothing_here_view() -> Message:
    """The channel hears of nothing, so there is nothing to change about it."""
    return _lines(say("alerts.nothing_to_change"))


def _time(instant: datetime, zone: ZoneInfo) -> str:
    return say("alerts.time", at=instant.astimezone(zone), zone=zone.key)


def _lines(*lines: str) -> Message:
    return Message(plain("\n".join(lines)), (section("\n".join(lines)),))
