"""Returns of Seller Fulfilled Prime orders as CSV (GET_CSV_MFN_PRIME_RETURNS_REPORT): the same titles, hyphenated."""

from collections.abc import Sequence
from dataclasses import replace

from bot.reports.formats import returns_flat


def _hyphenated(header: Sequence[str]) -> bool:
    return any(shown.strip().lower() in ("order-id", "return-request-date") for shown in header)


LAYOUT = replace(returns_flat.LAYOUT, kind="prime-returns", looks=_hyphenated)
