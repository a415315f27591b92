"""How a message about a metric looks, out of its alerts."""

from decimal import Decimal

from bot.alerts.evaluate.evaluation import Found, from_json
from bot.alerts.notify.group import Topic, in_force, state_of
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
from bot.workspace.context import Scene
from rules.core import money
from rules.renewed.metrics import METRICS
from rules.renewed.standing_decision import judge
from rules.warnings.states import Transition
from storage.alerting.alerts import Alert


def opened(scene: Scene, topic: Topic) -> Message:
    """The message as it is posted."""
    return warning_view(scene.locale, warned_of(scene, topic))


def present(scene: Scene, topic: Topic, level: int) -> Message:
    """The message as it now stands: open, or over with its cause."""
    warned = warned_of(scene, topic)
    if level or topic.all_muted or not warned.subjects:
        return warning_view(scene.locale, warned)
    now = warned.subjects[0].judged
    before = judge(topic.before.reading, scene.today) if topic.before else now
    return resolved_view(scene.locale, warned, cause_of(before, now))


def changed(scene: Scene, topic: Topic, change: Transition) -> Message:
    """What changed, for the thread."""
    return change_line(scene.locale, change, warned_of(scene, topic))


def more(scene: Scene, topic: Topic) -> Message | None:
    """Nothing: offers that join others are told by an edit, as the worst of them speaks for all."""
    del scene, topic
    return None


def reminder(scene: Scene, topic: Topic) -> Message:
    """That it is still open."""
    return reminder_line(scene.locale, warned_of(scene, topic))


def escalation(scene: Scene, topic: Topic, *, group: str, channel: str) -> Message:
    """The warning for somebody else."""
    return escalation_view(scene.locale, warned_of(scene, topic), group=group, channel=channel)


def every_line(scene: Scene, topic: Topic) -> list[str]:
    """Each offer in a line."""
    return [offer_line(scene.locale, each) for each in warned_of(scene, topic).heard] if topic.alerts else []


def warned_of(scene: Scene, topic: Topic) -> Warned:
    """What the views need: the subjects worst first, with the weeks of the worst."""
    found = [(each, held) for each in topic.open_alerts or [topic.lead] if (held := from_json(each.outlook))]
    return Warned(
        account=topic.account,
        named=len(scene.accounts) > 1,
        metric=topic.metric,
        band=topic.band,
        subjects=tuple(_subject(scene, alert, held, topic) for alert, held in found),
        weeks=tuple((day, _shown(topic.metric, value)) for day, value in (found[0][1].weeks if found else ())),
        today=scene.today,
        zone=scene.zone,
        owner=topic.subscription.owner or "",
    )


def _subject(scene: Scene, alert: Alert, found: Found, topic: Topic) -> Subject:
    state = state_of(alert)
    return Subject(
        judged=judge(found.reading, scene.today),
        level=alert.level,
        since=state.since if alert.level else state.opened or scene.today,
        outlook=found.outlook,
        overlay=alert.overlay if alert.overlay.muted else in_force(topic.overlay, alert.level, scene.now),
    )


def _shown(metric: str, value: int) -> Decimal:
    return money.stars(value) if METRICS[metric].counted_in == "reviews" else money.percent(value)
