"""What a check found, as the views take it. No view reads a clock or a store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.language.phrase import Phrase
from rules.core.levels import OK
from rules.warnings.states import Silences


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a check found: what its line says, its level and clause, and the money at stake in cents."""

    line: Phrase
    level: int
    clause: str
    cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One message: what a check of an account found, worst first.

    `day` is the last day to refund on, where the message is about the refunds of one.
    `since` is the day on which the worst was first seen. `named` says whether the account is named, which it is
    where the workspace has several. `owner` is a Slack user id, or empty.
    """

    account: str
    named: bool
    check: str
    band: int
    day: date | None
    items: Sequence[Item]
    since: date
    silences: Silences
    owner: str
    today: date
    zone: ZoneInfo

    @property
    def level(self) -> int:
        """That of the worst."""
        return max((each.level for each in self.items), default=OK)

    @property
    def clauses(self) -> list[str]:
        """What it rests on, that of the worst first."""
        return list(dict.fromkeys(each.clause for each in self.items))

    @property
    def cents(self) -> int:
        """Money at stake in all, as far as it is known."""
        return sum(each.cents or 0 for each in self.items)
