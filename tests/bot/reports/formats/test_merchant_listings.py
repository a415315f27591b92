from datetime import date

import pytest

from tests.builders.report_files import table, taken, wrong

OFFER = {
    "item-name": "Renewed phone",
    "item-description": "a" * 3_000,
    "listing-id": "1120",
    "seller-sku": "SKU-1",
    "price": "329.99",
    "quantity": "5",
    "open-date": "2026-01-16 03:58:53 PDT",
    "item-note": "Tested.",
    "item-condition": "11",
    "asin1": "B0ABCD1234",
    "fulfillment-channel": "DEFAULT",
    "merchant-shipping-group": "Prime Template CA",
    "status": "Active",
}


def test_an_offer_has_what_finds_twins():
    feed = taken(table(OFFER))
    row = feed.rows[0]
    assert (feed.kind, row.sku, row.asin, row.condition, row.note) == (
        "listings",
        "SKU-1",
        "B0ABCD1234",
        "11",
        "Tested.",
    )
    assert (row.template, row.fulfilled_by, row.price, row.quantity) == ("Prime Template CA", "seller", 32999, 5)
    assert (len(row.others["item-description"]), row.restock) == (3_000, None)


@pytest.mark.parametrize(("channel", "who"), [("AMAZON_NA", "amazon"), ("DEFAULT", "seller"), ("", "")])
def test_the_channel_says_who_fulfils(channel, who):
    assert taken(table({**OFFER, "fulfillment-channel": channel})).rows[0].fulfilled_by == who


def test_an_amazon_fulfilled_offer_has_no_quantity():
    assert taken(table({**OFFER, "quantity": ""})).rows[0].quantity is None


def test_a_restock_date_may_be_still_to_come():
    assert taken(table({**OFFER, "restock date": "2027-01-15"})).rows[0].restock == date(2027, 1, 15)


def test_two_offers_of_one_asin_are_two_rows():
    assert len(taken(table(OFFER, {**OFFER, "seller-sku": "SKU-2"})).rows) == 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"asin1": ""}, "blank"),
        ({"quantity": "-3"}, "negative"),
        ({"price": "three"}, "not_an_amount"),
        ({"seller-sku": "x" * 121}, "too_long"),
    ],
)
def test_an_offer_that_cannot_be_read_is_reported(change, why):
    assert wrong(taken(table({**OFFER, **change}))) == [(2, why)]
