import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.grammar.normalise import normalise
from bot.language.grammar.slip import Slip, Unread
from bot.language.grammar.values.money import (
    INVOICE_LIMIT,
    PRICE_LIMIT,
    Money,
    looks_like_money,
    read_cad,
    read_money,
    show_money,
)

ACCEPTED = {
    "129.99": 129_99,
    "129.9": 129_90,
    "129": 129_00,
    ".99": 99,
    "$129.99": 129_99,
    "$ 129.99": 129_99,
    "CA$1,299.90": 1_299_90,
    "C$12": 12_00,
    "CAD 12.40": 12_40,
    "12.40 cad": 12_40,
    "12 dollars": 12_00,
    "1 299,90 $": 1_299_90,
    "$1 299": 1_299_00,
    "129,99 $": 129_99,
    "129,99": 129_99,
    "1,299": 1_299_00,
    "1.299,90": 1_299_90,
    "1'299.90": 1_299_90,
    "10,000,000.00": PRICE_LIMIT,
}


@pytest.mark.parametrize(("text", "cents"), ACCEPTED.items())
def test_every_canadian_way_of_typing_an_amount(text, cents):
    assert Money(cents, "CAD") == read_money(text)
    assert looks_like_money(text)


@pytest.mark.parametrize("text", ["US$50", "usd 50", "50usd", "$50 USD", "50 us$"])
def test_american_dollars_say_so(text):
    assert Money(50_00, "USD") == read_money(text)


REFUSED = {
    "-12": "slip.negative",
    "$-12": "slip.negative",
    "-$12": "slip.negative",
    "12.345": "slip.sub_cent",
    "1.299": "slip.sub_cent",
    "0,299": "slip.sub_cent",
    "12k": "slip.shorthand",
    "1.5 M": "slip.shorthand",
    "1e3": "slip.exponent",
    "1/2": "slip.fraction",
    "NaN": "slip.not_finite",
    "-inf": "slip.not_finite",
    "€12": "slip.other_currency",
    "12 EUR": "slip.other_currency",
    "12£": "slip.other_currency",
    "CA$12 USD": "slip.two_currencies",
    "10,000,000.01": "slip.amount_limit",
    "0": "slip.amount_zero",
    "0.00": "slip.amount_zero",
}


@pytest.mark.parametrize(("text", "key"), REFUSED.items())
def test_each_refusal_has_its_own_words(text, key):
    with pytest.raises(Slip) as slip:
        read_money(text)
    assert key == slip.value.key


@pytest.mark.parametrize(
    "text", ["", "abc", "129 500", "12 34.50", "1,29,9", "1.299.900", "12%", "$", "1,299,90", "18d", "٣", "9" * 5_000]
)
def test_anything_else_is_no_amount(text):
    with pytest.raises(Unread):
        read_money(text)


def test_three_decimals_may_have_been_thousands():
    with pytest.raises(Slip) as slip:
        read_money("1.299")
    assert slip.value.choices == ("1299.00", "1.30")


def test_a_thousand_written_short_is_offered_in_full():
    with pytest.raises(Slip) as slip:
        read_money("1.5k")
    assert slip.value.suggestion == "1500.00"


def test_invoices_may_be_larger_than_prices():
    assert Money(INVOICE_LIMIT, "USD") == read_money("1,000,000,000 USD", limit=INVOICE_LIMIT)


def test_nothing_at_all_where_that_is_allowed():
    assert Money(0, "CAD") == read_money("0", zero=True)


def test_amounts_of_the_programme_are_canadian():
    with pytest.raises(Slip) as slip:
        read_cad("US$50")
    assert slip.value.key == "slip.canadian_only"


STYLES = (
    lambda whole, cents: f"{whole}.{cents:02d}",
    lambda whole, cents: f"{whole},{cents:02d}",
    lambda whole, cents: f"${whole:,}.{cents:02d}",
    lambda whole, cents: f"CA$ {whole:,}.{cents:02d}",
    lambda whole, cents: f"{whole:,}.{cents:02d} CAD",
    lambda whole, cents: f"{whole:,}".replace(",", "\xa0") + f",{cents:02d}\xa0$",
    lambda whole, cents: f"{whole:,}".replace(",", "\u202f") + f",{cents:02d}",
    lambda whole, cents: f"{whole:,}".replace(",", "’") + f".{cents:02d}",
    lambda whole, cents: f"{whole:,}".replace(",", ".") + f",{cents:02d} $",
)


@given(st.integers(1, PRICE_LIMIT), st.sampled_from(STYLES))
def test_an_amount_in_any_style_reads_back(cents, style):
    assert Money(cents, "CAD") == read_money(normalise(style(*divmod(cents, 100))))


@given(st.integers(1, PRICE_LIMIT), st.sampled_from(["CAD", "USD"]))
def test_an_amount_as_shown_reads_back(cents, currency):
    assert Money(cents, currency) == read_money(show_money(Money(cents, currency)))
