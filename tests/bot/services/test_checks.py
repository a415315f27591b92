"""What the checks find in the returns and offers that an account holds, and what they leave without a verdict."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.catalogue import say
from bot.language.locale import ENGLISH
from bot.services.checks.offers import check_offers
from bot.services.checks.returns import check_returns
from bot.services.checks.run import check, findings
from bot.services.shipping_templates import names_prime
from rules.checks.definitions import CHECKS, Verdict
from rules.core.decision import AS_ADVISED, Interpretation, Override
from rules.core.policy import NoTerms, assumptions, clause
from rules.core.truth import NO, UNKNOWN, YES
from storage import accounts
from storage.reports import offers, returns
from storage.reports.offers import Offer
from storage.reports.returns import CHECKED_FIELDS, ReturnCase
from storage.workspaces import open_workspace

TODAY = date(2026, 11, 25)
ORDER, OTHER = "701-1234567-1234567", "702-1234567-1234567"
RETURN = ReturnCase(
    order_id=ORDER,
    rma="D1",
    item="SKU-1",
    return_date=date(2026, 11, 2),
    marketplace="ca",
    asin="B0ABCD1234",
    category="PC",
    reason="CR-DEFECTIVE",
    prime=True,
    label="AmazonPrePaidLabel",
    label_payer="seller",
    label_cost=12_40,
    amount=129_99,
    order_quantity=1,
    refunded=129_99,
)
UNWANTED = replace(RETURN, reason="CR-UNWANTED_ITEM")
PRIME = Offer(
    sku="SKU-P",
    asin="B0ABCD1234",
    quantity=3,
    condition="11",
    note="Light  scratches.",
    template="Prime Template CA",
    fulfilled_by="seller",
    status="Active",
)
PLAIN = replace(PRIME, sku="SKU-N", template="Default Amazon Template")


def of_returns(*cases, reading=AS_ADVISED):
    columns = {name: [getattr(case, name) for case in cases] for name in CHECKED_FIELDS}
    return check_returns(columns, TODAY, reading)


def found(*cases, reading=AS_ADVISED):
    """The check and the verdict's sentence of each finding."""
    return [(each.check, each.sentence.rpartition(".")[2]) for each in of_returns(*cases, reading=reading)[2]]


def left(*cases):
    """Why which returns and orders were left without a verdict."""
    of_each, of_orders, _ = of_returns(*cases)
    return {why.name.lower(): n for why, n in {**of_each, **of_orders}.items()}


def of_offers(*held):
    return [(each.check, each.subject) for each in check_offers(held, TODAY)[1]]


def test_a_label_that_the_seller_paid_for_a_buyers_reason():
    (only,) = of_returns(replace(UNWANTED, refunded=0))[2]
    assert (only.check, only.subject, only.clause) == (
        "payer-mismatch",
        f"{ORDER} D1 SKU-1",
        "sfp-ca/return-shipping/reason-codes",
    )
    assert (only.cents, only.day, only.assumptions) == (12_40, date(2026, 11, 2), ("A5",))
    assert "“No longer needed or wanted” the buyer pays" in say(ENGLISH, only.sentence, **only.values)


def test_a_label_that_the_buyer_was_charged_for():
    charged = replace(RETURN, label_payer="customer")
    (only,) = of_returns(charged)[2]
    assert (only.check, only.clause, only.cents, only.assumptions) == (
        "payer-mismatch",
        "sfp-ca/returns/label-charge",
        12_40,
        ("A5",),
    )
    (free,) = of_returns(replace(charged, reason="POOR_FIT", category="Shoes"))[2]
    assert (free.clause, free.assumptions) == ("sfp-ca/return-shipping/free-categories", ())
    assert "category shoes are always free" in say(ENGLISH, free.sentence, **free.values)


def test_no_label_is_found_where_both_say_the_same_or_one_says_nothing():
    assert found(RETURN, replace(RETURN, order_id=OTHER, category="Watch", reason="CR-UNWANTED_ITEM")) == []
    silent = [{"label_payer": None}, {"reason": None}, {"reason": "CR-NO_REASON_GIVEN"}]
    assert [left(replace(UNWANTED, **each)) for each in silent] == [{"no_payer": 1}, {"no_reason": 1}, {"unlisted": 1}]


def test_the_prefix_and_the_case_of_a_code_come_and_go():
    for code in ("UNWANTED_ITEM", "cr-unwanted_item"):
        assert ("payer-mismatch", "seller_paid") in found(replace(UNWANTED, reason=code))


def test_a_setting_of_the_workspace_decides_before_the_table():
    def set_to(payer, code):
        return Interpretation(overrides={f"payer {code}": Override(value=payer, since=TODAY)})

    assert found(UNWANTED, reading=set_to("seller", "CR-UNWANTED_ITEM")) == []
    unlisted = replace(RETURN, reason="CR-NO_REASON_GIVEN")
    (only,) = of_returns(unlisted, reading=set_to("buyer", "CR-NO_REASON_GIVEN"))[2]
    assert (only.sentence, only.assumptions) == ("checks.payer.seller_paid_set", ())
    assert "By your setting the buyer pays for “CR-NO_REASON_GIVEN”" in say(ENGLISH, only.sentence, **only.values)


def test_a_category_that_no_report_told_is_said_to_be_taken_as_not_free():
    (only,) = of_returns(replace(UNWANTED, category=None))[2]
    assert (only.sentence, only.assumptions) == ("checks.payer.seller_paid_unless_free", ("A5", "A9"))


def test_a_category_is_known_from_another_return_of_the_same_asin():
    untold = replace(UNWANTED, category=None)
    watch = replace(RETURN, order_id=OTHER, category="Watch")
    assert found(untold, watch) == []
    contradicted = replace(watch, rma="D2", category="PC")
    assert ("payer-mismatch", "seller_paid_unless_free") in found(untold, watch, contradicted)


SCOPES = [
    ({"marketplace": "us"}, "elsewhere"),
    ({"marketplace": None}, "unplaced"),
    ({"prime": False}, "not_prime"),
    ({"prime": None}, "prime_unknown"),
]


@pytest.mark.parametrize(("told", "why"), SCOPES)
def test_only_prime_returns_in_canada_are_judged_and_the_others_are_counted(told, why):
    wrong = replace(UNWANTED, refunded=200_00, category="hazmat", **told)
    assert found(wrong) == []
    assert left(wrong) == {why: 1}


def test_a_refund_above_the_order():
    (only,) = of_returns(replace(RETURN, refunded=130_00))[2]
    assert (only.check, only.clause, only.cents, only.assumptions) == (
        "over-refund",
        "sfp-ca/refund/general",
        1,
        ("A14",),
    )


def test_a_refund_below_what_the_report_supports():
    (only,) = of_returns(replace(RETURN, refunded=65_00))[2]
    assert (only.check, only.sentence, only.cents) == ("under-refund", "checks.refund.below", 64_99)
    assert "up to $25.99 for an item received more than 15 days late, up to $64.99" in say(
        ENGLISH, only.sentence, **only.values
    )
    (far,) = of_returns(replace(RETURN, refunded=64_99))[2]
    assert (far.sentence, far.cents, far.assumptions) == ("checks.refund.far_below", 65_00, ("A1", "A14"))


def test_the_sum_of_the_caps_is_allowed_where_the_workspace_reads_them_so():
    added = Interpretation(overrides={"stacking": Override(value="added", since=TODAY)})
    assert found(replace(RETURN, refunded=39_01), reading=added) == [("under-refund", "below")]
    assert found(replace(RETURN, refunded=39_00), reading=added) == [("under-refund", "far_below")]


def test_a_label_may_come_off_where_amazon_or_the_table_has_the_buyer_pay():
    less = {"refunded": 117_59}
    assert found(replace(UNWANTED, label_payer="customer", **less)) == []
    assert found(replace(UNWANTED, **less)) == [("payer-mismatch", "seller_paid")]
    assert found(replace(RETURN, **less)) == [("under-refund", "below")]
    assert found(replace(UNWANTED, label_payer="customer", refunded=117_58)) == [("under-refund", "below")]
    assert left(replace(UNWANTED, label_payer="customer", label_cost=None, **less)) == {"no_cost": 1}


def test_a_label_that_was_not_taken_off_though_nobody_disputes_it():
    due = replace(UNWANTED, label_payer="customer")
    (only,) = of_returns(due)[2]
    assert (only.check, only.clause, only.cents) == ("over-refund", "sfp-ca/return-shipping/reason-codes", 12_40)
    assert found(replace(due, label="AmazonUnPaidLabel")) == []
    assert found(replace(due, label_cost=None)) == []


UNTOLD = [
    ({"amount": None}, "no_amount"),
    ({"refunded": None}, "waiting"),
    ({"refunded": 0}, "waiting"),
    ({"refunded": 0, "resolution": "ReplacementIssued"}, "replaced"),
    ({"refunded": 60_00, "order_quantity": 2}, "part"),
    ({"refunded": 60_00, "order_quantity": None}, "part"),
]


@pytest.mark.parametrize(("told", "why"), UNTOLD, ids=str)
def test_a_refund_is_left_alone_where_the_report_does_not_tell_enough(told, why):
    assert found(replace(RETURN, **told)) == []
    assert left(replace(RETURN, **told)) == {why: 1}


def two(**each):
    """Two items of one order, 129.99 together."""
    whole = replace(RETURN, order_quantity=2)
    first = replace(whole, **{name: values[0] for name, values in each.items()})
    return first, replace(first, item="SKU-2", **{name: values[1] for name, values in each.items()})


def test_items_of_one_order_are_judged_together():
    assert found(*two(refunded=(80_00, 49_99))) == []
    assert found(*two(refunded=(80_00, 29_99))) == [("under-refund", "below")]
    assert found(*two(refunded=(140_00, 129_99))) == [("over-refund", "above")]


def test_nobody_is_accused_where_one_reading_of_a_report_makes_it_right():
    assert left(*two(refunded=(129_99, 129_99))) == {"shared": 1}
    assert left(*two(refunded=(80_00, 0))) == {"waiting": 1}
    assert left(*two(refunded=(80_00, 20_00), amount=(129_99, 90_00))) == {"no_amount": 1}
    assert left(*two(refunded=(80_00, 20_00), order_quantity=(2, 3))) == {"part": 1}


def test_an_order_is_told_of_its_first_return_so_that_a_later_one_moves_nothing():
    first, second = two(refunded=(140_00, 129_99))
    later = replace(second, item="SKU-0", return_date=second.return_date + timedelta(days=1))
    subjects = {each.subject for cases in ((first,), (later, first)) for each in of_returns(*cases)[2]}
    assert subjects == {f"{ORDER} D1 SKU-1"}


def test_a_return_whose_category_or_reason_names_hazmat():
    (only,) = of_returns(replace(RETURN, category="Hazmat - batteries"))[2]
    assert (only.check, only.clause, only.cents, only.assumptions) == (
        "hazmat-return",
        "sfp-ca/hazmat/1",
        129_99,
        ("A11",),
    )
    assert found(replace(RETURN, reason="DANGEROUS_GOODS")) == [("hazmat-return", "hazmat")]


def test_twin_offers_are_found_once_for_an_asin():
    folded = replace(PLAIN, note="light scratches. ")
    (only,) = check_offers([PRIME, folded, replace(PRIME, sku="SKU-Q")], TODAY)[1]
    assert (only.check, only.subject, only.clause, only.assumptions) == (
        "twin-offers",
        "B0ABCD1234",
        "sfp-ca/offers",
        ("A10",),
    )
    assert only.values == {"asin": "B0ABCD1234", "prime": "SKU-P", "other": "SKU-N"}


@pytest.mark.parametrize(
    "other",
    [
        {"note": "As new."},
        {"condition": "1"},
        {"asin": "B0ABCD9999"},
        {"status": "Inactive"},
        {"status": ""},
        {"fulfilled_by": "amazon"},
        {"template": "Prime Template CA"},
        {"template": ""},
        {"marketplace": "us"},
        {"condition": ""},
    ],
    ids=str,
)
def test_an_offer_that_differs_or_is_not_known_to_be_the_same_is_no_twin(other):
    assert of_offers(PRIME, replace(PLAIN, **other)) == []


def test_an_offer_is_not_its_own_twin_in_another_listing():
    assert of_offers(PRIME, replace(PLAIN, sku="SKU-P", marketplace="ca")) == []


def test_a_condition_that_is_not_told_is_counted():
    assert check_offers([PRIME, replace(PLAIN, condition="")], TODAY)[0] == {
        Verdict.NOT_PRIME: 1,
        Verdict.NO_CONDITION: 1,
    }


def test_a_restock_date_ahead_and_an_empty_stock():
    ahead = replace(PRIME, restock=TODAY + timedelta(days=1))
    (only,) = check_offers([ahead], TODAY)[1]
    assert (only.check, only.subject, only.clause, only.day) == (
        "restock-ahead",
        "SKU-P",
        "sfp-ca/availability",
        TODAY + timedelta(days=1),
    )
    assert of_offers(replace(PRIME, restock=TODAY)) == []
    assert of_offers(replace(PRIME, quantity=0)) == [("stock-out", "SKU-P")]
    assert of_offers(replace(ahead, quantity=0)) == [("restock-ahead", "SKU-P"), ("stock-out", "SKU-P")]


OUTSIDE = [
    ({"marketplace": "us"}, Verdict.ELSEWHERE),
    ({"status": "Inactive"}, Verdict.INACTIVE),
    ({"status": ""}, Verdict.NO_STATUS),
    ({"fulfilled_by": "amazon"}, Verdict.BY_AMAZON),
    ({"fulfilled_by": ""}, Verdict.NO_FULFILLER),
    ({"template": "Default Amazon Template"}, Verdict.NOT_PRIME),
    ({"template": ""}, Verdict.NO_TEMPLATE),
]


@pytest.mark.parametrize(("told", "why"), OUTSIDE, ids=str)
def test_only_active_prime_offers_of_the_sellers_own_are_judged(told, why):
    counts, found = check_offers([replace(PRIME, quantity=0, **told)], TODAY)
    assert (counts, found) == ({why: 1}, [])


def test_a_stock_that_is_not_told_is_counted():
    assert check_offers([replace(PRIME, quantity=None)], TODAY) == ({Verdict.NO_QUANTITY: 1}, [])


def test_a_template_is_known_by_its_name():
    assert {names_prime(name) for name in ("Prime Template CA", "SFP PRIME", "my-prime")} == {YES}
    assert {names_prime(name) for name in ("Default", "Non-Prime", "non prime CA", "Not Prime", "Sans Prime")} == {NO}
    assert names_prime(" ") == UNKNOWN


def test_all_that_an_account_holds_is_checked_and_nothing_of_another(engine, now):
    ws = open_workspace(engine, "T1", now)
    for name in ("main", "second"):
        accounts.add(ws, name, "U1", now)
    with ws.begin() as transaction:
        returns.upsert(transaction, "main", [UNWANTED, replace(RETURN, order_id=OTHER, refunded=140_00)])
        returns.upsert(transaction, "second", [replace(RETURN, refunded=150_00)])
        offers.upsert(transaction, "main", [PRIME, PLAIN, replace(PRIME, sku="SKU-0", asin="B0ABCD9999", quantity=0)])
    with ws.read() as snapshot:
        checked = check(snapshot, "main", TODAY, AS_ADVISED)
        second = findings(snapshot, "second", TODAY, AS_ADVISED)
    assert [each.check for each in checked.findings] == ["payer-mismatch", "over-refund", "twin-offers", "stock-out"]
    assert (checked.returns, checked.offers) == (2, 3)
    assert checked.left == {("offer", Verdict.NOT_PRIME): 1}
    assert [each.cents for each in second] == [20_01]


def test_a_day_without_terms_is_refused(engine, now):
    ws = open_workspace(engine, "T1", now)
    with ws.read() as snapshot, pytest.raises(NoTerms):
        findings(snapshot, "main", date(2020, 12, 31), AS_ADVISED)


def maybe(*values):
    return st.sampled_from((None, *values))


cases = st.builds(
    ReturnCase,
    order_id=st.sampled_from((ORDER, OTHER)),
    rma=st.sampled_from(("D1", "D2")),
    item=st.sampled_from(("SKU-1", "SKU-2")),
    return_date=st.dates(date(2026, 10, 1), TODAY),
    quantity=st.integers(1, 2),
    marketplace=maybe("ca", "ca", "us"),
    asin=maybe("B0ABCD1234", "B0ABCD9999"),
    category=maybe("PC", "Watch", "hazmat"),
    reason=maybe("CR-UNWANTED_ITEM", "CR-DEFECTIVE", "POOR_FIT"),
    resolution=maybe("ReplacementIssued", "StandardRefund"),
    prime=maybe(True, True, False),
    label=maybe("AmazonPrePaidLabel", "AmazonUnPaidLabel"),
    label_payer=maybe("seller", "customer", "somebody"),
    label_cost=maybe(0, 12_40),
    amount=maybe(0, 129_99, 10_000_000_000_00),
    order_quantity=maybe(1, 2),
    refunded=maybe(0, 1, 60_00, 117_59, 129_99, 130_00),
)


@given(st.lists(cases, max_size=6, unique_by=lambda case: (case.order_id, case.rma, case.item)))
def test_any_finding_is_its_own_cites_a_clause_of_its_check_and_can_be_said(held):
    told = of_returns(*held)[2]
    assert len({(each.check, each.subject) for each in told}) == len(told)
    for each in told:
        assert each.clause in CHECKS[each.check].clauses
        assert clause(each.clause)[1].says
        assert set(each.assumptions) <= assumptions().keys()
        assert each.cents is None or each.cents >= 0
        assert say(ENGLISH, each.sentence, **each.values)


def test_a_check_has_a_short_name():
    assert max(map(len, CHECKS)) <= 20
