"""`/seller-alerts`: what the channel in which it is typed hears of, and when it is left in peace."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from bot.language.grammar.fold import fold
from bot.language.grammar.parse import LONGEST_VALUE
from bot.language.grammar.slip import Slip
from bot.language.grammar.subcommands import OFF, asked, strange
from bot.language.grammar.tokens import unquoted
from bot.language.grammar.values.kinds import PERCENT, RHYTHM, SPAN, USER, Kind, length
from bot.services.subscriptions import HEARD, hears, merged, on_grammar, typed_threshold, wish_of
from bot.slack.blocks import Message
from bot.views.channel.subscriptions import (
    Heard,
    Standing,
    digest_view,
    list_view,
    muted_view,
    nothing_here_view,
    owner_view,
    quiet_view,
    samples_view,
    stopped_view,
    subscribed_view,
)
from bot.views.model.check_names import CHECKS
from bot.workspace.request import Ask, Line, Reply
from bot.workspace.roles import RECORDER
from rules.core.levels import LEVELS
from rules.renewed.metrics import METRICS
from storage import accounts
from storage.alerting import outbox, subscriptions
from storage.alerting.outbox import Saying
from storage.alerting.subscriptions import After, Subscription

if TYPE_CHECKING:
    from storage.alerting.alerts import Alert

NAME = "/seller-alerts"
SUMMARY = "which warnings come to this channel, when they wait, and how things stand"
USAGE = (
    "[list | on [metric…] [at=0.70%] [account=NAME] | off | mute 2d | digest daily 09:00 | quiet 18:00-08:00 "
    "| owner=@name | test]"
)
EXAMPLES = ("", "on", "on odr at=0.70%", "mute 2d", "digest weekly mon 09:00", "quiet 18:00-08:00", "test", "off")

LONGEST_MUTE = 30 * 24
"""Hours."""

APART = timedelta(seconds=1.5)
"""Between two samples: all at once would be a backlog, which one message would carry."""

ON = on_grammar(PERCENT)


class Habit(NamedTuple):
    """What a channel may set with one value, or end with `off`; `missing` is said where neither is typed."""

    field: str
    kind: Kind
    missing: str
    view: Callable[[Any, ZoneInfo], Message]


HABITS = {
    "mute": Habit("muted_until", length(LONGEST_MUTE, "2d"), "alerts.slip.how_long", muted_view),
    "digest": Habit("digest", RHYTHM, "alerts.slip.how_often", digest_view),
    "quiet": Habit("quiet", SPAN, "alerts.slip.when", quiet_view),
    "owner": Habit("owner", USER, "alerts.slip.who", lambda user, _zone: owner_view(user)),
}


def answer(ask: Ask) -> Reply:
    """Show or change what this channel hears of, as the line says. Raises Slip, NoTerms."""
    act, rest = asked(ask.text, ACTS, HABITS)
    if not act and rest:
        raise strange(rest, ACTS, "on")
    try:
        return ACTS[act or "list"](ask, rest)
    except Slip as slip:
        slip.place(lambda line: f"{act} {line}".strip())
        raise


def show(ask: Ask, rest: str) -> Reply:
    """Every subscription of the workspace, and how things stand there."""
    _nothing_more("list", rest)
    from bot.amazon.sp_api.status import standings
    from storage.alerting import alerts  # what few lines need is not loaded for all

    held = sorted(alerts.held(ask.workspace), key=_worst_first)
    several = len(accounts.recent_names(ask.workspace)) > 1
    rows = [_heard(each, _standing(each, held, several)) for each in subscriptions.held(ask.workspace)]
    coming = [replace(each, account=each.account if several else "") for each in standings(ask.workspace, ask.zone)]
    return Reply(list_view(rows, ask.line.channel, ask.line.now, ask.zone, coming))


def subscribe(ask: Ask, rest: str) -> Reply:
    """Have this channel hear of what the line names, besides what it hears of already."""
    ask.needs(RECORDER)
    wish = wish_of(rest, accounts.recent_names(ask.workspace), ask.today)
    before, after = _edit(ask, partial(merged, wish=wish, line=ask.line))
    return Reply(subscribed_view(_heard(before) if before else None, _heard(after), HEARD))


def unsubscribe(ask: Ask, rest: str) -> Reply:
    """Have this channel hear of nothing."""
    ask.needs(RECORDER)
    _nothing_more(OFF, rest)
    before, _ = _edit(ask, lambda _: None)
    return Reply(stopped_view(_heard(before)) if before else nothing_here_view())


def change_habit(ask: Ask, rest: str, habit: Habit) -> Reply:
    """Set one habit of this channel, or end it. Raises Slip."""
    ask.needs(RECORDER)
    value = _value(ask, habit, rest)
    _, after = _edit(ask, lambda held: held and _with_habit(held, habit.field, value, ask.line))
    return Reply(habit.view(value, ask.zone) if after else nothing_here_view())


def try_out(ask: Ask, rest: str) -> Reply:
    """Send the asker a sample of every kind of message."""
    from bot.views.channel.samples import samples  # what few lines need is not loaded for all

    ask.needs(RECORDER)
    _nothing_more("test", rest)
    line = ask.line
    key = f"sample {line.request or line.now.isoformat()}"
    sayings = [
        Saying(
            key=f"{key} {kind}",
            channel=line.user_id,
            act=outbox.POST,
            text=message.text,
            blocks=message.blocks,
            not_before=line.now + place * APART,
        )
        for place, (kind, message) in enumerate(samples(ask.today))
    ]
    with ask.workspace.begin() as transaction:
        transaction.once(line.request, line.now)
        outbox.put(transaction, sayings, line.now)
    return Reply(samples_view(len(sayings)))


ACTS: dict[str, Callable[[Ask, str], Reply]] = {
    "list": show,
    "on": subscribe,
    OFF: unsubscribe,
    **{name: partial(change_habit, habit=habit) for name, habit in HABITS.items()},
    "test": try_out,
}


def _nothing_more(act: str, rest: str) -> None:
    if rest:
        raise Slip("alerts.slip.nothing_more", rest, act=act, suggestion="")


def _edit(ask: Ask, how: Callable[[Subscription | None], After]) -> tuple[Subscription | None, After]:
    line = ask.line
    return subscriptions.edit(ask.workspace, line.channel, how, line.now, line.request)


def _value(ask: Ask, habit: Habit, typed: str) -> Any:
    """The value that was typed, None for `off`. Raises Slip."""
    if not typed:
        raise Slip(habit.missing, suggestion=habit.kind.example)
    if len(typed) > LONGEST_VALUE:
        raise Slip("slip.value_too_long", typed, name=habit.field)
    if fold(typed) == OFF:
        return None
    value = habit.kind.read(unquoted(typed), ask.today).value
    return ask.line.now + timedelta(hours=value) if habit.field == "muted_until" else value


def _with_habit(held: Subscription, field: str, value: Any, line: Line) -> Subscription:
    changed = replace(held, **{field: value})
    # A digest that is changed after its time comes the next time.
    return replace(changed, since=line.now, who=line.user_id) if field == "digest" else changed


def _heard(held: Subscription, standing: Sequence[Standing] = ()) -> Heard:
    own = {name: typed_threshold(name, at) if at else None for name, at in held.metrics.items()}
    told = {
        name: getattr(held, name) for name in ("channel", "account", "trouble", *(h.field for h in HABITS.values()))
    }
    return Heard(**told, metrics=own, standing=standing)


def _standing(held: Subscription, found: "Sequence[Alert]", several: bool) -> list[Standing]:
    """What of those alerts the channel hears of; with their accounts where there are several."""
    heard = [each for each in found if hears(held, each.account, each.metric, each.band)]
    told = [
        Standing(LEVELS[each.level], each.metric, each.subject, each.account if several else "")
        for each in heard
        if each.metric in METRICS
    ]
    checks = [each for each in heard if each.metric in CHECKS]
    return told + [
        Standing(LEVELS[levels[0]], check, "", account if several else "", len(levels))
        for (account, check), levels in _by_check(checks).items()
    ]


def _by_check(found: "Sequence[Alert]") -> dict[tuple[str, str], list[int]]:
    """The levels of what each check of an account found, the worst first."""
    levels: dict[tuple[str, str], list[int]] = {}
    for each in found:
        levels.setdefault((each.account, each.metric), []).append(each.level)
    return levels


def _worst_first(alert: "Alert") -> tuple[int, str, str, str]:
    return -alert.level, alert.account, alert.metric, alert.subject
