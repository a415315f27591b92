import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.grammar.grammar import Grammar
from tests.builders.grammar import REFUND, read, slip_of

SUGGESTED = {
    "129.99 uesd": ("slip.near", "129.99 used"),
    "uesd 129.99 damagd": ("slip.near", "used 129.99 damaged"),
    "mising parts $5": ("slip.near", "missing-parts $5"),
    "parts": ("slip.near", "missing-parts"),
    "used? 129.99": ("slip.near", "used 129.99"),
    "-used": ("slip.near", "used"),
    "watch": ("slip.near", "category=watch"),
    "no longr needed 129.99": ("slip.near", "no longer needed 129.99"),
    "reason=no longr needed 129.99": ("slip.near", 'reason="no longer needed" 129.99'),
    "country=frnce used": ("slip.near", "country=france used"),
    "received=tomorow used": ("slip.near", "received=tomorrow used"),
    "lat=18d used": ("slip.near_key", "late=18d used"),
    "recieved=2026-11-20": ("slip.near_key", "received=2026-11-20"),
    "129.99 late 18d": ("slip.no_equals", "129.99 late=18d"),
    "129.99 late : 18 d": ("slip.no_equals", "129.99 late=18 d"),
    "lat 18d": ("slip.near", "late=18d"),
    "late=18 used": ("slip.days_bare", "late=18d used"),
    "late=18 odr=0.74": ("slip.days_bare", "late=18d odr=0.74%"),
    "odr=0.74 used": ("slip.percent_sign", "odr=0.74% used"),
    "price=-5 used": ("slip.negative", "price=5 used"),
    "12k used": ("slip.shorthand", "price=12000.00 used"),
    "18d used": ("slip.which", "late=18d used"),
    "0.74%": ("slip.which", "odr=0.74%"),
    "received=2026-02-30": ("slip.date_day", "received=2026-02-28"),
    "K1A OB1": ("slip.postal_digit", 'postal="K1A 0B1"'),
    "account=My shop used": ("slip.unquoted_name", 'account="My shop" used'),
    '129.99 "used': ("slip.unclosed_quote", "129.99 used"),
}


@pytest.mark.parametrize(("text", "told"), SUGGESTED.items())
def test_a_slip_comes_with_a_line_to_copy(text, told):
    slip = slip_of(text)
    assert told == (slip.key, slip.suggestion)
    read(slip.suggestion)


ASKED = {
    "received=12/11/2026 used": ("slip.date_ambiguous", ("received=2026-11-12 used", "received=2026-12-11 used")),
    "2026-11-20": ("slip.which", ("received=2026-11-20", "window-end=2026-11-20", "accepted=2026-11-20")),
    "received=2026-11-20 2026-11-21": (
        "slip.which",
        ("received=2026-11-20 window-end=2026-11-21", "received=2026-11-20 accepted=2026-11-21"),
    ),
    "not compatible $5": ("slip.several_meanings", ("reason=NOT_COMPATIBLE $5", "reason=PART_NOT_COMPATIBLE $5")),
    "reason=not compatible": ("slip.several_meanings", ("reason=NOT_COMPATIBLE", "reason=PART_NOT_COMPATIBLE")),
    "late=18d used late=19d": ("slip.twice", ("late=18d used", "used late=19d")),
    "used not used": ("slip.twice", ("used", "not used")),
    "129.99 12.40": ("slip.twice", ("129.99", "12.40")),
    "label=12 129.99 used": ("slip.one_or_two", ("label=12129.99 used", "label=12 price=129.99 used")),
    "orders=4 210": ("slip.one_or_two", ("orders=4210", "orders=4 price=210")),
    "country=korea": ("slip.near", ('country="north korea"', 'country="south korea"')),
    "1.299 used": ("slip.sub_cent", ("price=1299.00 used", "price=1.30 used")),
}


@pytest.mark.parametrize(("text", "told"), ASKED.items())
def test_what_only_the_person_can_tell_is_asked(text, told):
    slip = slip_of(text)
    assert told == (slip.key, slip.choices)
    for choice in slip.choices:
        read(choice)


REFUSED = {
    "US$129.99": "slip.canadian_only",
    "price=12 EUR used": "slip.other_currency",
    "late=2 months": "slip.days_unit",
    "late=": "slip.no_value",
    "late= used": "slip.expected.days",
    'late="" used': "slip.no_value",
    "foo=1": "slip.unknown_key",
    "=1": "slip.unknown_word",
    "@channel": "slip.unknown_word",
    "<@U1>": "slip.unknown_word",
    "🎉": "slip.unknown_word",
    ":tada:": "slip.unknown_word",
    "5*3": "slip.unknown_word",
    '""': "slip.unknown_word",
    "https://x.ca": "slip.unknown_word",
    "late=99999d": "slip.days_limit",
    "account=" + "x" * 81: "slip.name_limit",
    "account=" + "x" * 201: "slip.value_too_long",
    "x" * 4_001: "slip.too_long",
}


@pytest.mark.parametrize(("text", "key"), REFUSED.items())
def test_refused_without_a_guess(text, key):
    slip = slip_of(text)
    assert (key, None, ()) == (slip.key, slip.suggestion, slip.choices)


def test_an_empty_grammar_says_that_nothing_is_taken():
    assert slip_of("used", Grammar()).key == "slip.no_arguments"


def test_no_more_than_forty_characters_are_echoed():
    assert slip_of("x" * 200).values["text"] == "x" * 39 + "…"


def test_what_can_be_typed_is_listed_when_nothing_is_near():
    assert slip_of("zzz").values["known"][:3] == ("price", "received", "window-end")


def _with_two_letters_swapped(word, place):
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


NAMES = [argument.name for argument in REFUND.arguments if argument.is_flag]
KEYED = [
    "received=2026-11-20",
    "window-end=2026-11-02",
    "late=18d",
    "total=5",
    "category=watch",
    "account=x",
    "orders=8",
]


@given(st.sampled_from(NAMES), st.integers(0, 2))
def test_a_misspelt_flag_is_mended(name, place):
    typed = _with_two_letters_swapped(name, place)
    if typed != name:
        assert read(f"129.99 {name}").values == read(slip_of(f"129.99 {typed}").suggestion).values


@given(st.sampled_from(KEYED), st.integers(0, 2))
def test_a_misspelt_key_is_mended(piece, place):
    typed = _with_two_letters_swapped(piece, place)
    if typed != piece:
        assert read(f"{piece} used").values == read(slip_of(f"{typed} used").suggestion).values


@given(st.integers(0, 3_660))
def test_a_number_of_days_without_its_unit_is_mended(count):
    assert {"late": count} == read(slip_of(f"late={count}").suggestion).values
