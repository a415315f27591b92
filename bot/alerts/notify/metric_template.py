"""How a message about a metric looks, out of its alerts."""

from decimal import Decimal

from bot.alerts.evaluate.evaluation import Assessment, from_json
from bot.alerts.notify.group import AlertGroup, in_force, state_of
from bot.slack.blocks import Message
from bot.views.alerts.offers import offer_line
from bot.views.alerts.warning import (
    Subject,
    Warned,
    cause_of,
    change_line,
    escalation_view,
    reminder_line,
    resolved_view,
    warning_view,
)
from bot.workspace.context import Context
from rules.core import money
from rules.renewed.metrics import METRICS
from rules.renewed.standing_decision import judge
from rules.warnings.states import Transition
from storage.alerting.alerts import Alert


def opened(context: Context, group: AlertGroup) -> Message:
    """The message as it is posted."""
    return warning_view(context.locale, warned_of(context, group))


def present(context: Context, group: AlertGroup, level: int) -> Message:
    """The message as it now stands: open, or over with its cause."""
    warned = warned_of(context, group)
    if level or group.all_muted or not warned.subjects:
        return warning_view(context.locale, warned)
    now = warned.subjects[0].judged
    before = judge(group.before.reading, context.today) if group.before else now
    return resolved_view(context.locale, warned, cause_of(before, now))


def changed(context: Context, group: AlertGroup, change: Transition) -> Message:
    """What changed, for the thread."""
    return change_line(context.locale, change, warned_of(context, group))


def more(context: Context, group: AlertGroup) -> Message | None:
    """Nothing: offers that join others are told by an edit, as the worst of them speaks for all."""
    del context, group
    return None


def reminder(context: Context, group: AlertGroup) -> Message:
    """That it is still open."""
    return reminder_line(context.locale, warned_of(context, group))


def escalation(context: Context, group: AlertGroup, *, usergroup: str, channel: str) -> Message:
    """The warning for somebody else."""
    return escalation_view(context.locale, warned_of(context, group), group=usergroup, channel=channel)


def every_line(context: Context, group: AlertGroup) -> list[str]:
    """Each offer in a line."""
    return [offer_line(context.locale, each) for each in warned_of(context, group).audible] if group.alerts else []


def warned_of(context: Context, group: AlertGroup) -> Warned:
    """What the views need: the subjects worst first, with the weeks of the worst."""
    assessed = [
        (each, assessment) for each in group.open_alerts or [group.lead] if (assessment := from_json(each.outlook))
    ]
    return Warned(
        account=group.account,
        named=len(context.accounts) > 1,
        metric=group.metric,
        band=group.band,
        subjects=tuple(_subject(context, alert, assessment, group) for alert, assessment in assessed),
        weeks=tuple((day, _shown(group.metric, value)) for day, value in (assessed[0][1].weeks if assessed else ())),
        today=context.today,
        zone=context.zone,
        owner=group.subscription.owner or "",
    )


def _subject(context: Context, alert: Alert, assessment: Assessment, group: AlertGroup) -> Subject:
    state = state_of(alert)
    return Subject(
        judged=judge(assessment.reading, context.today),
        level=alert.level,
        since=state.since if alert.level else state.opened or context.today,
        outlook=assessment.outlook,
        silences=alert.silences if alert.silences.muted else in_force(group.silences, alert.level, context.now),
    )


def _shown(metric: str, value: int) -> Decimal:
    return money.stars(value) if METRICS[metric].counted_in == "reviews" else money.percent(value)
