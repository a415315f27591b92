"""A return at the desk, as the views take it. No view reads a clock or a store."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel

from rules.core.decision import Decision
from rules.core.levels import ACT, BREACHED
from rules.sfp.refund import RefundCase
from rules.sfp.refund_clock import RefundClock
from rules.sfp.refund_decision import RefundOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A return that has arrived: the case in its row, the decision about it, its clock and how near the end is.

    `item` tells it from others of the same RMA. `label_payer` is Amazon's own verdict on the label; `order_amount`
    (cents) that of the whole order, where the price of what came back is not known. `condition` holds what a clerk
    noted of the item.
    """

    account: str
    order: str
    rma: str
    item: str
    title: str
    label_payer: str | None
    order_amount: int | None
    case: RefundCase
    decision: Decision[RefundOutcome]
    clock: RefundClock
    level: int
    condition: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """What a button about it carries, as JSON; with names as long as storage takes them within Slack's 2,000."""
        key = {"account": self.account, "order_id": self.order, "rma": self.rma, "item": self.item}
        return json.dumps(key, ensure_ascii=False)


class NotedCondition(BaseModel):
    """What the button carries that takes a noted condition back: which return, and what was noted before."""

    account: str
    order_id: str
    rma: str
    item: str
    before: tuple[str, ...] = ()


State = Literal["due", "coming", "elsewhere", "refunded", "settled", "marked refunded", "marked not-arrived"]
"""How a return stands: to be refunded, on its way, not ours to judge, or settled in a report, by Amazon or a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A return that somebody asked for. `due` where it has arrived; what `state` does not speak of is not looked at.

    `refunded` is in cents, `who` a Slack user id and `on` the day of what they did.
    """

    order: str
    rma: str
    title: str
    state: State
    due: Due | None = None
    refunded: int | None = None
    resolution: str = ""
    who: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """An account's desk: what is to be refunded, and how many returns are not there, on their way or not ours."""

    account: str
    today: date
    due: tuple[Due, ...] = ()
    not_arrived: int = 0
    coming: int = 0
    not_ours: int = 0

    def at(self, *levels: int) -> tuple[Due, ...]:
        """Those of these levels."""
        return tuple(each for each in self.due if each.level in levels)

    @property
    def pressing(self) -> tuple[Due, ...]:
        """What is to be refunded today, or should have been."""
        return self.at(ACT, BREACHED)


def at_stake(due: Iterable[Due]) -> int:
    """Cents that are to be refunded, as far as the prices are known."""
    return sum(each.case.price or 0 for each in due)
