import io
from datetime import date

import pytest

from bot.reports.read import read
from rules.renewed.standing import Reading
from tests.builders.report_files import GIVEN, SAMPLES, noted, table, taken, wrong

FIGURE = {"metric": "odr", "as-of": "2026-11-20", "value": "0.74%", "orders": "4210", "defects": "31", "window": "90d"}
OFFER = {"metric": "offer-rqs", "as-of": "2026-11-20", "value": "96.1", "asin": "b0abcd1234"}


def test_a_figure_becomes_a_reading():
    feed = taken(table({**FIGURE, "account": "main", "marketplace": "CA"}, delimiter=","))
    row = feed.rows[0]
    assert (feed.kind, feed.marketplace, row.account, row.line) == ("metrics", "ca", "main", 2)
    assert row.reading("metrics.csv", "U0ANN") == Reading(
        metric="odr",
        subject="",
        value=7_400,
        as_of=date(2026, 11, 20),
        source="metrics.csv",
        who="U0ANN",
        orders=4210,
        defects=31,
        window_days=90,
    )


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({**FIGURE, "value": "0,74 %"}, 7_400),
        ({**FIGURE, "value": ""}, 7_363),
        ({**FIGURE, "metric": "Order Defect Rate"}, 7_400),
        ({**FIGURE, "metric": "Seller RQS", "value": "", "window": ""}, 992_637),
        (OFFER, 961_000),
        (
            {"metric": "rating", "as-of": "2026-11-20", "value": "3.70", "asin": "B0ABCD1234", "reviews": "12"},
            3_700_000,
        ),
    ],
)
def test_values_are_percentages_or_stars_or_made_of_counts(row, value):
    assert taken(table(row, delimiter=",")).rows[0].value == value


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({**FIGURE, "metric": "sales"}, "not_a_metric"),
        ({**FIGURE, "value": "0.9%"}, "contradiction"),
        ({**FIGURE, "defects": "5000"}, "more_than_all"),
        ({**FIGURE, "defects": ""}, "both_counts"),
        ({**FIGURE, "value": "", "orders": "", "defects": ""}, "blank"),
        ({**FIGURE, "value": "101"}, "over_hundred"),
        ({**FIGURE, "value": "0.74001"}, "too_fine"),
        ({**FIGURE, "value": "-0.7"}, "negative"),
        ({**FIGURE, "value": "many"}, "not_a_number"),
        ({**FIGURE, "window": "0d"}, "nothing"),
        ({**FIGURE, "metric": "seller-rqs", "value": "99.26"}, "no_window"),
        ({**FIGURE, "as-of": "2027-01-01"}, "future"),
        ({**FIGURE, "asin": "B0ABCD1234"}, "no_offer"),
        ({**FIGURE, "reviews": "3"}, "no_reviews"),
        ({**OFFER, "asin": ""}, "which_offer"),
        ({**OFFER, "metric": "rating"}, "not_stars"),
        ({**OFFER, "metric": "rating", "value": "4.1", "orders": "3"}, "no_counts"),
    ],
)
def test_a_figure_that_cannot_be_is_reported(row, why):
    assert wrong(taken(table(row, delimiter=","))) == [(2, why)]


def test_a_figure_of_another_marketplace_is_kept_there_and_said():
    feed = taken(table({**FIGURE, "marketplace": "ATVPDKIKX0DER"}, delimiter=","))
    assert (feed.rows[0].marketplace, noted(feed)) == ("us", ["marketplace"])


def test_rows_are_read_as_they_are_taken():
    bad = {**FIGURE, "value": "many"}
    feed = read(io.BytesIO(table(FIGURE, bad, delimiter=",").encode()), GIVEN)
    assert (feed.lines, feed.problems) == (0, [])
    next(feed.rows)
    assert (feed.lines, feed.problems) == (1, [])
    assert ([*feed.rows], feed.lines, len(feed.problems)) == ([], 2, 1)


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_every_sample_is_read_without_a_problem(path):
    feed = taken(path.read_bytes())
    assert (feed.problems, len(feed.rows)) == ([], feed.lines)
    assert feed.marketplace in ("ca", None)


def test_there_is_a_sample_of_every_kind():
    kinds = {taken(path.read_bytes()).kind for path in SAMPLES.iterdir()}
    assert kinds == {
        *("performance", "returns", "returns-xml", "prime-returns", "listings", "orders", "defects", "feedback"),
        *("invoices", "metrics"),
    }
