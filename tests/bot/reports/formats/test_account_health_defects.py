from datetime import date

import pytest

from tests.builders.report_files import ORDER, table, taken, wrong

DEFECT = {"Order ID": ORDER, "Order Date": "2026-10-20", "Defect Type": "Negative feedback", "ASIN": "B0ABCD1234"}
MARKED = {
    "Order ID": ORDER,
    "Order Date": "2026-10-20",
    "Negative Feedback": "1",
    "A-to-z Claim": "No",
    "Chargebacks": "-",
}


def test_a_defect_has_its_order_its_kind_and_the_day_of_the_order():
    feed = taken(table(DEFECT, delimiter=","))
    row = feed.rows[0]
    assert (feed.kind, row.order_id, row.order_date, row.kinds) == ("defects", ORDER, date(2026, 10, 20), ("feedback",))
    assert (row.reported_on, row.asin) == (None, "B0ABCD1234")


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("A-to-z Guarantee claim", ("a-to-z",)),
        ("AtoZ", ("a-to-z",)),
        ("Service chargeback", ("chargeback",)),
        ("Negative Feedback; A-to-z claim", ("feedback", "a-to-z")),
        ("Something new", ("something new",)),
    ],
)
def test_the_kinds_of_defect_are_understood(written, kinds):
    assert taken(table({**DEFECT, "Defect Type": written})).rows[0].kinds == kinds


def test_a_column_for_each_kind_reads_as_well():
    assert taken(table({**MARKED, "A-to-z Claim": "Yes"})).rows[0].kinds == ("feedback", "a-to-z")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"Negative Feedback": "No"}, "no_defect"),
        ({"Negative Feedback": "perhaps"}, "not_a_truth"),
        ({"Order ID": "1"}, "not_an_order"),
        ({"Order Date": ""}, "blank"),
    ],
)
def test_a_line_without_a_defect_is_reported(change, why):
    assert wrong(taken(table({**MARKED, **change}))) == [(2, why)]


def test_a_defect_is_not_older_than_its_order():
    assert wrong(taken(table({**DEFECT, "Defect date": "2026-10-19"}))) == [(2, "before_order")]
