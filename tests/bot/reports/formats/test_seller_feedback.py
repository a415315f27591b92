from datetime import date

import pytest

from tests.builders.report_files import ORDER, table, taken, wrong

GIVEN_ONE = {
    "Date": "2026-11-02",
    "Rating": "2",
    "Comments": "Battery lasts an hour.",
    "Your Response": " ",
    "Order ID": ORDER,
    "Rater Email": "somebody at marketplace",
}


def test_feedback_is_read_and_the_buyer_is_not_kept():
    feed = taken(table(GIVEN_ONE))
    row = feed.rows[0]
    assert (feed.kind, row.given_on, row.stars, row.comment) == (
        "feedback",
        date(2026, 11, 2),
        2,
        "Battery lasts an hour.",
    )
    assert (row.order_id, row.response, dict(row.others)) == (ORDER, "", {})


@pytest.mark.parametrize(("stars", "negative"), [(1, True), (2, True), (3, False), (4, False), (5, False)])
def test_one_and_two_stars_are_negative(stars, negative):
    assert taken(table({**GIVEN_ONE, "Rating": str(stars)})).rows[0].negative is negative


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"Rating": "0"}, "not_stars"),
        ({"Rating": "6"}, "not_stars"),
        ({"Rating": ""}, "blank"),
        ({"Comments": "x" * 1_001}, "too_long"),
        ({"Date": "11.2.2026"}, "two_days"),
    ],
)
def test_feedback_that_cannot_be_read_is_reported(change, why):
    assert wrong(taken(table({**GIVEN_ONE, **change}))) == [(2, why)]
