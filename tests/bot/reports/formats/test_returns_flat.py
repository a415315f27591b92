from datetime import date

import pytest

from bot.language.locale import ENGLISH
from bot.language.phrase import phrase_text
from bot.reports.parsing.rows import ReturnRow
from tests.builders.report_files import GIVEN, ORDER, RETURN, noted, returned, table, taken, wrong


def test_a_return_is_read_whole():
    feed = taken(table(RETURN))
    assert (feed.kind, feed.marketplace, feed.lines, feed.problems, feed.notes) == ("returns", "ca", 1, [], [])
    assert feed.rows == [
        ReturnRow(
            line=2,
            marketplace="ca",
            order_id=ORDER,
            order_date=date(2026, 10, 20),
            requested_on=date(2026, 11, 2),
            rma="Dabc12345RRMA",
            label_cost=1240,
            currency="CAD",
            paid_by="seller",
            prime=True,
            asin="B0ABCD1234",
            sku="SKU-1",
            item='Monitor 24" – grade A',
            quantity=1,
            reason="CR-DEFECTIVE",
            in_policy=True,
            order_amount=12999,
            refunded=0,
        )
    ]


@pytest.mark.parametrize("title", ["order-id", "ORDER ID", "Order_Id", "orderID", " Order ID "])
def test_titles_are_matched_without_case_and_punctuation(title):
    text = table(RETURN).replace("Order ID", title, 1)
    assert taken(text).rows[0].order_id == ORDER


def test_a_column_that_is_not_known_is_kept_and_one_of_the_buyer_is_not():
    feed = taken(table({**RETURN, "Warehouse note": "shelf 4", "Buyer email": "somebody", "Empty": " "}))
    assert dict(feed.rows[0].others) == {"Warehouse note": "shelf 4"}


def test_the_33rd_column_is_the_item_of_the_order():
    assert taken(table({**RETURN, "Order Item ID": "77"})).rows[0].order_item == "77"


def test_a_short_row_is_one_whose_last_cells_are_blank():
    whole, short = table(RETURN, returned(Order_ID="701-7654321-1234567")).splitlines()[1:]
    text = "\n".join([table(RETURN).splitlines()[0], whole, short.rpartition("129.99")[0].rstrip("\t")]) + "\n"
    feed = taken(text)
    assert (feed.problems, feed.rows[1].order_amount, feed.rows[1].in_policy) == ([], None, True)


def test_the_same_item_twice_is_taken_once_and_said():
    feed = taken(table(RETURN, RETURN, returned(Merchant_SKU="SKU-2")))
    assert ([row.sku for row in feed.rows], wrong(feed), feed.lines) == (["SKU-1", "SKU-2"], [(3, "repeated")], 3)


def test_a_single_space_is_a_blank():
    row = taken(table(returned(Return_delivery_date=" ", Amazon_RMA_ID="\N{NO-BREAK SPACE}"))).rows[0]
    assert (row.delivered_on, row.rma) == (None, "")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"Order_ID": " "}, "blank"),
        ({"Order_ID": "7011234567"}, "not_an_order"),
        ({"ASIN": "B0"}, "not_an_asin"),
        ({"Return_quantity": "-1"}, "negative"),
        ({"Return_quantity": "0"}, "nothing"),
        ({"Return_quantity": "one"}, "not_whole"),
        ({"Refunded_Amount": "-12.00"}, "negative"),
        ({"Refunded_Amount": "(12.00)"}, "negative"),
        ({"Refunded_Amount": "12.3456"}, "sub_cent"),
        ({"Refunded_Amount": "1.299"}, "two_amounts"),
        ({"Refunded_Amount": "€12.00"}, "currency_here"),
        ({"Currency_code": "dollars"}, "not_a_currency"),
        ({"In_policy": "perhaps"}, "not_a_truth"),
        ({"Return_request_date": "31-Nov-2026"}, "not_a_day"),
        ({"Return_request_date": "19-Oct-2026"}, "before_order"),
        ({"Return_delivery_date": "19-Oct-2026"}, "before_order"),
        ({"Return_request_date": "26-Nov-2026"}, "future"),
        ({"Item_Name": "x" * 1_000_001}, "too_long"),
    ],
)
def test_a_line_that_cannot_be_read_is_reported_alone(changes, why):
    feed = taken(table(RETURN, returned(**changes)))
    assert (len(feed.rows), wrong(feed)) == (1, [(3, why)])


def test_a_problem_names_the_column_as_the_file_does_and_shows_little_of_the_cell():
    sentence = phrase_text(ENGLISH, taken(table(returned(Item_Name="<!channel>" * 500))).problems[0].phrase)
    assert sentence.startswith("Line 2: “Item Name” is too long. It begins with “&lt;!channel&gt;")
    assert len(sentence) < 200


@pytest.mark.parametrize(
    ("written", "cents"),
    [("12,50", 1250), ("1,299.90", 129990), ("1.299,90", 129990), ("1,299", 129900), ("59.9", 5990), ("$ 12.00", 1200)],
)
def test_amounts_come_with_a_point_or_a_comma(written, cents):
    assert taken(table(returned(Order_Amount=written))).rows[0].order_amount == cents


def test_an_order_in_another_currency_is_kept_under_its_marketplace_and_said():
    feed = taken(table(RETURN, returned(Currency_code="USD", Merchant_SKU="SKU-2")))
    assert ([row.marketplace for row in feed.rows], feed.marketplace, noted(feed)) == (
        ["ca", "us"],
        None,
        ["marketplace"],
    )


def test_a_report_of_another_marketplace_says_so():
    feed = taken(table(returned(Currency_code="USD")))
    assert (feed.marketplace, phrase_text(ENGLISH, feed.notes[0])[:48]) == (
        "us",
        "This report is of another marketplace (US). I ke",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_reads_alike(encoding, end):
    feed = taken(table(RETURN, end=end).encode(encoding))
    assert [row.item for row in feed.rows] == [RETURN["Item Name"]]


def test_a_file_of_two_encodings_is_read_line_by_line_and_said():
    head, line = table(returned(Item_Name="étui")).encode().splitlines(keepends=True)
    other = table(returned(Item_Name="étui", Merchant_SKU="SKU-2")).encode("latin-1").splitlines(keepends=True)[1]
    feed = taken(head + line + other)
    assert ([row.item for row in feed.rows], noted(feed)) == (["étui", "étui"], ["encoding"])


@pytest.mark.parametrize("delimiter", [",", ";", "|"])
def test_a_wrong_delimiter_is_found_out(delimiter):
    assert taken(table(RETURN, delimiter=delimiter)).rows[0].item == RETURN["Item Name"]


def test_titles_again_and_totals_are_no_rows_and_are_said():
    lines = table(RETURN, {"Order ID": "Total", "Order Amount": "129.99"}).splitlines()
    feed = taken("\n".join([*lines, lines[0]]) + "\n")
    assert (len(feed.rows), wrong(feed)) == (1, [(3, "totals"), (4, "titles")])


def test_lines_above_the_titles_are_skipped_and_said():
    feed = taken("Returns of November\n\n" + table(RETURN))
    assert ([row.line for row in feed.rows], noted(feed)) == ([4], ["above"])


def test_a_last_line_that_is_cut_is_reported():
    text = table(RETURN, returned(Merchant_SKU="SKU-2"))
    assert wrong(taken(text[: text.rindex("CR-DEF")])) == [(3, "cut")]


def test_a_last_line_that_only_lacks_its_end_is_whole():
    assert wrong(taken(table(RETURN, returned(Merchant_SKU="SKU-2")).rstrip("\n"))) == []


def test_more_cells_than_titles_are_not_guessed_at():
    assert wrong(taken(table(RETURN).rstrip("\n") + "\tmore\n")) == [(2, "surplus")]


def test_a_day_in_utc_is_the_day_of_amazon_in_canada():
    row = taken(table(returned(Return_request_date="2026-11-03T03:10:00Z"))).rows[0]
    assert (row.requested_on, GIVEN.zone.key) == (date(2026, 11, 2), "America/Los_Angeles")
