"""How a message about what a check found looks, out of its alerts."""

from bot.alerts.evaluate.check_item import seen_in
from bot.alerts.notify.group import Topic, in_force, state_of
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
from bot.workspace.context import Scene
from rules.warnings.states import Transition
from storage.alerting.alerts import Alert


def opened(scene: Scene, topic: Topic) -> Message:
    """The message as it is posted."""
    return check_view(scene.locale, checked_of(scene, topic))


def present(scene: Scene, topic: Topic, level: int) -> Message:
    """The message as it now stands: with what is still so, or settled."""
    checked = checked_of(scene, topic)
    return check_view(scene.locale, checked) if level else settled_view(scene.locale, checked)


def changed(scene: Scene, topic: Topic, change: Transition) -> Message:
    """What changed, for the thread."""
    return check_change_line(scene.locale, change, checked_of(scene, topic))


def more(scene: Scene, topic: Topic) -> Message | None:
    """What was found since the channel last heard of it, if anything was."""
    if topic.notice is None:
        return None
    said_at = topic.notice.said_at
    new = [_item(each) for each in topic.open_alerts if seen_in(each).seen_at > said_at]
    return more_line(scene.locale, new) if new else None


def reminder(scene: Scene, topic: Topic) -> Message:
    """That it is still so."""
    return check_reminder_line(scene.locale, checked_of(scene, topic))


def escalation(scene: Scene, topic: Topic, *, group: str, channel: str) -> Message:
    """The same for somebody else."""
    return check_escalation_view(scene.locale, checked_of(scene, topic), group=group, channel=channel)


def every_line(scene: Scene, topic: Topic) -> list[str]:
    """Each thing that was found, in a line."""
    return [item_line(scene.locale, each) for each in checked_of(scene, topic).items] if topic.alerts else []


def checked_of(scene: Scene, topic: Topic) -> Checked:
    """What the views need, worst first; of what is over, what it was about."""
    lead = topic.lead
    seen = seen_in(lead)
    return Checked(
        account=topic.account,
        named=len(scene.accounts) > 1,
        check=topic.metric,
        band=topic.band,
        day=seen.day,
        items=[_item(each) for each in topic.open_alerts],
        since=state_of(lead).opened or scene.today,
        overlay=in_force(topic.overlay, lead.level, scene.now),
        owner=topic.subscription.owner or "",
        today=scene.today,
        zone=scene.zone,
    )


def _item(alert: Alert) -> Item:
    seen = seen_in(alert)
    return Item(line=seen.line, level=alert.level, clause=seen.clause, cents=seen.cents)
