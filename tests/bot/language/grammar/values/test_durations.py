import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.grammar.slip import Slip
from bot.language.grammar.values.durations import read_length, show_length

MONTH = 30 * 24
LENGTHS = {"4h": 4, "1 hour": 1, "12 heures": 12, "2d": 48, "2 jours": 48, "1 week": 168, "30d": MONTH, "720H": MONTH}


@pytest.mark.parametrize(("text", "hours"), LENGTHS.items())
def test_lengths_in_hours(text, hours):
    assert hours == read_length(text, limit=MONTH)


REFUSED = {
    "": ("slip.expected.length", None),
    "soon": ("slip.expected.length", None),
    "2": ("slip.length_bare", None),
    "2 months": ("slip.length_unit", None),
    "30 min": ("slip.length_unit", None),
    "1.5d": ("slip.length_unit", None),
    "-2d": ("slip.negative", "2d"),
    "0h": ("slip.length_limit", "1h"),
    "31d": ("slip.length_limit", "30d"),
    "999999999w": ("slip.length_limit", "30d"),
    "9" * 5_000 + "d": ("slip.expected.length", None),
}


@pytest.mark.parametrize(("text", "refusal"), REFUSED.items())
def test_lengths_refused_with_the_nearest_that_is_taken(text, refusal):
    with pytest.raises(Slip) as slip:
        read_length(text, limit=MONTH)
    assert refusal == (slip.value.key, slip.value.suggestion)


def test_a_bare_number_is_asked_back():
    with pytest.raises(Slip) as slip:
        read_length("4", limit=MONTH)
    assert slip.value.choices == ("4h", "4d")


@given(st.integers(1, MONTH))
def test_a_length_reads_back_as_it_is_shown(hours):
    assert hours == read_length(show_length(hours), limit=MONTH)
