"""What is read in a message of everyday words, what is asked about, and what is left out."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.commands.sfp_refund import GRAMMAR
from bot.language.extraction.extract import LONGEST, line, read
from bot.language.extraction.reading import MOST_WAYS
from bot.language.grammar.parse import parse
from tests.builders.growth import grows_linearly

DAY = date(2026, 11, 23)

ORDER = "order=701-1234567-1234567"

READ = {
    "Order 701-1234567-1234567 came back, paid $129.99, screen damaged, arrived Nov 20, window ended Nov 5": (
        f"CA$129.99 received=2026-11-20 window-end=2026-11-05 damaged {ORDER}"
    ),
    "*Price:*\n$129.99\n*Received:*\n2026-11-20\n*Condition:* Used": "CA$129.99 received=2026-11-20 used",
    "/sfp-refund 129.99 late=18d used": "CA$129.99 late=18d used",
    "paid 1 299,90 $, missing parts, late by 18 days": "CA$1,299.90 late=18d missing-parts",
    "18 days after the return window; not in original condition. Price was CA$20": "CA$20.00 late=18d not-original",
    "never arrived, total $148.50": "total=CA$148.50 not-received",
    "Opened software, seller error, 2 units, price: 59.00": "CA$59.00 quantity=2 opened-software seller-error",
    "qty 3 at $5 CAD": "CA$5.00 quantity=3",
    "$5 x2 used, Qty: 2": "CA$5.00 quantity=2 used",
    "arrived <!date^1795444500^{date_short}|Nov 20, 2026>": "received=2026-11-20",
    "arrived yesterday, window closed 20 days ago": "received=2026-11-22 window-end=2026-11-03",
    "Received on Friday, Nov. 20, 2026; return by 5 Nov": "received=2026-11-20 window-end=2026-11-05",
    "arrived 20 Nov 18 days late": "late=18d received=2026-11-20",
    "$50, fifty dollars, I mean $50.00!": "CA$50.00",
    "<https://example.com/orders/701-1234567-1234567>": ORDER,
    "Order no. 701-1234567-1234567": ORDER,
    "&lt;b&gt; paid $7 &amp; used": "CA$7.00 used",
    "damaged - paid $7 📦 :package:": "CA$7.00 damaged",
    "```paid $7```\n> used": "CA$7.00 used",
    "~damaged~ used": "used",
    "it is not damaged but used": "used",
    "Damaged: no, used: yes": "used",
    "☐ damaged\n☑ used": "used",
    "[ ] damaged\n[x] used": "used",
    "paid $129.99, label $12.40": "CA$129.99 label=CA$12.40",
    "$50, return by Dec 5": "CA$50.00 window-end=2026-12-05",
    "$50, some damage": "CA$50.00 damaged",
    "we used our own label, paid $50": "CA$50.00",
    "paid 130": "CA$130.00",
    "weighs 12.40 kg, used": "used",
}


@pytest.mark.parametrize(("message", "expected"), READ.items())
def test_what_a_message_says_in_one_way_is_read(message, expected):
    reading = read(GRAMMAR, message, DAY)
    assert (line(GRAMMAR, reading.values), reading.ways, reading.questions) == (expected, (), ())


ASKED = {
    "paid $129.99 or $139.99, used": ["CA$129.99 used", "CA$139.99 used"],
    "701-1234567-1234567, 701-7654321-1234567": [ORDER, "order=701-7654321-1234567"],
    "$50, arrived 12/11/2026": ["CA$50.00 received=2026-11-12", "CA$50.00 received=2026-12-11"],
    "$50, arrived Nov 19, received Nov 20": ["CA$50.00 received=2026-11-19", "CA$50.00 received=2026-11-20"],
    "$50, return by May 23": ["CA$50.00 window-end=2026-05-23", "CA$50.00 window-end=2027-05-23"],
    "$50. Was it damaged?": ["CA$50.00 damaged", "CA$50.00"],
    "$50, the customer says it is used": ["CA$50.00 used", "CA$50.00"],
    "$50, box damaged": ["CA$50.00 not-original", "CA$50.00"],
    "$50, used/damaged": ["CA$50.00 used damaged", "CA$50.00"],
    "damaged, no wait, not damaged, used": ["used damaged", "used"],
    "used, not really used, $50": ["CA$50.00 used", "CA$50.00"],
    "our refund not received, paid $50": ["CA$50.00 not-received", "CA$50.00"],
    "customer received Nov 1, paid $50": ["CA$50.00 received=2026-11-01", "CA$50.00"],
    "shipped 3 days late, used": ["late=3d used", "used"],
    "please refund $50": ["CA$50.00"],
    "$12k, used": ["CA$12,000.00 used", "used"],
    "-$50": ["CA$50.00"],
    "about $50, used": ["CA$50.00 used", "used"],
}


@pytest.mark.parametrize(("message", "expected"), ASKED.items())
def test_what_only_a_person_can_tell_is_asked_with_whole_lines(message, expected):
    reading = read(GRAMMAR, message, DAY)
    assert [line(GRAMMAR, way) for way in reading.ways] == expected
    assert reading.questions


NOT_USED = {
    "paid US$95, used": ("used", "paid $95", "slip.canadian_only"),
    "paid $95 US, used": ("used", "$95 US", "slip.canadian_only"),
    "paid 95 USD, used": ("used", "95 USD", "slip.canadian_only"),
    "paid €95, used": ("used", "€95", "slip.other_currency"),
    "Nov 20, used": ("used", "Nov 20", "message.which_day"),
    "arrived 31 Nov, used": ("used", "31 Nov", "slip.expected.date"),
    "12/11/2026, used": ("used", "12/11/2026", "slip.date_ambiguous"),
    "701-123456-1234567, used": ("used", "701-123456-1234567", "slip.order_digits"),
}


@pytest.mark.parametrize(("message", "expected"), NOT_USED.items(), ids=lambda value: str(value)[:40])
def test_what_is_seen_and_not_used_is_named_with_its_reason(message, expected):
    certain, phrase, why = expected
    reading = read(GRAMMAR, message, DAY)
    assert line(GRAMMAR, reading.values) == certain
    assert phrase.removeprefix("paid ") in reading.unread[0]
    assert why in [slip.key for slip in reading.slips]
    assert reading.questions == ()


DENIED = {
    "not damaged, used": ("used", "not damaged"),
    "no damage, used": ("used", "no damage"),
    "without missing parts, used": ("used", "without missing parts"),
    "screen isn’t damaged, used": ("used", "isn't damaged"),
    "w/o damage, used": ("used", "without damage"),
    "pas endommagé, utilisé": ("used", "pas endommagé"),
    "no signs of wear or damage, $5": ("CA$5.00", "no signs of wear"),
}


@pytest.mark.parametrize(("message", "expected"), DENIED.items())
def test_what_is_denied_is_not_taken_and_is_said(message, expected):
    reading = read(GRAMMAR, message, DAY)
    assert (line(GRAMMAR, reading.values), reading.denied[0], reading.questions) == (*expected, ())


def test_of_many_amounts_nobody_is_asked_to_choose_and_none_is_taken():
    reading = read(GRAMMAR, "$1 $2 $3 $4 $5 $6, used", DAY)
    assert (line(GRAMMAR, reading.values), reading.asked, reading.ways) == ("used", ("price",), ())


def test_a_text_longer_than_a_message_is_not_read():
    reading = read(GRAMMAR, "used " * 10_000, DAY)
    assert (reading.values, reading.slips[0].key) == ({}, "message.too_long")


@pytest.mark.parametrize(
    "message",
    ["", " \n", "hi", "2 boxes, 3 weeks, version 2.1, 50 %", "12345678901234567", "he wrote yesterday", "Lot 7 of 9"],
)
def test_what_is_about_something_else_is_not_a_return(message):
    assert not read(GRAMMAR, message, DAY).anything


PIECES = st.sampled_from(
    [
        *(
            "$129.99",
            "129.99",
            "$12.40",
            "US$5",
            "12k",
            "-$5",
            "1 299,90 $",
            "CAD",
            "US",
            "paid",
            "price",
            "total",
            "label",
        ),
        *("arrived", "received", "delivered", "window ended", "return by", "on", "Nov 20", "20 Nov 26", "12/11/2026"),
        *("2026-11-20", "Dec 5", "29 Feb", "31 Nov", "yesterday", "3 days ago", "in 9 weeks", "1999-01-01", "Friday,"),
        *("18 days", "late", "late by", "after the window", "qty", "2", "0", "99999999999", "units", "no", "not", "or"),
        *("used", "damaged", "damage", "missing parts", "not original", "opened software", "not received", "but", "?"),
        *("701-1234567-1234567", "702-1234567-1234567", "701-12345-1234567", ",", ".", ":", "\n", "~", "(", "[ ]", "/"),
        *("<!channel>", "<@U1|bob>", "&lt;", "\u202e", "\ud800", "\x00", "=", '"', "`", "🎉", ":x:", "refund", "we"),
    ]
)
MESSAGES = (
    st.text(max_size=200) | st.lists(PIECES, max_size=14).map(" ".join) | st.lists(PIECES, max_size=8).map("".join)
)
DAYS = st.dates(date(1999, 12, 1), DAY) | st.dates(DAY - timedelta(days=400), DAY)


@settings(max_examples=500)
@given(MESSAGES, DAYS)
@example("arrived tomorrow", date(2026, 11, 23))
@example("arrived Feb 29", date(2024, 2, 29))
@example("\ud800", DAY)
def test_any_text_is_read_and_every_line_that_is_made_says_the_same_when_typed(message, day):
    reading = read(GRAMMAR, message, day)
    assert len(reading.ways) <= MOST_WAYS
    assert reading.questions or not reading.ways
    for values in (reading.values, *reading.ways):
        typed = parse(GRAMMAR, line(GRAMMAR, values), DAY)
        assert typed.values == {name.replace("-", "_"): value for name, value in values.items()}


@settings(max_examples=200)
@given(MESSAGES, st.sampled_from(["$1.23", "CA$4.56"]), st.sampled_from(["$7.89", "0.12 CAD"]))
def test_of_two_amounts_neither_is_certain(message, first, second):
    reading = read(GRAMMAR, f"{message}\nprice {first}\nprice {second}\n{message}", DAY)
    assert "price" not in reading.values


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["$5", "Nov 20", "18 days late", "used", "damaged", "missing parts", "2 units"])))
def test_nothing_that_is_denied_is_taken(pieces):
    reading = read(GRAMMAR, "".join(f"not {piece}\n" for piece in pieces), DAY)
    assert (reading.values, reading.ways) == ({}, ())


LONG = [
    *("x", "1", " ", "=", "a=", "late=18d ", "$1 ", "$129.99 ", "20 Nov ", "arrived Nov 20 ", "used ", "not ", "no "),
    *(
        "<@U1> ",
        "<",
        "&amp;",
        "~",
        "~a ",
        "~a~ ",
        "`",
        "-",
        "1-",
        "1,",
        "1 299 ",
        ":x",
        ":a",
        "a/",
        "[",
        "a:\n",
        "not\n",
    ),
    *("701-1234567-1234567", "701-1234567-1234567 ", "damaged or ", "the 20 of Nov ", " on the", "e\u0301", "\ud800"),
]


@pytest.mark.parametrize("piece", LONG)
def test_reading_takes_time_in_proportion_to_the_length(piece):
    assert grows_linearly(lambda message: read(GRAMMAR, message, DAY), (piece * LONGEST)[:LONGEST])
