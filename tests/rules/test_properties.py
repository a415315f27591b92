"""What must hold of any case, whatever its outcome: more of one thing never gives less of another."""

from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from rules.core.columns import MILLION
from rules.core.decision import Interpretation, Override
from rules.core.policy import terms
from rules.core.truth import NO, UNKNOWN, YES
from rules.renewed import eligibility, standing
from rules.sfp import label, listing, refund
from rules.sfp.label import LabelCase
from rules.sfp.reasons import SETTING, return_reasons
from rules.sfp.refund import CONDITIONS, RefundCase
from rules.sfp.refund_decision import decide as decide_refund

DAY = date(2026, 11, 22)
REFUND = terms(refund.RefundTerms, DAY)
RENEWED = terms(eligibility.EligibilityTerms, DAY), terms(eligibility.MarginTerms, DAY)
STAY, NEAR = terms(standing.StandingTerms, DAY), terms(standing.NearTerms, DAY)

cents = st.integers(1, 10_000_000_00)
days = st.integers(-40, 40)
codes = st.sampled_from([code for row in return_reasons().rows for code in row.codes] + ["POOR_FIT", "CR-NO_REASON"])
readings = st.builds(
    lambda settings: Interpretation(overrides={name: Override(value=v, since=DAY) for name, v in settings.items()}),
    st.dictionaries(codes.map(lambda code: SETTING + code), st.sampled_from(("seller", "buyer")), max_size=3),
)
facts = st.builds(
    refund.RefundFacts,
    price=st.integers(-1, 10_000_000_00),
    total=st.integers(-1, 10_000_000_00),
    days_late=days,
    accepted_day=st.integers(-3, 20),
    condition=st.booleans(),
    opened_software=st.booleans(),
    seller_error=st.booleans(),
    amazon_error=st.booleans(),
    not_received=st.booleans(),
    label=st.integers(0, 200_00),
    payer=st.integers(0, 3),
    deduct=st.integers(-1, 10_000_000_00),
    added=st.booleans(),
)


def least_refund(told):
    return refund.work_out(told, REFUND).refund_min


@given(facts)
def test_the_least_refund_lies_between_nothing_and_the_most(told):
    steps = refund.work_out(told, REFUND)
    paid = told.total if told.not_received else told.price
    assert 0 <= steps.refund_min <= steps.refund_max == max(paid, 0)
    assert steps.cap <= steps.cap_added <= max(told.price, 0)


@given(facts, st.integers(1, 400))
def test_a_later_receipt_never_raises_the_refund(told, more):
    assert least_refund(replace(told, days_late=told.days_late + more)) <= least_refund(told)


@given(facts, st.sampled_from(("condition", "opened_software")))
def test_another_fault_never_raises_the_refund(told, fault):
    assert least_refund(replace(told, **{fault: True})) <= least_refund(replace(told, **{fault: False}))


@given(facts, st.sampled_from(("seller_error", "amazon_error")))
def test_an_error_of_the_seller_or_amazon_never_lowers_the_refund(told, error):
    assert least_refund(replace(told, **{error: True})) >= least_refund(replace(told, **{error: False}))


@given(facts)
def test_adding_the_caps_never_raises_the_refund(told):
    assert least_refund(replace(told, added=True)) <= least_refund(replace(told, added=False))


@given(facts, st.integers(0, 10_000_000_00))
def test_a_larger_deduction_is_never_better_supported(told, more):
    assume(told.deduct >= 0)
    larger = replace(told, deduct=told.deduct + more)
    assert refund.work_out(larger, REFUND).grade >= refund.work_out(told, REFUND).grade


@given(facts, facts)
def test_nothing_but_the_total_counts_when_nothing_arrived(told, other):
    lost = replace(told, not_received=True, deduct=-1)
    alike = replace(other, not_received=True, deduct=-1, total=told.total)
    amounts = ("refund_min", "refund_max", "cap", "cap_added", "label_deduction", "known")
    first, second = refund.work_out(lost, REFUND), refund.work_out(alike, REFUND)
    assert [getattr(first, name) for name in amounts] == [getattr(second, name) for name in amounts]


@given(codes | st.none(), cents, st.sampled_from(sorted(return_reasons().categories)), readings)
def test_a_free_category_never_charges_the_buyer(reason, cost, category, reading):
    decision = label.decide(LabelCase(reason=reason, cost=cost, category=category.title()), DAY, reading)
    assert (decision.outcome.payer, decision.outcome.deductible_max) == ("seller", 0)
    case = RefundCase(price=cost, label=cost, reason=reason, category=category)
    assert decide_refund(case, DAY, reading).outcome.label_deduction == 0


@given(codes, cents, readings)
def test_the_label_alone_and_the_label_of_a_refund_agree(reason, cost, reading):
    alone = label.decide(LabelCase(reason=reason, cost=cost), DAY, reading)
    within = decide_refund(RefundCase(price=10_000_000_00, label=cost, reason=reason), DAY, reading)
    assert alone.outcome.deductible_max == within.outcome.label_deduction
    assert alone.reasons == within.reasons[-len(alone.reasons) :]


@given(st.sampled_from(("odr_max", "seller_rqs_min", "offer_rqs_min")), st.integers(1, 100_000), st.data())
def test_fewer_defects_or_more_orders_never_worsen_a_standing(limit_name, orders, data):
    limit = getattr(STAY, limit_name)
    limit = limit if limit_name == "odr_max" else MILLION - limit
    defects = data.draw(st.integers(0, min(orders, 2 * limit * orders // MILLION + 3)))
    now = standing.DefectFacts(0, orders, defects)
    level = standing.defect_standing(now, limit, NEAR.near_share).level
    fewer = replace(now, defects=data.draw(st.integers(0, defects)))
    busier = replace(now, orders=orders + data.draw(st.integers(0, 100_000)))
    assert standing.defect_standing(fewer, limit, NEAR.near_share).level <= level
    assert standing.defect_standing(busier, limit, NEAR.near_share).level <= level


@given(st.integers(0, MILLION), st.integers(0, MILLION), st.sampled_from((8_000, 20_000, 50_000)))
def test_a_smaller_share_never_worsens_a_standing(one, other, limit):
    small, large = sorted((one, other))
    levels = [standing.defect_standing(standing.DefectFacts(s, -1, -1), limit, NEAR.near_share) for s in (small, large)]
    assert levels[0].level <= levels[1].level


@given(st.integers(MILLION, 5 * MILLION), st.integers(MILLION, 5 * MILLION), st.integers(-1, 10_000))
def test_a_better_rating_never_worsens_a_standing(one, other, reviews):
    worse, better = sorted((one, other))
    levels = [
        standing.rating_standing(standing.RatingFacts(rating, reviews), STAY.rating_min, NEAR.rating_near).level
        for rating in (worse, better)
    ]
    assert levels[1] <= levels[0]


@given(st.integers(1, 100_000), st.data())
def test_what_is_left_may_happen_and_one_more_may_not(orders, data):
    defects = data.draw(st.integers(0, 8 * orders // 1_000))
    left = standing.defect_standing(standing.DefectFacts(0, orders, defects), STAY.odr_max, NEAR.near_share).left
    assert 1_000 * (defects + left) <= 8 * orders < 1_000 * (defects + left + 1)


three = st.sampled_from((NO, UNKNOWN, YES))
number = st.sampled_from((-1, 0, 7, 8, 89, 90, 8_000, 8_001))
amount = st.sampled_from((-1, 49_999_99, 50_000_00, 74_999_99, 75_000_00))
applications = st.builds(
    eligibility.EligibilityFacts,
    refurbisher=three, invoices=amount, apple=st.booleans(), apple_invoices=amount, dated=st.booleans(),
    apple_dated=st.booleans(), images=number, screen=three, warranty=number, selling=st.booleans(), odr=number,
    quality=three,
)  # fmt: skip
UNKNOWNS = {
    "refurbisher": UNKNOWN, "invoices": -1, "apple_invoices": -1, "images": -1, "screen": UNKNOWN, "warranty": -1,
    "odr": -1, "quality": UNKNOWN, "dated": False, "apple_dated": False,
}  # fmt: skip
"""How each fact of an application stands when it was not told."""


@given(applications, st.sampled_from(sorted(UNKNOWNS)))
def test_telling_what_was_unknown_never_turns_a_decided_application(told, name):
    before = eligibility.work_out(replace(told, **{name: UNKNOWNS[name]}), RENEWED)
    after = eligibility.work_out(told, RENEWED)
    for verdict, told_more in zip(before, after, strict=True):
        assert verdict in (UNKNOWN, told_more)


@given(applications, st.sampled_from(sorted(UNKNOWNS.keys() - {"dated", "apple_dated"})))
def test_an_application_with_something_unknown_never_passes(told, name):
    assume(not (name == "odr" and not told.selling) and not (name == "apple_invoices" and not told.apple))
    assert eligibility.work_out(replace(told, **{name: UNKNOWNS[name]}), RENEWED).meets != YES


@given(st.tuples(*[st.booleans()] * 4), three)
def test_telling_whether_offers_are_identical_never_turns_a_decided_listing(flags, identical):
    before = listing.work_out(listing.ListingFacts(*flags, UNKNOWN))
    after = listing.work_out(listing.ListingFacts(*flags, identical))
    for verdict, told_more in zip(before, after, strict=True):
        assert verdict in (UNKNOWN, told_more)


@given(st.fixed_dictionaries({}, optional={"late": days, **dict.fromkeys(CONDITIONS, st.booleans())}))
def test_a_refund_without_a_price_names_no_amount_but_weighs_the_clauses(told):
    decision = decide_refund(RefundCase(**told), DAY, Interpretation())
    priced = decide_refund(RefundCase(**told, price=100_00), DAY, Interpretation())
    assert decision.status == "needs_info"
    assert decision.outcome.refund_min is decision.outcome.refund_max is decision.outcome.cap is None
    assert [(r.clause, r.applied) for r in decision.reasons] == [(r.clause, r.applied) for r in priced.reasons]
