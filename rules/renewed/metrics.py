"""The metrics that Renewed watches: a row each, from which everything else about a metric follows."""

from dataclasses import dataclass
from typing import Literal

from rules.core.policy import RENEWED


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of the programme.

    `limit` names the figure that bounds it, in the policy and in `StandingTerms`. A metric counted in orders is a
    share of them in percent; one counted in reviews is an average in stars. `of_offer` is whether it belongs to one
    offer and not to the whole account (A6). `window` names the figure with the days that the clause asks for, where
    it asks for any.
    """

    name: str
    clause: str
    limit: str
    bound: Literal["at most", "at least"]
    counted_in: Literal["orders", "reviews"] = "orders"
    of_offer: bool = False
    window: str | None = None


METRICS = {
    metric.name: metric
    for metric in (
        Metric("odr", f"{RENEWED}/stay/1", "odr_max", "at most", window="odr_window"),
        Metric("seller-rqs", f"{RENEWED}/stay/2", "seller_rqs_min", "at least"),
        Metric("offer-rqs", f"{RENEWED}/stay/2", "offer_rqs_min", "at least", of_offer=True),
        Metric("rating", f"{RENEWED}/stay/3", "rating_min", "at least", counted_in="reviews", of_offer=True),
    )
}
"""Every metric by the name that people type."""
