# ruff: noqa: E501 - the tables have one case a line
"""Cases worked out by hand from the two pages, as data: the clause each exercises, what was told, what comes out.

`told` holds the fields of the rule's case (for `renewed.status` the readings), `expected` some or all of the outcome.
`applied` and `says` are of the clause: whether it applied, and the sentence that tells why. The settings that have a
say are all of them, unless `overrides` lists fewer.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from rules.core.decision import Decision, Interpretation, Override
from rules.renewed import standing_decision
from rules.renewed.standing import Reading
from rules.replay import QUESTIONS

AS_OF = date(2026, 11, 22)
SET_ON = date(2026, 10, 1)


@dataclass(frozen=True)
class Example:
    rule: str
    clause: str
    told: Any
    expected: Mapping[str, Any]
    applied: bool = True
    status: str = "decided"
    settings: Mapping[str, str] = field(default_factory=dict)
    assumes: frozenset[str] = frozenset()
    assumes_not: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()
    overrides: tuple[str, ...] | None = None
    taken_as: tuple[str, ...] | None = None
    says: str | None = None
    as_of: date = AS_OF

    def __str__(self) -> str:
        return f"{self.clause} {self.told} {dict(self.settings) or ''}"


def decided(example: Example) -> Decision[Any]:
    """What the rule says to an example."""
    reading = Interpretation(
        overrides={name: Override(value=value, since=SET_ON) for name, value in example.settings.items()}
    )
    if example.rule == standing_decision.RULE:
        held = {"subject": "", "as_of": example.as_of, "source": "typed"}
        readings = [Reading(**held | each) for each in example.told]
        return standing_decision.decide(readings, example.as_of, reading)
    case, decide = QUESTIONS[example.rule]
    return decide(case(**example.told), example.as_of, reading)


def shown(decision: Decision[Any]) -> dict[str, Any]:
    """The outcome flat: sums as text, and offers, criteria and metrics by their names."""
    told = asdict(decision.outcome)
    for offer in told.pop("offers", ()):
        told[f"{offer['speed']} {offer['buyer']}"] = offer["price"]
    for criterion in told.pop("criteria", ()):
        told[criterion["clause"].removeprefix("renewed-ca/")] = (criterion["verdict"], criterion["shortfall"])
    for metric in told.pop("metrics", ()):
        of_metric = {**metric, **metric["headroom"]}
        told |= {f"{metric['metric']} {key}": value for key, value in of_metric.items()}
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in told.items()}


def as_expected(example: Example) -> dict[str, Any]:
    """What comes out, as far as the example says what should."""
    outcome = shown(decided(example))
    return {key: outcome[key] for key in example.expected}


def missteps(example: Example) -> list[str]:
    """What a decision says otherwise than the example: empty where all of it holds."""
    decision = decided(example)
    weighed = [reason for reason in decision.reasons if reason.clause == example.clause]
    overrides = tuple(example.settings) if example.overrides is None else example.overrides
    holds = {
        "outcome": as_expected(example) == example.expected,
        "applied": {example.applied} == {reason.applied for reason in weighed},
        "says": example.says is None or example.says in {reason.sentence for reason in weighed},
        "status": example.status == decision.status,
        "missing": example.missing == tuple(missing.field for missing in decision.missing),
        "assumes": example.assumes <= set(decision.assumptions),
        "assumes_not": not example.assumes_not & set(decision.assumptions),
        "overrides": overrides == decision.overrides,
        "taken_as": example.taken_as in (None, decision.taken_as),
    }
    return [name for name, as_said in holds.items() if not as_said]


def refund(clause: str, told: dict[str, Any], expected: dict[str, Any], **rest: Any) -> Example:
    return Example("sfp.refund", f"sfp-ca/{clause}", told, expected, **rest)


def label(clause: str, told: dict[str, Any], expected: dict[str, Any], **rest: Any) -> Example:
    return Example("sfp.label", f"sfp-ca/{clause}", told, expected, **rest)


def shipping(clause: str, told: dict[str, Any], expected: dict[str, Any], **rest: Any) -> Example:
    return Example("sfp.shipping", f"sfp-ca/{clause}", told, expected, **rest)


def listing(clause: str, told: dict[str, Any], expected: dict[str, Any], **rest: Any) -> Example:
    return Example("sfp.eligibility", f"sfp-ca/{clause}", told, expected, **rest)


def eligibility(clause: str, told: dict[str, Any], expected: dict[str, Any], **rest: Any) -> Example:
    return Example("renewed.eligibility", f"renewed-ca/{clause}", told, expected, **rest)


def standing(clause: str, told: list[dict[str, Any]], expected: dict[str, Any], **rest: Any) -> Example:
    return Example("renewed.status", f"renewed-ca/{clause}", told, expected, **rest)


def question(clause: str, told: str, expected: dict[str, Any], **rest: Any) -> Example:
    return Example("policy.answer", clause, {"question": told}, expected, **rest)


WINDOW_END = date(2026, 11, 1)
LATE_AND_USED = {"price": 129_99, "late": 18, "used": True}
BOTH_CAPS = {
    "refund_min": "65.00",
    "refund_max": "129.99",
    "cap": "64.99",
    "cap_added": "90.98",
    "late_cap": "25.99",
    "condition_cap": "64.99",
    "software_cap": "0.00",
    "label_deduction": "0.00",
    "grade": None,
    "refund_due": None,
    "currency": "CAD",
}
NO_LATE_FEE = {"late_cap": "0.00", "condition_cap": "64.99", "refund_min": "65.00", "cap_added": "64.99"}
NOTHING_KEPT = {"refund_min": "129.99", "refund_max": "129.99", "cap": "0.00", "cap_added": "0.00"}
WHOLE_ORDER = {"refund_min": "148.50", "refund_max": "148.50", "cap": "0.00", "late_cap": "0.00", "refund_due": None}
UNPRICED = {"refund_min": None, "refund_max": None, "cap": None, "late_cap": None, "grade": None}

REFUND = (
    refund("refund/general", {"price": 129_99}, NOTHING_KEPT),
    refund("refund/general", LATE_AND_USED, BOTH_CAPS, applied=False),
    refund("refund/general", {"price": 50_00, "quantity": 2}, {"refund_max": "100.00"}, assumes=frozenset({"A14"})),
    refund("refund/general", {}, UNPRICED, status="needs_info", missing=("price",)),
    refund("refund/1", LATE_AND_USED, BOTH_CAPS, assumes=frozenset({"A1", "B1", "B4"})),
    refund("refund/1", LATE_AND_USED, BOTH_CAPS, as_of=date(2021, 1, 1)),
    refund("refund/1", {"price": 129_99, "late": 0}, NOTHING_KEPT, applied=False),
    refund("refund/1", {"price": 129_99, "late": -1}, NOTHING_KEPT, applied=False),
    refund("refund/1", {"price": 129_99, "late": 15}, NOTHING_KEPT, applied=False, assumes=frozenset({"B1", "B2"})),
    refund("refund/1", {"price": 129_99, "late": 16}, {"late_cap": "25.99", "cap": "25.99", "refund_min": "104.00"}),
    refund("refund/1", {"price": 129_99, "received": date(2026, 11, 16), "window_end": WINDOW_END}, NOTHING_KEPT, applied=False),
    refund("refund/1", {"price": 129_99, "received": date(2026, 11, 17), "window_end": WINDOW_END}, {"late_cap": "25.99"}),
    refund("refund/1", {"price": 1, "late": 16, "used": True}, {"late_cap": "0.00", "cap": "0.00", "refund_min": "0.01"}),
    refund("refund/1", {"price": 3, "late": 16, "used": True}, {"late_cap": "0.00", "cap": "0.01", "refund_min": "0.02"}),
    refund("refund/1", {"late": 16}, UNPRICED, status="needs_info", missing=("price",)),
    refund("refund/2", LATE_AND_USED, BOTH_CAPS, assumes=frozenset({"A1"})),
    refund("refund/2", {"price": 129_99, "damaged": True}, NO_LATE_FEE),
    refund("refund/2", {"price": 129_99, "missing_parts": True}, NO_LATE_FEE),
    refund("refund/2", {"price": 129_99, "not_original": True}, NO_LATE_FEE),
    refund("refund/2", {"price": 129_99, "used": True, "amazon_error": True}, NO_LATE_FEE),
    refund("refund/2", {"price": 129_99, "used": True, "seller_error": True}, NOTHING_KEPT, applied=False),
    refund("refund/2", {"price": 129_99}, NOTHING_KEPT, applied=False),
    refund("refund/2", {"price": 10_000_000_00, "used": True}, {"condition_cap": "5000000.00"}),
    refund("refund/2", {**LATE_AND_USED, "deduct": 0}, {"grade": "supported"}),
    refund("refund/2", {**LATE_AND_USED, "deduct": 64_99}, {"grade": "supported"}),
    refund("refund/2", {**LATE_AND_USED, "deduct": 65_00}, {"grade": "arguable"}),
    refund("refund/2", {**LATE_AND_USED, "deduct": 90_98}, {"grade": "arguable"}),
    refund("refund/2", {**LATE_AND_USED, "deduct": 90_99}, {"grade": "unsupported"}),
    refund("refund/2", {**LATE_AND_USED, "deduct": 90_98}, {"refund_min": "39.01", "grade": "supported"}, settings={"stacking": "added"}),
    refund("refund/2", {**LATE_AND_USED, "deduct": 90_99}, {"cap": "64.99", "grade": "unsupported"}, settings={"stacking": "added"}),
    refund("refund/3", {"price": 59_00, "opened_software": True}, {"software_cap": "59.00", "refund_min": "0.00"}),
    refund("refund/3", {**LATE_AND_USED, "opened_software": True}, {"cap": "129.99", "cap_added": "129.99", "refund_min": "0.00"}),
    refund("refund/3", {"price": 59_00, "opened_software": True, "amazon_error": True}, {"software_cap": "0.00", "refund_min": "59.00"}, applied=False),
    refund("refund/3", {"price": 59_00, "opened_software": True, "seller_error": True}, {"software_cap": "59.00"}, assumes=frozenset({"A3"})),
    refund("refund/3", {"price": 59_00}, {"software_cap": "0.00"}, applied=False),
    refund("refund/non-delivery", {"not_received": True, "total": 148_50}, WHOLE_ORDER),
    refund(
        "refund/non-delivery",
        {
            **LATE_AND_USED,
            "not_received": True,
            "total": 148_50,
            "opened_software": True,
            "label": 12_40,
            "reason": "CR-UNWANTED_ITEM",
            "received": date(2026, 11, 20),
        },
        {**WHOLE_ORDER, "label_deduction": "0.00"},
        assumes=frozenset({"A13"}),
    ),
    refund("refund/non-delivery", {"not_received": True, "total": 148_50, "deduct": 1}, {"grade": "unsupported"}),
    refund("refund/non-delivery", {"not_received": True, "price": 129_99}, UNPRICED, status="needs_info", missing=("total",)),
    refund("returns/exceptions", {**LATE_AND_USED, "accepted_day": 0}, BOTH_CAPS, applied=False, assumes=frozenset({"A2"})),
    refund("returns/exceptions", {**LATE_AND_USED, "accepted_day": 1}, NO_LATE_FEE, assumes=frozenset({"B3"})),
    refund("returns/exceptions", {**LATE_AND_USED, "accepted_day": 15}, NO_LATE_FEE, assumes=frozenset({"B3"})),
    refund("returns/exceptions", {**LATE_AND_USED, "accepted_day": 16}, BOTH_CAPS, applied=False),
    refund("returns/exceptions", {**LATE_AND_USED, "window_end": WINDOW_END, "accepted": date(2026, 11, 16)}, NO_LATE_FEE),
    refund("returns/exceptions", {**LATE_AND_USED, "window_end": WINDOW_END, "accepted": date(2026, 11, 17)}, {"late_cap": "25.99"}, applied=False),
    refund("returns/exceptions", {**LATE_AND_USED, "received": date(2026, 11, 19), "accepted": date(2026, 11, 16)}, NO_LATE_FEE),
    refund("returns/exceptions", {**LATE_AND_USED, "received": date(2026, 11, 19), "accepted": date(2026, 11, 17)}, {"late_cap": "25.99"}, applied=False),
    refund(
        "returns/exceptions",
        {**LATE_AND_USED, "accepted": date(2026, 11, 16)},
        {"refund_min": None, "refund_max": "129.99", "late_cap": None, "condition_cap": "64.99"},
        applied=False,
        status="needs_info",
        missing=("window-end",),
    ),
    refund("returns/processing-time", {"price": 1_00, "received": date(2026, 12, 23)}, {"refund_due": date(2026, 12, 29)}),
    refund("returns/processing-time", {"price": 1_00, "received": date(2026, 12, 23)}, {"refund_due": date(2026, 12, 28)}, settings={"province": "QC"}),
    refund("returns/processing-time", {"price": 1_00, "received": date(2026, 12, 23)}, {"refund_due": date(2026, 12, 28)}, settings={"province": "BC"}),
    refund("returns/processing-time", {"price": 1_00, "received": date(2026, 9, 29)}, {"refund_due": date(2026, 10, 1)}, settings={"province": "ON"}),
    refund("returns/processing-time", {"price": 1_00, "received": date(2026, 9, 29)}, {"refund_due": date(2026, 10, 2)}, settings={"province": "BC"}),
    refund("returns/processing-time", {"received": date(2026, 11, 20)}, {"refund_due": date(2026, 11, 24)}, status="needs_info", missing=("price",), assumes=frozenset({"A8"})),
    refund("return-shipping/reason-codes", {"price": 129_99, "label": 12_40, "reason": "CR-ORDERED_WRONG_ITEM"}, {"label_deduction": "12.40", "refund_min": "117.59"}, assumes=frozenset({"A5"})),
    refund("return-shipping/reason-codes", {"price": 10_00, "label": 12_40, "reason": "CR-ORDERED_WRONG_ITEM"}, {"label_deduction": "10.00", "refund_min": "0.00"}),
    refund("return-shipping/reason-codes", {"price": 129_99, "label": 12_40, "reason": "CR-SWITCHEROO"}, {"label_deduction": "0.00", "refund_min": "129.99"}, applied=False),
    refund("return-shipping/reason-codes", {"price": 129_99, "label": 12_40, "reason": "CR-NO_REASON_GIVEN", "deduct": 1}, {"label_deduction": "0.00", "refund_min": "129.99", "grade": "unsupported"}, applied=False),
    refund("return-shipping/reason-codes", {**LATE_AND_USED, "label": 12_40, "reason": "CR-UNWANTED_ITEM", "deduct": 77_39}, {"refund_min": "52.60", "grade": "supported"}),
    refund("return-shipping/reason-codes", {**LATE_AND_USED, "label": 12_40, "reason": "CR-UNWANTED_ITEM", "deduct": 103_38}, {"grade": "arguable"}),
    refund("return-shipping/reason-codes", {**LATE_AND_USED, "label": 12_40, "reason": "CR-UNWANTED_ITEM", "deduct": 103_39}, {"grade": "unsupported"}),
    refund("return-shipping/reason-codes", {"price": 59_00, "opened_software": True, "label": 12_40, "reason": "CR-UNWANTED_ITEM", "deduct": 59_00}, {"refund_min": "0.00", "grade": "supported"}),
    refund("return-shipping/reason-codes", {"price": 59_00, "opened_software": True, "label": 12_40, "reason": "CR-UNWANTED_ITEM", "deduct": 59_01}, {"refund_min": "0.00", "grade": "unsupported"}),
    refund("return-shipping/reason-codes", {"price": 129_99, "label": 12_40, "reason": "CR-DEFECTIVE"}, {"label_deduction": "12.40"}, settings={"payer CR-DEFECTIVE": "buyer"}),
    refund("return-shipping/reason-codes", {"price": 129_99, "reason": "CR-UNWANTED_ITEM"}, {"label_deduction": "0.00", "refund_min": "129.99"}),
    refund("return-shipping/free-categories", {"price": 129_99, "label": 12_40, "reason": "CR-UNWANTED_ITEM", "category": "Shoes"}, {"label_deduction": "0.00", "refund_min": "129.99"}),
    refund("return-shipping/free-categories", {"price": 129_99, "label": 12_40, "category": "baby"}, {"label_deduction": "0.00", "refund_min": "129.99"}),
    refund("return-shipping/free-categories", {"price": 129_99, "label": 12_40}, {"label_deduction": None, "refund_min": None, "refund_max": "129.99"}, applied=False, status="needs_info", missing=("reason",)),
)  # fmt: skip

SELLER_PAYS = {"payer": "seller", "deductible_max": "0.00", "returnable": True}
FREE = {**SELLER_PAYS, "basis": "stated"}
BUYERS_REASON = {"reason": "CR-ORDERED_WRONG_ITEM", "cost": 12_40}

LABEL = (
    label("return-shipping/free-categories", {**BUYERS_REASON, "category": "apparel"}, FREE),
    label("return-shipping/free-categories", {**BUYERS_REASON, "category": "jewellery"}, FREE),
    label("return-shipping/free-categories", {**BUYERS_REASON, "category": "jewelry"}, FREE),
    label("return-shipping/free-categories", {**BUYERS_REASON, "category": "loose stones"}, FREE),
    label("return-shipping/free-categories", {**BUYERS_REASON, "category": "Shoes"}, FREE),
    label("return-shipping/free-categories", {**BUYERS_REASON, "category": "watches"}, FREE),
    label("return-shipping/free-categories", {**BUYERS_REASON, "category": "baby"}, FREE),
    label("return-shipping/free-categories", {"category": "baby"}, FREE),
    label("return-shipping/free-categories", {"category": "baby", "reason": "POOR_FIT"}, FREE),
    label("return-shipping/free-categories", {**BUYERS_REASON, "category": "shoes"}, FREE, settings={"payer CR-ORDERED_WRONG_ITEM": "buyer"}, overrides=()),
    label("return-shipping/reason-codes", {**BUYERS_REASON, "category": "shoes"}, FREE, applied=False, says="label.category_wins", assumes_not=frozenset({"A5", "A9"}), taken_as=("no_hazmat",)),
    label("return-shipping/free-categories", {**BUYERS_REASON, "category": "phones"}, {"payer": "buyer"}, applied=False),
    label("return-shipping/reason-codes", BUYERS_REASON, {"payer": "buyer", "deductible_max": "12.40", "basis": "other-marketplace", "returnable": True}, assumes=frozenset({"A5", "A9"}), says="label.row", taken_as=("no_free_category", "no_hazmat")),
    label("return-shipping/reason-codes", {"reason": "ORDERED_WRONG_ITEM", "cost": 12_40}, {"payer": "buyer", "deductible_max": "12.40"}),
    label("return-shipping/reason-codes", {"reason": "CR-ORDERED_WRONG_ITEM"}, {"payer": "buyer", "deductible_max": None}),
    label("return-shipping/reason-codes", {"reason": "CR-SWITCHEROO", "cost": 12_40}, {**SELLER_PAYS, "basis": "other-marketplace"}, applied=False),
    label("return-shipping/reason-codes", {"reason": "CR-NO_REASON_GIVEN", "cost": 12_40}, {"payer": None, "deductible_max": "0.00", "basis": None}, applied=False, status="undetermined", says="label.unlisted"),
    label("return-shipping/reason-codes", {"reason": "CR-DEFECTIVE", "cost": 5_00}, {"payer": "buyer", "deductible_max": "5.00", "basis": "override"}, settings={"payer CR-DEFECTIVE": "buyer"}, says="label.override"),
    label("return-shipping/reason-codes", {"reason": "DEFECTIVE", "cost": 5_00}, {"payer": "buyer", "basis": "override"}, settings={"payer CR-DEFECTIVE": "buyer"}),
    label("return-shipping/reason-codes", {"reason": "POOR_FIT", "cost": 5_00}, {"payer": "buyer", "basis": "override"}, settings={"payer POOR_FIT": "buyer"}),
    label("return-shipping/reason-codes", {"reason": "CR-UNWANTED_ITEM", "cost": 5_00}, {"payer": "seller", "basis": "override"}, applied=False, settings={"payer CR-UNWANTED_ITEM": "seller"}),
    label("returns/label-charge", {"reason": "CR-SWITCHEROO"}, SELLER_PAYS),
    label("returns/label-charge", BUYERS_REASON, {"payer": "buyer"}, applied=False),
    label("returns/label-charge", {"cost": 12_40}, {"payer": None, "deductible_max": None, "basis": None}, applied=False, status="needs_info", missing=("reason",), assumes_not=frozenset({"A9"})),
    label("hazmat/1", {**BUYERS_REASON, "hazmat": True}, {"payer": "buyer", "returnable": False}, assumes=frozenset({"A11"})),
)  # fmt: skip

EVERYWHERE = ("standard prime", "standard non-prime", "two-day prime", "two-day non-prime")
URBAN = {"region": "urban", **dict(zip(EVERYWHERE, ("free", "free", "free", "seller-set"), strict=True))}
RURAL = {"region": "rural", **dict(zip(EVERYWHERE, ("free", "free", "not-supported", "not-supported"), strict=True))}
NORTH = {
    "region": "northern",
    **dict(zip(EVERYWHERE, ("seller-set", "seller-set", "not-supported", "not-supported"), strict=True)),
}
ABROAD = {"region": "international", **dict.fromkeys(EVERYWHERE, "not-supported")}

SHIPPING = (
    shipping("shipping/1", {"postal": "K1A 0B1"}, URBAN, assumes=frozenset({"A8", "A12"})),
    shipping("shipping/1", {"postal": "A0A"}, RURAL),
    shipping("shipping/1", {"country": "US"}, ABROAD),
    shipping("shipping/1", {"country": "CA", "postal": "A0A 1A0"}, RURAL),
    shipping("shipping/1", {"country": "CA"}, {"region": None}, applied=False, status="needs_info", missing=("postal",)),
    shipping("shipping/1", {}, {"region": None}, applied=False, status="needs_info", missing=("postal",)),
    shipping("shipping/2", {"postal": "K1A 0B1"}, URBAN),
    shipping("shipping/2", {"postal": "X1A", "speed": "two-day"}, {"two-day prime": "not-supported"}, applied=False),
    shipping("shipping/1", {"postal": "X0A"}, NORTH),
    shipping("prices/general", {"postal": "K1A"}, URBAN),
    shipping("prices/general", {"postal": "K1A", "buyer": "prime"}, {"standard prime": "free", "two-day prime": "free"}, applied=False),
    shipping("prices/standard", {"postal": "X1A"}, NORTH),
    shipping("prices/standard", {"postal": "Y1A 1A1"}, NORTH),
    shipping("prices/standard", {"postal": "X0A"}, URBAN, settings={"region X0A": "urban"}),
    shipping("prices/two-day", {"postal": "M5V 3L9", "buyer": "non-prime", "speed": "two-day"}, {"two-day non-prime": "seller-set"}),
    shipping("prices/two-day", {"postal": "A0A"}, RURAL),
)  # fmt: skip

ALLOWED: dict[str, Any] = {"verdict": "allowed", "blocks": ()}
TWIN = {"second_offer": "non-prime", "same_condition": True}

LISTING = (
    listing("enrolment", {"new_seller": True}, {"verdict": "closed", "blocks": ("sfp-ca/enrolment",)}, says="listing.closed"),
    listing("enrolment", {"new_seller": True, "stock": 0}, {"verdict": "closed", "blocks": ("sfp-ca/enrolment", "sfp-ca/availability")}),
    listing("enrolment", {}, ALLOWED, applied=False, assumes=frozenset({"A9"}), says="listing.enrolled", taken_as=("no_new_seller", "no_restock_date", "in_stock", "no_second_offer", "no_hazmat")),
    listing("offers", {}, ALLOWED, applied=False, says="listing.no_second_offer"),
    listing("availability", {"restock": date(2026, 11, 23)}, {"verdict": "not-allowed", "blocks": ("sfp-ca/availability",)}),
    listing("availability", {"restock": AS_OF}, ALLOWED, applied=False),
    listing("availability", {"stock": 0}, {"verdict": "not-allowed", "blocks": ("sfp-ca/availability",)}),
    listing("availability", {"stock": 1}, ALLOWED, applied=False),
    listing("offers", TWIN, {"verdict": "not-allowed", "blocks": ("sfp-ca/offers",)}),
    listing("offers", {"second_offer": "non-prime", "same_condition": False}, ALLOWED, applied=False, assumes=frozenset({"A10"})),
    listing("offers", {"second_offer": "prime", "same_condition": True}, ALLOWED, applied=False),
    listing("offers", {"second_offer": "non-prime"}, {"verdict": None, "blocks": ()}, applied=False, status="needs_info", missing=("same-condition",)),
    listing("offers", {"second_offer": "non-prime", "stock": 0}, {"verdict": "not-allowed", "blocks": ("sfp-ca/availability",)}, applied=False),
    listing("hazmat/1", {"hazmat": True}, ALLOWED, assumes=frozenset({"A11"})),
)  # fmt: skip


def usd(cents: int) -> dict[str, Any]:
    return {"cents": cents, "currency": "USD"}


def cad(cents: int) -> dict[str, Any]:
    return {"cents": cents, "currency": "CAD"}


READY = {
    "invoices": usd(50_000_00),
    "images": 8,
    "screen": "on",
    "warranty": 90,
    "odr": 8_000,
    "refurbisher": "specialist",
    "quality": True,
}
"""An application that meets every criterion with nothing to spare."""

MEETS = {"verdict": "meets"}
FAILS = {"verdict": "does-not-meet"}
MET, UNKNOWN, NOT_APPLICABLE = ("met", None), ("unknown", None), ("not-applicable", None)
AT_138 = {"rate": Decimal("1.38")}
DATED = {**AT_138, "rate_date": date(2026, 11, 20)}
ASKS = {"status": "needs_info"}

ELIGIBILITY = (
    eligibility("apply/1", READY, {**MEETS, "apply/1": MET}, assumes=frozenset({"A9", "B5"})),
    eligibility("apply/1", {**READY, "refurbisher": "manufacturer"}, {**MEETS, "apply/1": MET}),
    eligibility("apply/1", {**READY, "refurbisher": "other"}, {**FAILS, "apply/1": ("not-met", None)}),
    eligibility("apply/1", {"refurbisher": "other"}, {**FAILS, "apply/2": UNKNOWN}, missing=("invoices", "images", "screen", "warranty", "odr", "quality")),
    eligibility(
        "apply/1",
        {},
        {"verdict": None, **dict.fromkeys(("apply/1", "apply/2", "apply/3", "apply/3.1", "apply/4", "apply/5"), UNKNOWN), "apply/2.2": NOT_APPLICABLE},
        status="needs_info",
        missing=("refurbisher", "invoices", "images", "screen", "warranty", "odr", "quality"),
    ),
    eligibility("apply/2", {**READY, "invoices": usd(49_999_99)}, {**FAILS, "apply/2": ("not-met", "0.01")}),
    eligibility("apply/2", {**READY, "invoices": cad(69_000_00), **DATED}, {**MEETS, "apply/2": MET}, assumes=frozenset({"B6"})),
    eligibility("apply/2", {**READY, "invoices": cad(68_999_99), **DATED}, {**FAILS, "apply/2": ("not-met", "0.01")}),
    eligibility("apply/2", {**READY, "invoices": cad(69_000_00), **AT_138}, {"verdict": None, "apply/2": UNKNOWN}, **ASKS, missing=("rate-date",)),
    eligibility("apply/2", {**READY, "invoices": cad(70_380_00), **AT_138}, {"verdict": None, "apply/2": UNKNOWN}, **ASKS, missing=("rate-date",)),
    eligibility("apply/2", {**READY, "invoices": cad(70_380_02), **AT_138}, {**MEETS, "apply/2": MET}),
    eligibility("apply/2", {**READY, "invoices": cad(67_620_00), **AT_138}, {"verdict": None, "apply/2": UNKNOWN}, **ASKS, missing=("rate-date",)),
    eligibility("apply/2", {**READY, "invoices": cad(67_619_99), **AT_138}, {**FAILS, "apply/2": ("not-met", "1000.01")}),
    eligibility("apply/2", {**READY, "invoices": {**cad(13_800_00), "more_usd": 40_000_00}, **DATED}, {**MEETS, "apply/2": MET}, assumes=frozenset({"B6"})),
    eligibility("apply/2", {**READY, "invoices": {**cad(13_799_99), "more_usd": 40_000_00}, **DATED}, {**FAILS, "apply/2": ("not-met", "0.01")}),
    eligibility("apply/2", {**READY, "invoices": {**usd(10_000_00), "more_usd": 39_999_99}}, {**FAILS, "apply/2": ("not-met", "0.01")}),
    eligibility("apply/2", {**READY, "invoices": cad(69_000_00)}, {"verdict": None, "apply/2": UNKNOWN}, **ASKS, missing=("rate",)),
    eligibility("apply/2", {**READY, "invoices": cad(69_000_00), "images": 7}, {**FAILS, "apply/2": UNKNOWN}, missing=("rate",)),
    eligibility("apply/2.2", {**READY, "apple_invoices": usd(75_000_00)}, {**MEETS, "apply/2.2": MET}, assumes=frozenset({"B6", "B8"})),
    eligibility("apply/2.2", {**READY, "apple_invoices": usd(74_999_99)}, {**FAILS, "apply/2": MET, "apply/2.2": ("not-met", "0.01")}),
    eligibility("apply/2.2", {**READY, "apple_invoices": cad(103_500_00), **DATED}, {**MEETS, "apply/2.2": MET}),
    eligibility("apply/2.2", {**READY, "apple_invoices": cad(103_500_00), **AT_138}, {"verdict": None, "apply/2.2": UNKNOWN}, **ASKS, missing=("rate-date",)),
    eligibility("apply/2.2", READY, {"apply/2.2": NOT_APPLICABLE}, applied=False),
    eligibility("apply/3", {**READY, "images": 7}, {**FAILS, "apply/3": ("not-met", "1")}),
    eligibility("apply/3", {**READY, "images": 0}, {**FAILS, "apply/3": ("not-met", "8")}),
    eligibility("apply/3.1", {**READY, "screen": "off"}, {**FAILS, "apply/3.1": ("not-met", None)}),
    eligibility("apply/3.1", {**READY, "screen": "none"}, {**MEETS, "apply/3.1": NOT_APPLICABLE}, applied=False),
    eligibility("apply/4", {**READY, "warranty": 89}, {**FAILS, "apply/4": ("not-met", "1")}),
    eligibility("apply/4", {**READY, "warranty": 0}, {**FAILS, "apply/4": ("not-met", "90")}),
    eligibility("apply/5", {**READY, "odr": 8_001}, {**FAILS, "apply/5": ("not-met", "0.0001")}),
    eligibility("apply/5", {**READY, "odr": 0}, {**MEETS, "apply/5": MET}),
    eligibility("apply/5", {key: READY[key] for key in READY if key != "odr"} | {"new_seller": True}, {**MEETS, "apply/5": NOT_APPLICABLE}, applied=False, assumes=frozenset({"B7"})),
    eligibility("apply/6", {**READY, "quality": False}, {**FAILS, "apply/6": ("not-met", None)}),
    eligibility("apply/6", {**READY, "applied": date(2026, 11, 23)}, {**MEETS, "onboarding_by": date(2026, 12, 7)}, assumes=frozenset({"A8"})),
    eligibility("apply/6", {**READY, "applied": date(2026, 12, 21)}, {"onboarding_by": date(2027, 1, 7)}),
    eligibility("apply/6", {**READY, "applied": date(2026, 12, 21)}, {"onboarding_by": date(2027, 1, 6)}, settings={"province": "QC"}),
    eligibility("marketplaces/1", {"approved": "us"}, {"verdict": "automatic"}),
    eligibility("marketplaces/1", {"approved": "us", "market": "mx"}, {"verdict": "reapply"}),
    eligibility("marketplaces/2", {"approved": "ca", "market": "us"}, {"verdict": "apply"}),
    eligibility("marketplaces/2", {"approved": "mx", "market": "us"}, {"verdict": "apply"}),
    eligibility("marketplaces/1", {"approved": "mx"}, {"verdict": None}, applied=False, status="undetermined"),
    eligibility("marketplaces/1", {"approved": "ca", "market": "mx"}, {"verdict": None}, applied=False, status="undetermined"),
    eligibility("marketplaces/1", {"approved": "ca"}, {"verdict": None}, applied=False, status="undetermined"),
    eligibility("marketplaces/1", {"market": "us"}, {"verdict": None}, applied=False, status="undetermined"),
)  # fmt: skip


def odr(value: int, **counts: Any) -> list[dict[str, Any]]:
    return [{"metric": "odr", "value": value, **counts}]


def offer(metric: str, value: int, **counts: Any) -> list[dict[str, Any]]:
    return [{"metric": metric, "subject": "B0ABCD1234", "value": value, **counts}]


def seller_rqs(value: int, **counts: Any) -> list[dict[str, Any]]:
    return [{"metric": "seller-rqs", "value": value, **counts}]


STANDING = (
    standing("stay/1", odr(7_400, orders=4_210, defects=31), {"level": "watch", "odr count": 2, "odr points": "0.06", "odr value": "0.74", "odr limit": "0.80"}, assumes=frozenset({"B5"})),
    standing("stay/1", odr(7_800, orders=4_210, defects=33), {"level": "act", "odr count": 0}),
    standing("stay/1", odr(8_076, orders=4_210, defects=34), {"level": "breached", "odr count": 0}),
    standing("stay/1", odr(8_000, orders=1_000, defects=8), {"level": "act", "odr count": 0}),
    standing("stay/1", odr(8_000, orders=1_001, defects=8), {"level": "act", "odr count": 0}),
    standing("stay/1", odr(8_000, orders=999, defects=8), {"level": "breached", "odr count": 0}),
    standing("stay/1", odr(8_000), {"level": "watch", "odr count": None, "odr points": "0.00"}),
    standing("stay/1", odr(8_001), {"level": "breached", "odr points": "-0.0001"}),
    standing("stay/1", odr(7_200), {"level": "watch"}),
    standing("stay/1", odr(7_199), {"level": "ok"}),
    standing("stay/1", odr(0, orders=12, defects=0), {"level": "ok", "odr count": 0}),
    standing("stay/1", odr(7_692, orders=130, defects=1), {"level": "act", "odr count": 0}),
    standing("stay/1", odr(5_000, orders=200, defects=1), {"level": "ok", "odr count": 0}),
    standing("stay/1", odr(7_400, window_days=60), {"odr proxy": True}),
    standing("stay/1", odr(7_400, window_days=90), {"odr proxy": False}),
    standing("stay/1", odr(7_400), {"odr proxy": False}),
    standing("stay/1", odr(7_400, as_of=date(2026, 11, 12)), {"odr stale": False}),
    standing("stay/1", odr(7_400, as_of=date(2026, 11, 11)), {"odr stale": True}),
    standing("stay/2", seller_rqs(980_000), {"level": "watch", "seller-rqs limit": "98.00", "seller-rqs points": "0.00"}, assumes=frozenset({"A6"})),
    standing("stay/2", seller_rqs(979_999), {"level": "breached", "seller-rqs points": "-0.0001"}),
    standing("stay/2", seller_rqs(982_000), {"level": "watch"}),
    standing("stay/2", seller_rqs(982_001), {"level": "ok"}),
    standing("stay/2", seller_rqs(985_000, orders=1_000, defects=15), {"level": "ok", "seller-rqs count": 5}),
    standing("stay/2", offer("offer-rqs", 950_000), {"level": "watch", "offer-rqs limit": "95.00"}),
    standing("stay/2", offer("offer-rqs", 949_999), {"level": "breached"}),
    standing("stay/2", offer("offer-rqs", 955_000), {"level": "watch"}),
    standing("stay/2", offer("offer-rqs", 955_001), {"level": "ok"}),
    standing("stay/2", offer("offer-rqs", 955_000, window_days=60), {"offer-rqs proxy": False}),
    standing("stay/3", offer("rating", 3_700_000), {"level": "watch", "rating count": None, "rating points": "0.00"}),
    standing("stay/3", offer("rating", 3_699_999), {"level": "breached"}),
    standing("stay/3", offer("rating", 3_799_999), {"level": "watch"}),
    standing("stay/3", offer("rating", 3_800_000), {"level": "ok"}),
    standing("stay/3", offer("rating", 3_700_000, reviews=12), {"level": "act", "rating count": 0}),
    standing("stay/3", offer("rating", 3_754_000, reviews=100), {"level": "watch", "rating count": 2}),
    standing("stay/3", offer("rating", 3_753_999, reviews=100), {"level": "watch", "rating count": 1}),
    standing("stay/3", offer("rating", 3_600_000, reviews=10), {"level": "breached", "rating count": 0}),
    standing("stay/3", [*seller_rqs(990_000), *offer("rating", 3_600_000)], {"level": "breached", "seller-rqs level": "ok"}),
)  # fmt: skip

MAYBE = {"applied": False, "status": "undetermined"}

QUESTION = (
    question("sfp-ca/refund/1", "sfp-ca/refund/1", {"kind": "answer", "clauses": ("sfp-ca/refund/1",), "route": "/sfp-refund"}, says="policy.by_id"),
    question("sfp-ca/refund/1", "how late can a return be before I can charge a fee", {"kind": "answer", "route": "/sfp-refund"}, says="policy.heard", assumes=frozenset({"A1", "B1"})),
    question("sfp-ca/returns/processing-time", "combien de temps pour rembourser", {"kind": "answer", "route": "/sfp-refund"}, assumes=frozenset({"A8"})),
    question("renewed-ca/apply/2.2", "factures exigées pour les produits Apple", {"kind": "answer", "route": "/renewed-eligibility"}, assumes=frozenset({"B6", "B8"})),
    question("renewed-ca/stay/1", "ODR", {"kind": "suggest", "route": "/renewed-status"}, **MAYBE, assumes_not=frozenset({"B5"})),
    question("sfp-ca/offers", "sfp-ca/offers", {"kind": "answer", "route": "/sfp-eligibility"}, assumes=frozenset({"A10"})),
    question("sfp-ca/returns/processing-time", "sfp-ca/returns/processing-time", {"kind": "answer"}, settings={"province": "QC"}),
)  # fmt: skip

EXAMPLES = (*REFUND, *LABEL, *SHIPPING, *LISTING, *ELIGIBILITY, *STANDING, *QUESTION)
