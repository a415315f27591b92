"""What a warning is about, as the views take it. No view reads a clock or a store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from rules.core import money
from rules.renewed.metrics import METRICS
from rules.renewed.standing_decision import Judged
from rules.warnings.forecast import Outlook
from rules.warnings.states import Silences


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An account (empty ASIN) or an offer within one warning.

    `level` is the one held since the day `since`, which may be worse than what the figures alone say. The silences
    holds only what is in force now: what has expired is left out by whoever makes it.
    """

    judged: Judged
    level: int
    since: date
    outlook: Outlook
    silences: Silences


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One message: an account and a metric, with its offers grouped inside, worst first.

    `named` says whether the account is named, which it is where the workspace has several. `band` is the channel's own
    threshold in millionths, 0 for none. `weeks` are the last 13 weekly values of the worst subject, in percent or
    stars. `owner` is a Slack user id, or empty.
    """

    account: str
    named: bool
    metric: str
    band: int
    subjects: tuple[Subject, ...]
    weeks: Sequence[tuple[date, Decimal]]
    today: date
    zone: ZoneInfo
    owner: str

    @property
    def audible(self) -> tuple[Subject, ...]:
        """The subjects that nobody muted; all of them where every one is."""
        return tuple(each for each in self.subjects if not each.silences.muted) or self.subjects

    @property
    def muted(self) -> tuple[Subject, ...]:
        """The subjects that somebody muted."""
        return tuple(each for each in self.subjects if each.silences.muted)

    @property
    def worst(self) -> Subject | None:
        """The first of them; None where no figures are held any more."""
        return next(iter(self.audible), None)

    @property
    def grouped(self) -> bool:
        """Whether several offers stand in one message."""
        return len(self.audible) > 1

    @property
    def own_limit(self) -> Decimal | None:
        """The channel's own threshold, in percent or stars."""
        if not self.band:
            return None
        return money.stars(self.band) if METRICS[self.metric].counted_in == "reviews" else money.percent(self.band)
