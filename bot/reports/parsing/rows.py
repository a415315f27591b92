"""What the reports hold, typed: money in whole cents, rates and ratings in millionths, days as dates.

`line` is the line of the file. `marketplace` is `ca`, `us` and so on, or empty where the report does not say. `others`
holds the columns that we do not know, by their own names, where they are not blank.

Rows are not frozen: a long file has a million of them, and a frozen one takes twice as long to make.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from rules.renewed.metrics import METRICS
from rules.renewed.standing import Reading

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True, kw_only=True)
class Read:
    """What every row has."""

    line: int
    marketplace: str = ""
    others: Mapping[str, str] = field(default_factory=lambda: _NONE)


@dataclass(slots=True, kw_only=True)
class MetricRow(Read):
    """A figure of a metric as of a day.

    `value` is in millionths, or None where the report has no data or gives only counts. `total` is what `defects` are
    counted among: orders, or shipments for what is no metric of ours. `status` is Amazon's own verdict. `channel` is
    who fulfils the orders: `mfn` the seller, `afn` Amazon.
    """

    metric: str
    as_of: date
    value: int | None = None
    subject: str = ""
    total: int | None = None
    defects: int | None = None
    reviews: int | None = None
    window_days: int | None = None
    status: str = ""
    channel: str = ""
    account: str = ""

    def reading(self, source: str, who: str = "") -> Reading | None:
        """The figure as a reading, or None where it is no figure of a metric that Headroom watches.

        A rate of the orders that Amazon fulfils is none: the seller-fulfilled one stands for the account.
        """
        if self.value is None or self.metric not in METRICS or self.channel not in ("", "mfn"):
            return None
        return Reading(
            metric=self.metric,
            subject=self.subject,
            value=self.value,
            as_of=self.as_of,
            source=source,
            who=who,
            orders=self.total,
            defects=self.defects,
            reviews=self.reviews,
            window_days=self.window_days,
        )


@dataclass(slots=True, kw_only=True)
class ReturnRow(Read):
    """One item of a return.

    `paid_by` is Amazon's own verdict on the label (`seller`, `customer` or empty). `delivered_on` is when the item
    reached the seller, which starts the refund clock. A truth is None where the report is silent.
    """

    order_id: str
    requested_on: date
    order_date: date | None = None
    status: str = ""
    rma: str = ""
    own_rma: str = ""
    order_item: str = ""
    asin: str = ""
    sku: str = ""
    item: str = ""
    category: str = ""
    quantity: int = 1
    reason: str = ""
    in_policy: bool | None = None
    kind: str = ""
    resolution: str = ""
    a_to_z: bool | None = None
    prime: bool | None = None
    label: str = ""
    label_cost: int | None = None
    paid_by: str = ""
    currency: str = ""
    carrier: str = ""
    tracking: str = ""
    invoice: str = ""
    delivered_on: date | None = None
    order_amount: int | None = None
    order_quantity: int | None = None
    refunded: int | None = None


@dataclass(slots=True, kw_only=True)
class ListingRow(Read):
    """One offer. `template` is the shipping template, whose name tells Prime offers; `fulfilled_by` as in OrderRow."""

    sku: str
    asin: str
    item: str = ""
    price: int | None = None
    quantity: int | None = None
    condition: str = ""
    note: str = ""
    template: str = ""
    fulfilled_by: str = ""
    status: str = ""
    restock: date | None = None


@dataclass(slots=True, kw_only=True)
class OrderRow(Read):
    """One item of an order. `fulfilled_by` is `seller`, `amazon`, or empty where the report does not say."""

    order_id: str
    order_date: date
    status: str = ""
    fulfilled_by: str = ""
    sku: str = ""
    asin: str = ""
    quantity: int = 1
    currency: str = ""
    price: int | None = None


@dataclass(slots=True, kw_only=True)
class DefectRow(Read):
    """One defect of an order. `kinds` are `a-to-z`, `feedback`, `chargeback`, or Amazon's own word."""

    order_id: str
    order_date: date
    kinds: tuple[str, ...]
    reported_on: date | None = None
    asin: str = ""


@dataclass(slots=True, kw_only=True)
class FeedbackRow(Read):
    """One seller feedback of 1 to 5 stars."""

    order_id: str
    given_on: date
    stars: int
    comment: str = ""
    response: str = ""

    @property
    def negative(self) -> bool:
        """Whether it counts as a defect: 1 or 2 stars."""
        return self.stars <= 2


@dataclass(slots=True, kw_only=True)
class InvoiceRow(Read):
    """One line of a purchase invoice. Units and amounts are None where the invoice hides them.

    `unit_price`, `selling_price` and `amount` are cents of `currency`.
    """

    date: date
    supplier: str
    brand: str
    currency: str
    invoice: str = ""
    item: str = ""
    asin: str = ""
    units: int | None = None
    unit_price: int | None = None
    selling_price: int | None = None
    amount: int | None = None
