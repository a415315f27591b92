import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.grammar.slip import Slip
from bot.language.grammar.values.days import looks_like_days, read_days

LENGTHS = {
    "18d": 18,
    "18 d": 18,
    "18 days": 18,
    "1 day": 1,
    "18D": 18,
    "18j": 18,
    "18 jours": 18,
    "2w": 14,
    "2 weeks": 14,
    "2 semaines": 14,
    "0d": 0,
    "3660d": 3_660,
}


@pytest.mark.parametrize(("text", "days"), LENGTHS.items())
def test_lengths_in_days(text, days):
    assert days == read_days(text)
    assert looks_like_days(text)


@pytest.mark.parametrize(
    ("text", "key"),
    {
        "18": "slip.days_bare",
        "18h": "slip.days_unit",
        "2 months": "slip.days_unit",
        "1 année": "slip.days_unit",
        "2 ans": "slip.days_unit",
        "1.5d": "slip.days_whole",
        "-3d": "slip.negative",
        "3661d": "slip.days_limit",
        "600w": "slip.days_limit",
        "d": "slip.expected.days",
        "18 apples": "slip.expected.days",
        "": "slip.expected.days",
        "9" * 5_000 + "d": "slip.expected.days",
    }.items(),
)
def test_lengths_refused(text, key):
    with pytest.raises(Slip) as slip:
        read_days(text)
    assert key == slip.value.key


def test_a_bare_number_is_offered_as_days():
    with pytest.raises(Slip) as slip:
        read_days("18")
    assert slip.value.suggestion == "18d"


@given(st.integers(0, 500), st.sampled_from(["{}d", "{} days", "{} jours"]), st.sampled_from(["{}w", "{} semaines"]))
def test_a_week_is_seven_days(count, in_days, in_weeks):
    assert count == read_days(in_days.format(count))
    assert 7 * count == read_days(in_weeks.format(count))
