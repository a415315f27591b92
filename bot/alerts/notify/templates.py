"""Which template a message has: that of a metric, or that of a check."""

from typing import Protocol, cast

from bot.alerts.notify import check_template, metric_template
from bot.alerts.notify.group import AlertGroup
from bot.slack.blocks import Message
from bot.views.model.check_names import CHECKS
from bot.workspace.context import Context
from rules.warnings.states import Transition


class Template(Protocol):
    """How a message looks as it is posted, as it stands, in its thread, to others, and in full."""

    def opened(self, context: Context, group: AlertGroup) -> Message: ...  # noqa: D102 said above, and in each template

    def present(self, context: Context, group: AlertGroup, level: int) -> Message: ...  # noqa: D102

    def changed(self, context: Context, group: AlertGroup, change: Transition) -> Message: ...  # noqa: D102

    def more(self, context: Context, group: AlertGroup) -> Message | None: ...  # noqa: D102

    def reminder(self, context: Context, group: AlertGroup) -> Message: ...  # noqa: D102

    def escalation(self, context: Context, group: AlertGroup, *, usergroup: str, channel: str) -> Message: ...  # noqa: D102

    def every_line(self, context: Context, group: AlertGroup) -> list[str]: ...  # noqa: D102


def template_of(group: AlertGroup) -> Template:
    """The template of a message."""
    return cast("Template", check_template if group.metric in CHECKS else metric_template)
