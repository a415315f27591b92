from datetime import date

import pytest

from bot.reports.parsing.report import Given, Limits
from tests.builders.report_files import GIVEN, ORDER, noted, refused, taken, wrong

ITEM = (
    "<item_details><item_name>Étui &amp; housse</item_name><asin>B0ABCD1234</asin>"
    "<return_reason_code>CR-DEFECTIVE</return_reason_code><merchant_sku>SKU-1</merchant_sku><in_policy>Y</in_policy>"
    "<return_quantity>1</return_quantity><category>Apparel</category><refund_amount>59.9</refund_amount></item_details>"
)
OTHER = ITEM.replace("SKU-1", "SKU-2")
REST = (
    f"<order_id>{ORDER}</order_id><order_date>2026-10-20T17:08:47Z</order_date>"
    "<return_request_date>2026-11-03T03:10:00Z</return_request_date><a_to_z_claim>false</a_to_z_claim>"
    "<is_prime>N</is_prime><label_details><currency_code>CAD</currency_code><label_cost>0.0</label_cost>"
    "</label_details><label_to_be_paid_by>Customer</label_to_be_paid_by><shelf> </shelf>"
)


def returns(*items, rest=REST):
    return f"<return_details>\n{''.join(items)}{rest}</return_details>\n"


def envelope(*bodies, head=""):
    header = "<Header><MerchantIdentifier>M_SELLER_1</MerchantIdentifier></Header>"
    return f"{head}<AmazonEnvelope>{header}<Message>\n{''.join(bodies)}</Message></AmazonEnvelope>"


def test_each_item_of_a_return_is_a_row_with_its_category():
    feed = taken(envelope(returns(ITEM, OTHER)))
    assert (feed.kind, feed.marketplace, feed.account_hint, feed.problems) == ("returns-xml", "ca", "M_SELLER_1", [])
    row = feed.rows[0]
    assert [each.sku for each in feed.rows] == ["SKU-1", "SKU-2"]
    assert (row.line, row.item, row.category, row.refunded, row.label_cost) == (3, "Étui & housse", "Apparel", 5990, 0)
    assert (row.requested_on, row.a_to_z, row.prime, row.paid_by) == (date(2026, 11, 2), False, False, "customer")


def test_an_item_that_the_report_repeats_is_taken_once():
    feed = taken(envelope(returns(ITEM, ITEM)))
    assert (len(feed.rows), wrong(feed), feed.lines) == (1, [(3, "repeated")], 2)


def test_a_return_without_an_item_is_reported():
    feed = taken(envelope(returns(), returns(ITEM)))
    assert (len(feed.rows), wrong(feed)) == (1, [(2, "blank")])


def test_an_element_that_is_not_known_is_kept():
    feed = taken(envelope(returns(ITEM, rest=REST.replace("<shelf> ", "<shelf>4"))))
    assert dict(feed.rows[0].others) == {"shelf": "4"}
    assert wrong(taken(envelope(returns(ITEM, rest=REST.replace("<shelf> ", "<shelf>" + "4" * 40_000))))) == [
        (3, "too_long")
    ]
    assert dict(taken(envelope(returns(ITEM))).rows[0].others) == {}


def test_a_report_without_returns_has_no_rows():
    assert taken(envelope()).rows == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_xml_knows_are_read(encoding):
    assert taken(envelope(returns(ITEM)).encode(encoding)).rows[0].item == "Étui & housse"


def test_latin_text_that_is_not_declared_is_read_and_said():
    feed = taken(envelope(returns(ITEM)).encode("latin-1"))
    assert (feed.rows[0].item, noted(feed)) == ("Étui & housse", ["encoding_xml"])


def test_latin_text_that_is_declared_is_read():
    text = envelope(returns(ITEM), head='<?xml version="1.0" encoding="ISO-8859-1"?>')
    assert taken(text.encode("latin-1")).rows[0].item == "Étui & housse"


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (envelope(returns(ITEM.replace("Étui", "&b;")), head=BOMB), "entities"),
        (envelope(returns(ITEM.replace("Étui", "&a;")), head=OUTSIDE), "entities"),
        (envelope(returns(ITEM), head='<!DOCTYPE x SYSTEM "x.dtd">'), "entities"),
        (envelope(returns(ITEM.replace("&amp;", "&nbsp;"))), "bad_xml"),
        (envelope(returns(ITEM.replace("</asin>", ""))), "bad_xml"),
        (envelope("<a>" * 40 + "</a>" * 40), "deep"),
        (envelope(returns(ITEM))[:-40], "cut_xml"),
        (envelope(returns(ITEM))[:400], "cut_xml"),
        ("<rss><channel/></rss>", "other_xml"),
        (envelope(head='<?xml version="1.0" encoding="no-such"?>'), "bad_xml"),
        ("<!DOCTYPE html><html></html>", "web_page"),
    ],
)
def test_what_no_report_holds_is_refused(text, why):
    assert refused(text) == why


def test_a_million_characters_in_an_element_are_reported_alone():
    feed = taken(envelope(returns(ITEM.replace("Étui", "x" * 1_000_000)), returns(OTHER)))
    assert ([row.sku for row in feed.rows], wrong(feed)) == (["SKU-2"], [(3, "too_long")])


def test_a_tag_that_never_ends_is_refused_before_it_fills_the_memory():
    limits = Limits(size=50_000_000)
    assert refused(envelope(f'<a b="{"x" * 3_000_000}"/>'), Given(GIVEN.today, limits=limits)) == "bad_xml"
