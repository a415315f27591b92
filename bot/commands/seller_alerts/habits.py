"""`mute`, `digest`, `quiet` and `owner`: when warnings wait, and whom they name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from bot.commands.seller_alerts.channel import edit
from bot.language.grammar.fold import fold
from bot.language.grammar.parse import LONGEST_VALUE
from bot.language.grammar.slip import Slip
from bot.language.grammar.subcommands import OFF
from bot.language.grammar.tokens import unquoted
from bot.language.grammar.values.kinds import RHYTHM, SPAN, USER, Kind, length
from bot.language.locale import Locale
from bot.slack.blocks import Message
from bot.views.channel.subscriptions import digest_view, muted_view, nothing_here_view, owner_view, quiet_view
from bot.workspace.request import Ask, Invocation, Reply
from bot.workspace.roles import RECORDER
from rules.core.value import value
from storage.alerting.subscriptions import Subscription

LONGEST_MUTE = 30 * 24
"""Hours."""


Setting = datetime | str | None


class Habit(NamedTuple):
    """What a channel may set with one value, or end with `off`; `missing` is said where neither is typed."""

    field: str
    kind: Kind
    missing: str
    view: Callable[[Locale, Any, ZoneInfo], Message]


HABITS = {
    "mute": Habit("muted_until", length(LONGEST_MUTE, "2d"), "alerts.slip.how_long", muted_view),
    "digest": Habit("digest", RHYTHM, "alerts.slip.how_often", digest_view),
    "quiet": Habit("quiet", SPAN, "alerts.slip.when", quiet_view),
    "owner": Habit("owner", USER, "alerts.slip.who", lambda locale, user, _zone: owner_view(locale, user)),
}


@value
class ChangeHabit:
    """A habit of this channel and its new value: when a mute ends, else as it is typed; None for off."""

    ask: Ask
    habit: Habit
    setting: Setting


def read(ask: Ask, rest: str, habit: Habit) -> ChangeHabit:
    """The value that was typed. Raises Slip, also where the asker may not change it."""
    ask.needs(RECORDER)
    return ChangeHabit(ask, habit, _setting(ask, habit, rest))


def run(request: ChangeHabit) -> Reply:
    """Set the habit, or end it. Raises Repeated."""
    ask, habit, setting = request.ask, request.habit, request.setting
    _, after = edit(ask, lambda before: before and _changed(before, habit.field, setting, ask.invocation))
    return Reply(habit.view(ask.locale, setting, ask.zone) if after else nothing_here_view(ask.locale))


def _setting(ask: Ask, habit: Habit, typed: str) -> Setting:
    if not typed:
        raise Slip(habit.missing, suggestion=habit.kind.example)
    if len(typed) > LONGEST_VALUE:
        raise Slip("slip.value_too_long", typed, name=habit.field)
    if fold(typed) == OFF:
        return None
    read: Any = habit.kind.read(unquoted(typed), ask.today).value
    return ask.invocation.now + timedelta(hours=read) if habit.field == "muted_until" else str(read)


def _changed(before: Subscription, field: str, setting: Setting, by: Invocation) -> Subscription:
    changes: dict[str, Any] = {field: setting}
    after = replace(before, **changes)
    # A digest that is changed after its time comes the next time.
    return replace(after, since=by.now, who=by.user_id) if field == "digest" else after
