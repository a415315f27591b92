"""The checks over whole reports: every return and offer that an account holds, judged at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.services.checks.offers import check_offers
from bot.services.checks.returns import check_returns
from rules.checks.definitions import CHECKS, Finding, Verdict
from rules.core.decision import Interpretation
from storage.reports import offers, returns
from storage.transaction import Snapshot

About = Literal["return", "order", "offer"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found among how many returns and offers, and how many of what were not judged, by the reason."""

    findings: list[Finding]
    returns: int
    offers: int
    left: Mapping[tuple[About, Verdict], int]


def check(snapshot: Snapshot, account: str, today: date, reading: Interpretation) -> Checked:
    """Judge all that an account holds, as a workspace reads the policy. Raises NoTerms."""
    columns, listings = returns.select_columns(snapshot, account), offers.select_all(snapshot, account)
    of_returns, of_orders, results = check_returns(columns, today, reading)
    of_offers, more = check_offers(listings, today)
    counted: tuple[tuple[About, Mapping[Verdict, int]], ...] = (
        ("return", of_returns),
        ("order", of_orders),
        ("offer", of_offers),
    )
    left = {(about, why): n for about, counts in counted for why, n in sorted(counts.items())}
    return Checked(_sorted([*results, *more]), len(columns["order_id"]), len(listings), left)


def findings(snapshot: Snapshot, account: str, today: date, reading: Interpretation) -> list[Finding]:
    """What is found among all that an account holds, check by check, oldest first. Raises NoTerms."""
    return check(snapshot, account, today, reading).findings


def _sorted(results: list[Finding]) -> list[Finding]:
    place = {name: number for number, name in enumerate(CHECKS)}
    return sorted(results, key=lambda each: (place[each.check], each.day or date.min, each.subject))
