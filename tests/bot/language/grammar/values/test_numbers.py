from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.grammar.normalise import normalise
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.numbers import (
    looks_like_percent,
    read_percent,
    read_rate,
    read_rating,
    read_whole,
    show_percent,
    show_rating,
)


def key_of(reader, text):
    with pytest.raises(Slip) as slip:
        reader(text)
    return slip.value.key


PERCENTS = {
    "0.74%": 7_400,
    "0,74 %": 7_400,
    "98.4 %": 984_000,
    "20 percent": 200_000,
    "20 per cent": 200_000,
    "20 pour cent": 200_000,
    ".5%": 5_000,
    "0.0001%": 1,
    "100%": 1_000_000,
    "0%": 0,
}


@pytest.mark.parametrize(("text", "millionths"), PERCENTS.items())
def test_percentages(text, millionths):
    assert millionths == read_percent(text)
    assert looks_like_percent(text)


@pytest.mark.parametrize(
    ("text", "key"),
    {
        "0.74": "slip.percent_sign",
        "0.00001%": "slip.percent_decimals",
        "100.0001%": "slip.percent_over",
        "-1%": "slip.negative",
        "%": "slip.expected.percent",
        "": "slip.expected.percent",
        "a%": "slip.expected.percent",
    }.items(),
)
def test_percentages_refused(text, key):
    assert key == key_of(read_percent, text)


def test_a_percentage_without_its_sign_gets_one():
    with pytest.raises(Slip) as slip:
        read_percent("0.74")
    assert slip.value.suggestion == "0.74%"


PERCENT_STYLES = ("{}%", "{} %", "{}\u202f%", "{} percent", "{} pour cent", "{}％")


@given(st.integers(0, 1_000_000), st.sampled_from(PERCENT_STYLES), st.sampled_from(".,"))
def test_a_percentage_in_any_style_reads_back(millionths, style, point):
    figure = show_percent(millionths).rstrip("%").replace(".", point)
    assert millionths == read_percent(normalise(style.format(figure)))


@pytest.mark.parametrize(
    ("text", "count"), {"8": 8, "4,210": 4210, "4 210": 4210, "4'210": 4210, "0": 0, "007": 7}.items()
)
def test_counts(text, count):
    assert count == read_whole(text)


@pytest.mark.parametrize(
    ("text", "key"),
    {
        "-8": "slip.negative",
        "8.5": "slip.not_whole",
        "4.210": "slip.not_whole",
        "1000000001": "slip.count_limit",
        "eight": "slip.expected.whole",
        "1 2": "slip.expected.whole",
        "9" * 5_000: "slip.expected.whole",
    }.items(),
)
def test_counts_refused(text, key):
    assert key == key_of(read_whole, text)


@pytest.mark.parametrize(("text", "millionths"), {"3.9": 3_900_000, "3,9": 3_900_000, "5": 5_000_000}.items())
def test_ratings(text, millionths):
    assert millionths == read_rating(text)
    assert millionths == read_rating(show_rating(millionths))


@pytest.mark.parametrize(
    ("text", "key"),
    {
        "0.9": "slip.rating_range",
        "5.1": "slip.rating_range",
        "3.9000001": "slip.rating_decimals",
        "good": "slip.expected.rating",
    }.items(),
)
def test_ratings_refused(text, key):
    assert key == key_of(read_rating, text)


@pytest.mark.parametrize(("text", "rate"), {"1.38": "1.38", "1,38": "1.38", "0.7246": "0.7246", "2": "2"}.items())
def test_exchange_rates(text, rate):
    assert Decimal(rate) == read_rate(text)


@pytest.mark.parametrize(
    ("text", "key"),
    {"0": "slip.rate_range", "100": "slip.rate_range", "-1": "slip.rate_range", "x": "slip.expected.rate"}.items(),
)
def test_exchange_rates_refused(text, key):
    assert key == key_of(read_rate, text)
