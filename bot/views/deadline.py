"""How a deadline looks: what is due when, how much, who has it, and what to do."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.catalogue import escaped, say
from bot.message import Message, actions, button, section
from bot.views.alert_buttons import ALERT_ACK, ALERT_ASSIGN, alert_value
from bot.views.mentions import moment, user
from bot.views.reply import plain
from rules.standing import ACT, BREACHED, WATCH

REFUND_DUE = "refund-due"
"""What stands for the metric in the buttons of a refund that is due; the order stands for the subject."""

TITLES = {WATCH: "deadline.watch", ACT: "deadline.act", BREACHED: "deadline.breached"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A refund that is due: of which order, how much in CAD where it is known, and by when.

    `level` is how near it is (`rules.standing`: WATCH, ACT, BREACHED for past due); `who` is a Slack user id, or empty.
    """

    account: str
    named: bool
    order: str
    amount: Decimal | None
    due: datetime
    level: int
    who: str
    zone: ZoneInfo


def deadline_view(deadline: Deadline) -> Message:
    """A refund that is due, or past due."""
    due = moment(deadline.due, deadline.zone)
    key = "deadline.late" if deadline.level == BREACHED else "deadline.due"
    lines = (_title(deadline), say(key, due=due), say("deadline.next", order=deadline.order), _who(deadline.who))
    text = "\n".join(lines)
    value = alert_value(deadline.account, REFUND_DUE, deadline.order, 0)
    buttons = actions(
        button(say("warning.button.acknowledge"), ALERT_ACK, value, style="primary" if deadline.level >= ACT else None),
        button(say("warning.button.assign"), ALERT_ASSIGN, value),
    )
    return Message(plain(text), (section(text), buttons))


def _title(deadline: Deadline) -> str:
    told = [say(TITLES[deadline.level]), f"`{escaped(deadline.order)}`"]
    if deadline.amount is not None:
        told.append(say("deadline.amount", amount=deadline.amount))
    return " · ".join([*told, escaped(deadline.account)] if deadline.named else told)


def _who(who: str) -> str:
    return say("warning.status.assigned", who=user(who)) if who else say("warning.status.nobody")
