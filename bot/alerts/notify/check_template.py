"""How a message about what a check found looks, out of its alerts."""

from bot.alerts.evaluate.check_item import seen_in
from bot.alerts.notify.group import AlertGroup, in_force, state_of
from bot.slack.blocks import Message
from bot.views.alerts.check import (
    check_change_line,
    check_escalation_view,
    check_reminder_line,
    check_view,
    item_line,
    more_line,
    settled_view,
)
from bot.views.model.checks import Checked, Item
from bot.workspace.context import Context
from rules.warnings.states import Transition
from storage.alerting.alerts import Alert


def opened(context: Context, group: AlertGroup) -> Message:
    """The message as it is posted."""
    return check_view(context.locale, checked_of(context, group))


def present(context: Context, group: AlertGroup, level: int) -> Message:
    """The message as it now stands: with what is still so, or settled."""
    checked = checked_of(context, group)
    return check_view(context.locale, checked) if level else settled_view(context.locale, checked)


def changed(context: Context, group: AlertGroup, change: Transition) -> Message:
    """What changed, for the thread."""
    return check_change_line(context.locale, change, checked_of(context, group))


def more(context: Context, group: AlertGroup) -> Message | None:
    """What was found since the channel last heard of it, if anything was."""
    if group.notice is None:
        return None
    said_at = group.notice.said_at
    new = [_item(each) for each in group.open_alerts if seen_in(each).seen_at > said_at]
    return more_line(context.locale, new) if new else None


def reminder(context: Context, group: AlertGroup) -> Message:
    """That it is still so."""
    return check_reminder_line(context.locale, checked_of(context, group))


def escalation(context: Context, group: AlertGroup, *, usergroup: str, channel: str) -> Message:
    """The same for somebody else."""
    return check_escalation_view(context.locale, checked_of(context, group), group=usergroup, channel=channel)


def every_line(context: Context, group: AlertGroup) -> list[str]:
    """Each thing that was found, in a line."""
    return [item_line(context.locale, each) for each in checked_of(context, group).items] if group.alerts else []


def checked_of(context: Context, group: AlertGroup) -> Checked:
    """What the views need, worst first; of what is over, what it was about."""
    lead = group.lead
    seen = seen_in(lead)
    return Checked(
        account=group.account,
        named=len(context.accounts) > 1,
        check=group.metric,
        band=group.band,
        day=seen.day,
        items=[_item(each) for each in group.open_alerts],
        since=state_of(lead).opened or context.today,
        silences=in_force(group.silences, lead.level, context.now),
        owner=group.subscription.owner or "",
        today=context.today,
        zone=context.zone,
    )


def _item(alert: Alert) -> Item:
    seen = seen_in(alert)
    return Item(line=seen.line, level=alert.level, clause=seen.clause, cents=seen.cents)
