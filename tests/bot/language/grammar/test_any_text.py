import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.language.grammar.slip import Slip
from tests.builders.grammar import outcome_of, read
from tests.builders.growth import grows_linearly

WORDS = st.sampled_from(
    [
        *("129.99", "1.299", "12", "299,90", "$", "CA$", "-5", "12k", "0.74%", "%", "18", "d", "18d", "2", "weeks"),
        *("20", "Nov", "2026", "2026-11-20", "12/11/2026", "3", "days", "ago", "yesterday", "K1A", "0B1", "OB1"),
        *("used", "uesd", "not", "no", "longer", "needed", "missing", "parts", "damaged", "during", "shipping"),
        *("late=", "late=18", "received=", "reason=", "account=", "window", "end=", "foo=", "late", "price", "=", ":"),
        *('"', "'", "`", "*", ",", ";", "<@U1>", "@channel", "🎉", "&amp;", "CR-POOR_FIT", "B0ABCDEF12", "watch"),
        *("not compatible", '"no longer needed"', 'account="My shop"', "1", "299", "pour", "cent", "il", "y", "a"),
    ]
)
TEXT = st.text(max_size=200) | st.lists(WORDS, max_size=12).map(" ".join) | st.lists(WORDS, max_size=8).map("".join)


@settings(max_examples=400)
@given(TEXT)
@example("\ud800")
@example('"' * 4_000)
def test_any_text_is_read_or_is_a_slip(text):
    outcome = outcome_of(text)
    if isinstance(outcome, Slip) and outcome.suggestion is not None:
        read(outcome.suggestion)


LONG = [
    *("x", "1", " ", "=", "a=", "late=18d ", "129.99 ", "1 ", "used ", "not ", "no longer ", "uesd ", '"a" ', '"'),
    *("20 Nov ", "K1A ", "damaged during ", "late=18 ", "&amp;", "<@U1> ", "`", "*", ",", "-", "é", "1,", "1 299 "),
    *("reason=no longr ", "country=x ", "account=x ", "0.74 ", "'", "\ud800", "window ", "il y a 3 jours ", "🎉 "),
]


@pytest.mark.parametrize("piece", LONG)
def test_reading_takes_time_in_proportion_to_the_length(piece):
    assert grows_linearly(outcome_of, (piece * 4_000)[:4_000])


@pytest.mark.parametrize("length", [4_001, 40_000, 400_000])
def test_more_than_that_is_refused_at_once(length):
    with pytest.raises(Slip):
        read("1 " * length)
