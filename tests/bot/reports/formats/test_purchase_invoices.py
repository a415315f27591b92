from datetime import date

import pytest

from bot.reports.parsing.rows import InvoiceRow
from tests.builders.report_files import noted, table, taken, wrong

LINE = {
    "Invoice date": "2026-10-20",
    "Invoice number": "INV-1",
    "Supplier": "Lakeside Liquidation",
    "Brand": "Apple",
    "Units": "10",
    "Unit price": "242.50",
    "Amount": "2,425.00",
    "Currency": "CAD",
    "Selling price": "329.99",
}


def test_a_line_of_an_invoice_is_read_whole():
    feed = taken(table(LINE, delimiter=","))
    assert feed.rows == [
        InvoiceRow(
            line=2,
            date=date(2026, 10, 20),
            invoice="INV-1",
            supplier="Lakeside Liquidation",
            brand="Apple",
            units=10,
            unit_price=24250,
            amount=242500,
            currency="CAD",
            selling_price=32999,
        )
    ]


@pytest.mark.parametrize("hidden", ["hidden", "REDACTED", "***", "xxxx", "n/a", "", "—", "███"])
def test_what_an_invoice_hides_is_not_known_and_not_wrong(hidden):
    row = taken(table({**LINE, "Unit price": hidden, "Amount": hidden, "Units": hidden})).rows[0]
    assert (row.units, row.unit_price, row.amount) == (None, None, None)


def test_the_currency_may_stand_with_the_amount():
    row = taken(table({**LINE, "Currency": "", "Amount": "US$2,425.00"})).rows[0]
    assert (row.currency, row.amount) == ("USD", 242500)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"Currency": ""}, "no_currency"),
        ({"Currency": "", "Amount": "$2,425.00"}, "no_currency"),
        ({"Amount": "US$2,425.00"}, "two_currencies"),
        ({"Amount": "-2,425.00"}, "negative"),
        ({"Units": "-10"}, "negative"),
        ({"Brand": ""}, "blank"),
        ({"Invoice date": "Total"}, "totals"),
        ({"Supplier": "Total"}, "totals"),
    ],
)
def test_a_line_that_cannot_count_is_reported(change, why):
    assert wrong(taken(table({**LINE, **change}))) == [(2, why)]


def test_a_line_that_is_there_twice_is_counted_and_asked_about():
    feed = taken(table(LINE, LINE))
    assert (len(feed.rows), noted(feed)) == (2, ["repeats"])
