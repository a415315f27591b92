"""The two pages once more, read straight from their text: exact fractions, plain ifs, and nothing of `rules`.

An unknown is None here. Money is whole cents at the border, because a refund is paid in cents; a "up to" never
exceeds its share, so it is rounded down.
"""

from fractions import Fraction
from math import floor
from typing import NamedTuple

SELLER, BUYER, UNDETERMINED, MISSING = range(4)
BUYER_ROWS = {0, 1, 11, 14, 15, 16, 17}
"""Accidental order, better price, unwanted, part not compatible, installation, too small, too large."""


class Refund(NamedTuple):
    known: bool
    late: bool
    excepted: bool
    late_fee: bool
    worn: bool
    opened: bool
    late_cap: int
    condition_cap: int
    software_cap: int
    cap: int
    cap_added: int
    label_deduction: int
    refund_max: int
    refund_min: int
    grade: int


def refund(
    price: int, total: int, days_late: int, accepted_day: int,
    condition: bool, opened_software: bool, seller_error: bool, amazon_error: bool, not_received: bool,
    label: int, payer: int, deduct: int, added: bool,
) -> Refund:  # fmt: skip
    """Refund amount, delivery refunds and return shipping, as the programme terms have them."""
    late = days_late not in range(-10_000, 16)
    excepted = accepted_day in range(1, 16)
    late_fee = late and not excepted
    worn = condition and not seller_error
    opened = opened_software and not amazon_error
    if not_received:
        paid = Fraction(max(total, 0))
        caps = [0, 0, 0]
        shipping = 0
        known = total >= 0
    else:
        paid = Fraction(max(price, 0))
        shares = (late_fee, Fraction(1, 5)), (worn, Fraction(1, 2)), (opened, Fraction(1))
        caps = [floor(paid * share) if applies else 0 for applies, share in shares]
        shipping = min(label, int(paid)) if payer == BUYER else 0
        known = price >= 0 and not (label > 0 and payer == MISSING)
    one, together = max(caps), min(sum(caps), int(paid))
    most = {reading: min(kept + shipping, int(paid)) for reading, kept in (("one", one), ("together", together))}
    supported = most["together"] if added else most["one"]
    if deduct < 0:
        grade = 0
    elif deduct <= supported:
        grade = 1
    else:
        grade = 2 if deduct <= most["together"] else 3
    return Refund(
        known, late, excepted, late_fee, worn, opened, *caps, one, together, shipping,
        int(paid), int(paid) - supported, grade,
    )  # fmt: skip


class Label(NamedTuple):
    payer: int
    deduction: int


def label(free: bool, reason: int, cost: int) -> Label:
    """Charges for return shipping; `reason` is the number of a row, -1 for none given, 22 for one in no row."""
    if free:
        payer = SELLER
    elif reason == -1:
        payer = MISSING
    elif reason == 22:
        payer = UNDETERMINED
    else:
        payer = BUYER if reason in BUYER_ROWS else SELLER
    return Label(payer, cost if payer == BUYER else 0)


class Listing(NamedTuple):
    enrolment: bool | None
    availability: bool | None
    offers: bool | None
    allowed: bool | None


def listing(
    new_seller: bool, restock_ahead: bool, out_of_stock: bool, non_prime_twin: bool, identical: bool | None
) -> Listing:
    """Enrolment note, product availability and offer listings."""
    availability = not (restock_ahead or out_of_stock)
    offers = True
    if non_prime_twin:
        offers = None if identical is None else not identical
    return Listing(not new_seller, availability, offers, all_of([not new_seller, availability, offers]))


def all_of(verdicts: list[bool | None]) -> bool | None:
    """False as soon as one is false, True when all are, else unknown."""
    if False in verdicts:
        return False
    return None if None in verdicts else True


NOT_APPLICABLE = "not applicable"
WORDS = (False, None, True, NOT_APPLICABLE)
"""A verdict by the number that the rules give it."""


class Eligibility(NamedTuple):
    refurbisher: bool | None
    invoices: bool | None
    apple_invoices: bool | str | None
    images: bool | None
    screen: bool | str | None
    warranty: bool | None
    odr: bool | str | None
    quality: bool | None
    meets: bool | None


def eligibility(
    refurbisher: bool | None, invoices: int, apple: bool, apple_invoices: int, dated: bool, apple_dated: bool,
    images: int, screen: bool | str | None, warranty: int, selling: bool, odr: int, quality: bool | None,
) -> Eligibility:  # fmt: skip
    """The six criteria; -1 is a number that was not told."""
    criteria = [
        refurbisher,
        _reaches(Fraction(invoices, 100), 50_000, dated),
        _reaches(Fraction(apple_invoices, 100), 75_000, apple_dated) if apple else NOT_APPLICABLE,
        None if images < 0 else images > 7,
        screen,
        None if warranty < 0 else warranty > 89,
        (None if odr < 0 else Fraction(odr, 10_000) <= Fraction(8, 10)) if selling else NOT_APPLICABLE,
        quality,
    ]
    return Eligibility(*criteria, all_of([each for each in criteria if each != NOT_APPLICABLE]))


def _reaches(dollars: Fraction, limit: int, dated: bool) -> bool | None:
    if dollars < 0:
        return None
    if not dated and Fraction(98, 100) <= dollars / limit <= Fraction(102, 100):
        return None
    return dollars >= limit


def _outside(home: bool | None, prime: bool | None) -> str | None:
    """Why a return is not under the programme's rules, as far as is known."""
    if home is False or prime is False:
        return "elsewhere" if home is False else "not_prime"
    if home is None:
        return "unplaced"
    return "prime_unknown" if prime is None else None


class LabelCheck(NamedTuple):
    payer: int
    off: int
    due: bool
    verdict: str


def label_check(
    home: bool | None, prime: bool | None, free: bool, reason: int, told: int, cost: int, prepaid: bool
) -> LabelCheck:  # fmt: skip
    """Amazon's word on a label beside the table; nobody is accused where either is silent."""
    payer = label(free, reason, 0).payer
    named = {told, payer}
    off = 0 if SELLER in named and BUYER not in named else cost
    undisputed = payer == BUYER and told != SELLER
    if told == MISSING:
        verdict = "no_payer"
    elif payer in (UNDETERMINED, MISSING):
        verdict = "unlisted" if payer == UNDETERMINED else "no_reason"
    elif told == payer:
        verdict = "fine"
    else:
        verdict = "seller_paid" if told == SELLER else "buyer_charged"
    return LabelCheck(payer, off, undisputed and prepaid and cost > 0, _outside(home, prime) or verdict)


class OrderCheck(NamedTuple):
    least: int
    verdict: str
    stake: int


def refund_check(
    home: bool | None, prime: bool | None, rows: int, back: int, ordered: int, amount: int,
    refunded: int, highest: int, waiting: bool, replaced: bool, label: int, due: bool, added: bool,
) -> OrderCheck:  # fmt: skip
    """A refund is found wrong only where no reading of the report makes it right."""
    whole = max(amount, 0)
    shipping = min(max(label, 0), whole)
    late, worn = floor(Fraction(whole, 5)), floor(Fraction(whole, 2))
    kept = min(late + worn, whole) if added else worn
    least, least_of_all = whole - shipping, max(whole - kept - shipping, 0)

    def judged() -> tuple[str, int]:
        if amount >= 0 and highest > amount:
            return "above", highest - amount
        for why, holds in (
            ("no_amount", amount < 0),
            ("waiting", waiting),
            ("replaced", replaced),
            ("shared", refunded > amount),
            ("part", back != ordered),
            ("no_cost", label < 0 and refunded != amount),
        ):
            if holds:
                return why, 0
        if refunded < least:
            return "far_below" if refunded < least_of_all else "below", least - refunded
        if due and rows == 1 and refunded > least:
            return "label_left_in", refunded - least
        return "fine", 0

    outside = _outside(home, prime)
    return OrderCheck(least, *((outside, 0) if outside else judged()))


class HazmatCheck(NamedTuple):
    verdict: str


def hazmat_check(home: bool | None, prime: bool | None, hazmat: bool) -> HazmatCheck:
    """A return of an item that most likely cannot be returned."""
    return HazmatCheck(_outside(home, prime) or ("hazmat" if hazmat else "fine"))


class OfferCheck(NamedTuple):
    scope: str
    twins: str
    restock_ahead: bool
    stock_out: bool


def offer_checks(
    home: bool | None, active: bool | None, seller: bool | None, prime: bool | None,
    restock_ahead: bool, stock: int, twin: bool, identical: bool | None,
) -> OfferCheck:  # fmt: skip
    """Offer listings and product availability, for an active Prime offer that the seller fulfils."""
    no = (("elsewhere", home), ("inactive", active), ("by_amazon", seller), ("not_prime", prime))
    untold = (("no_status", active), ("no_fulfiller", seller), ("no_template", prime))
    why = next((name for name, held in no if held is False), None)
    why = why or next((name for name, held in untold if held is None), None)
    if why:
        return OfferCheck(why, why, False, False)
    twins = {True: "twins", None: "no_condition", False: "fine"}[identical] if twin else "fine"
    return OfferCheck("fine", twins, restock_ahead, stock == 0)


class LineCheck(NamedTuple):
    sum: int
    verdict: str
    by_cost: bool


def line_check(
    age: int, usd: bool, cad: bool, units: int, unit_price: int, selling_price: int, amount: int, rate: Fraction | None
) -> LineCheck:
    """A line of an invoice: of the 90 days before, and of an item that sells for more than 15.00 US dollars."""
    total = amount
    if amount < 0 and units >= 0 and 0 <= unit_price <= 10**12 and units * unit_price <= 10**12:
        total = units * unit_price
    price: Fraction | None = None
    if selling_price >= 0:
        price = Fraction(selling_price)
    elif unit_price >= 0:
        price = Fraction(unit_price)
    elif amount >= 0 and units > 0:
        price = Fraction(amount, units)
    dollars = None if price is None or (cad and rate is None) else price / 100 / (rate if cad and rate else 1)
    reasons = (
        ("later", age < 0),
        ("old", age > 90),
        ("hidden", units < 0 and amount < 0),
        ("other_currency", not (usd or cad)),
        ("no_sum", total < 0),
        ("no_rate", cad and rate is None),
        ("no_price", price is None),
        ("cheap", dollars is not None and dollars <= 15),
    )
    verdict = next((name for name, holds in reasons if holds), "counted")
    return LineCheck(total, verdict, verdict == "counted" and selling_price < 0)


class Standing(NamedTuple):
    over: bool
    near: bool
    left: int
    points: int
    level: int


def defect_standing(share: int, orders: int, defects: int, limit: Fraction) -> Standing:
    """A defect rate, by its counts where they are known; `share` in millionths, -1 orders for no counts."""
    counted = orders >= 0
    part = Fraction(share, 1_000_000)
    if counted and orders:
        part = Fraction(defects, orders)
    elif counted:
        part = Fraction(0)
    none_at_all = share <= 0 and defects <= 0
    near = part >= limit * Fraction(9, 10) and not none_at_all
    left = _most(lambda more: orders > 0 and Fraction(defects + more, orders) <= limit, orders) if counted else -1
    return _standing(part > limit, near, left, int(limit * 1_000_000) - share)


def rating_standing(rating: int, reviews: int) -> Standing:
    """An average rating against 3.70 stars, 3.80 being near; what is left is counted in one-star reviews."""
    stars = Fraction(rating, 1_000_000)

    def keeps(more: int) -> bool:
        return reviews > 0 and (stars * reviews + more) / (reviews + more) >= Fraction(37, 10)

    left = _most(keeps, 2 * reviews) if reviews >= 0 else -1
    return _standing(stars < Fraction(37, 10), stars < Fraction(38, 10), left, rating - 3_700_000)


def _standing(over: bool, near: bool, left: int, points: int) -> Standing:
    level = 1 if near else 0
    if near and left == 0:
        level = 2
    return Standing(over, near, left, points, 3 if over else level)


def _most(fits, bound: int) -> int:
    """The largest number up to the bound that fits, 0 if none does, where smaller ones fit more easily."""
    least, most = 0, bound
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if fits(middle) else (least, middle - 1)
    return least
