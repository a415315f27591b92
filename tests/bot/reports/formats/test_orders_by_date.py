from datetime import date

import pytest

from tests.builders.report_files import ORDER, noted, table, taken, wrong

ITEM = {
    "amazon-order-id": ORDER,
    "purchase-date": "2026-11-03T03:10:00+00:00",
    "order-status": "Shipped",
    "fulfillment-channel": "Merchant",
    "sales-channel": "Amazon.ca",
    "sku": "SKU-1",
    "asin": "B0ABCD1234",
    "quantity": "1",
    "currency": "CAD",
    "item-price": "329.99",
    "ship-city": "Halifax",
    "ship-postal-code": "B3H 1A1",
    "ship-state": "NS",
}


def test_an_item_of_an_order_is_read_and_the_address_is_not_kept():
    feed = taken(table(ITEM))
    row = feed.rows[0]
    assert (feed.kind, feed.marketplace, row.order_id, row.order_date) == ("orders", "ca", ORDER, date(2026, 11, 2))
    assert (row.fulfilled_by, row.price, dict(row.others)) == ("seller", 32999, {"ship-state": "NS"})


def test_orders_of_other_marketplaces_are_kept_there_and_said():
    feed = taken(table(ITEM, {**ITEM, "sales-channel": "Amazon.com"}, {**ITEM, "sales-channel": "Non-Amazon"}))
    assert [row.marketplace for row in feed.rows] == ["ca", "us", "non-amazon"]
    assert (feed.marketplace, noted(feed)) == (None, ["marketplace"])


def test_titles_again_are_no_marketplace():
    text = table(ITEM)
    feed = taken(text + text.splitlines()[0] + "\n")
    assert (feed.marketplace, feed.notes, wrong(feed)) == ("ca", [], [(3, "titles")])


def test_a_cancelled_item_has_the_quantity_zero():
    assert taken(table({**ITEM, "quantity": "0", "order-status": "Cancelled"})).rows[0].quantity == 0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"quantity": "-1"}, "negative"),
        ({"purchase-date": "yesterday"}, "not_a_day"),
        ({"purchase-date": "2026-11-31T03:10:00+00:00"}, "not_a_day"),
        ({"purchase-date": "1999-11-30"}, "too_old"),
        ({"currency": "C$"}, "not_a_currency"),
    ],
)
def test_an_item_that_cannot_be_read_is_reported(change, why):
    assert wrong(taken(table({**ITEM, **change}))) == [(2, why)]
