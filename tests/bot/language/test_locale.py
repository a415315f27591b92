"""Numbers, money, days, lists and plurals as CLDR has them, by Babel."""

from datetime import date, datetime, time
from decimal import Decimal

import babel
import pytest
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from bot.language.locale import ENGLISH, Locale
from tests.builders.cldr import DATA, TAGS, patterns_of, text

LOCALES = {tag: Locale(tag) for tag in TAGS}
BABEL = {tag: babel.Locale.parse(region) for tag, region in TAGS.items()}
PATTERNS = {tag: patterns_of(tag) for tag in TAGS}

tags = st.sampled_from(sorted(TAGS))
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
wholes = st.integers(-(10**12), 10**12)
numbers = st.decimals(-(10**9), 10**9, places=2) | st.decimals(-(10**6), 10**6, places=6)


def test_the_data_is_what_babel_has():
    """`make cldr` writes it anew."""
    assert DATA.read_text(encoding="utf-8") == text()


@given(tags, wholes)
def test_whole_numbers(tag, number):
    assert LOCALES[tag].decimal(number) == format_decimal(number, locale=BABEL[tag])


@given(tags, numbers, st.integers(0, 6))
def test_numbers_with_so_many_decimals(tag, number, places):
    pattern = f"#,##0.{'0' * places}".rstrip(".")
    assert LOCALES[tag].decimal(number, places) == format_decimal(number, pattern, locale=BABEL[tag])


@given(tags, numbers)
def test_numbers_with_the_decimals_that_they_have(tag, number):
    places = -number.as_tuple().exponent
    expected = format_decimal(number, f"#,##0.{'0' * places}", locale=BABEL[tag])
    assert LOCALES[tag].decimal(number) == expected


@given(tags, wholes | numbers)
def test_numbers_as_they_are_typed(tag, number):
    places = -Decimal(number).as_tuple().exponent
    pattern = f"0.{'0' * places}".rstrip(".")
    assert LOCALES[tag].plain(number) == format_decimal(number, pattern, locale=BABEL[tag], group_separator=False)


@given(tags, numbers, st.sampled_from(["CAD", "USD"]))
def test_money(tag, amount, currency):
    assert LOCALES[tag].money(amount, currency) == format_currency(amount, currency, locale=BABEL[tag])


@given(tags, st.decimals(-1000, 1000, places=4))
def test_percentages_with_no_more_decimals_than_they_need(tag, number):
    pattern = PATTERNS[tag]["percent"].replace("#,##0", "#,##0.####")
    assert LOCALES[tag].percent(number) == format_percent(number / 100, pattern, locale=BABEL[tag])


@given(tags, st.decimals(-1000, 1000, places=4))
def test_percentages_with_two_decimals(tag, number):
    pattern = PATTERNS[tag]["percent"].replace("#,##0", "#,##0.00")
    assert LOCALES[tag].percent(number, 2) == format_percent(number / 100, pattern, locale=BABEL[tag])


@given(tags, days)
def test_days(tag, day):
    told = {"date": LOCALES[tag].day, "weekday": LOCALES[tag].weekday, "short": LOCALES[tag].short_day}
    for name, form in told.items():
        assert form(day) == format_date(day, PATTERNS[tag][name], locale=BABEL[tag])


@given(tags, st.times())
def test_times_on_a_clock(tag, at):
    shown = LOCALES[tag].clock(datetime.combine(date(2026, 11, 24), at))
    assert shown == format_time(time(at.hour, at.minute), PATTERNS[tag]["time"], locale=BABEL[tag])


@given(tags, st.lists(st.text("abc", min_size=1), max_size=6), st.sampled_from(["and", "or"]))
def test_lists(tag, items, how):
    style = {"and": "standard", "or": "or"}[how]
    assert LOCALES[tag].listed(items, how) == format_list(items, style, locale=BABEL[tag])


@given(tags, st.integers(0, 20) | wholes | numbers | st.sampled_from([10**6, 2 * 10**6, 10**9, Decimal("1.0")]))
def test_plurals(tag, number):
    assert LOCALES[tag].plural(number) == BABEL[tag].plural_form(number)


def test_every_plural_of_a_language_is_named():
    assert {tag: set(LOCALES[tag].plurals) for tag in TAGS} == {
        tag: {*BABEL[tag].plural_form.tags, "other"} for tag in TAGS
    }


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("en", "$1,299.90; US$52.00; 0.8 %; 24 Nov 2026; Tue 24 Nov 2026; 3 Dec; 18:05; a, b and c"),
        ("fr", "1 299,90 $; 52,00 $ US; 0,8 %; 24 nov. 2026; mar. 24 nov. 2026; 3 déc.; 18 h 05; a, b et c"),
    ],
)
def test_a_language_as_canadians_read_it(tag, shown):
    locale, day = LOCALES[tag], date(2026, 11, 24)
    said = [
        locale.money(Decimal("1299.9")),
        locale.money(Decimal(52), "USD"),
        locale.percent(Decimal("0.80")),
        locale.day(day),
        locale.weekday(day),
        locale.short_day(date(2026, 12, 3)),
        locale.clock(datetime(2026, 11, 24, 18, 5)),  # noqa: DTZ001 the clock on the wall
        locale.listed(["a", "b", "c"]),
    ]
    assert "; ".join(said).replace("\xa0", " ") == shown


def test_a_language_without_data_is_written_as_english_is():
    assert Locale("xx").money(Decimal("1299.9")) == ENGLISH.money(Decimal("1299.9"))
    assert Locale("xx").plural(0) == "other"
