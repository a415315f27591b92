from datetime import date

from bot.amazon.imports.daily_counts import defective, negative, ordered
from bot.reports.parsing.rows import DefectRow, FeedbackRow, OrderRow
from storage.metrics.daily_counts import DailyDefects, DailyOrders
from tests.builders.report_files import SAMPLES, taken

FIRST, SECOND, SEEN = date(2026, 10, 1), date(2026, 10, 2), date(2026, 11, 1)


def order(order_id, day=FIRST, asin="", **more):
    return OrderRow(line=2, order_id=order_id, order_date=day, asin=asin, **more)


def defect(order_id, day=FIRST, reported_on=None):
    return DefectRow(line=2, order_id=order_id, order_date=day, kinds=("chargeback",), reported_on=reported_on)


def test_an_order_of_several_items_is_one_order_of_the_account_and_one_of_each_offer():
    rows = [order("1", asin="A"), order("1", asin="B"), order("2", asin="A"), order("3", SECOND, "A")]
    assert ordered(rows) == [
        DailyOrders("", FIRST, 2),
        DailyOrders("", SECOND, 1),
        DailyOrders("A", FIRST, 2),
        DailyOrders("A", SECOND, 1),
        DailyOrders("B", FIRST, 1),
    ]


def test_cancelled_orders_other_marketplaces_and_other_fulfilment_do_not_count():
    rows = [
        order("1", status="Cancelled"),
        order("2", marketplace="us"),
        order("3", fulfilled_by="amazon"),
        order("4", marketplace="ca", fulfilled_by="seller", status="Shipped"),
        order("5"),
    ]
    assert ordered(rows) == [DailyOrders("", FIRST, 2)]


def test_an_order_has_one_defect_however_often_it_is_named():
    rows = [defect("1"), defect("1", reported_on=SECOND), defect("2"), defect("3", SECOND)]
    assert defective(rows, SEEN) == [
        DailyDefects("odr", "", FIRST, SECOND, 1),
        DailyDefects("odr", "", FIRST, SEEN, 1),
        DailyDefects("odr", "", SECOND, SEEN, 1),
    ]


def test_a_defect_that_was_seen_before_keeps_its_day():
    assert defective([defect("1"), defect("2")], SEEN, {"1": SECOND}) == [
        DailyDefects("odr", "", FIRST, SECOND, 1),
        DailyDefects("odr", "", FIRST, SEEN, 1),
    ]


def test_negative_feedback_is_a_defect_of_its_order_where_the_day_of_the_order_is_known():
    def given(order_id, stars):
        return FeedbackRow(line=2, order_id=order_id, given_on=SECOND, stars=stars)

    rows = [given("1", 2), given("2", 3), given("3", 1)]
    found = list(negative(rows, {"1": FIRST, "2": FIRST}))
    assert [(each.order_id, each.order_date, each.reported_on) for each in found] == [("1", FIRST, SECOND)]


def test_the_samples_make_cohorts():
    orders = ordered(taken((SAMPLES / "orders.txt").read_bytes()).rows)
    defects = defective(taken((SAMPLES / "defects.csv").read_bytes()).rows, SEEN)
    days = {each.order_date for each in orders if not each.subject}
    assert len(days) == 60
    assert sum(each.order_date in days for each in defects) > 0
