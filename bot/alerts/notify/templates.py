"""Which face a message has: that of a metric, or that of a check."""

from typing import Protocol, cast

from bot.alerts.notify import check_template, metric_template
from bot.alerts.notify.group import Topic
from bot.slack.blocks import Message
from bot.views.model.check_names import CHECKS
from bot.workspace.context import Scene
from rules.warnings.states import Transition


class Face(Protocol):
    """How a message looks as it is posted, as it stands, in its thread, to others, and in full."""

    def opened(self, scene: Scene, topic: Topic) -> Message: ...  # noqa: D102 said above, and in each face

    def present(self, scene: Scene, topic: Topic, level: int) -> Message: ...  # noqa: D102

    def changed(self, scene: Scene, topic: Topic, change: Transition) -> Message: ...  # noqa: D102

    def more(self, scene: Scene, topic: Topic) -> Message | None: ...  # noqa: D102

    def reminder(self, scene: Scene, topic: Topic) -> Message: ...  # noqa: D102

    def escalation(self, scene: Scene, topic: Topic, *, group: str, channel: str) -> Message: ...  # noqa: D102

    def every_line(self, scene: Scene, topic: Topic) -> list[str]: ...  # noqa: D102


def face_of(topic: Topic) -> Face:
    """The face of a message."""
    return cast("Face", check_template if topic.metric in CHECKS else metric_template)
