from datetime import date

import pytest

from bot.language.grammar.slip import Slip, Unread
from tests.builders.grammar import REASON

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "value"),
    {
        "unwanted": "UNWANTED_ITEM",
        "No longer needed": "UNWANTED_ITEM",
        "no-longer_needed": "UNWANTED_ITEM",
        "item defective or doesnt work": "DEFECTIVE",
        "UNWANTED_ITEM": "UNWANTED_ITEM",
        "CR-UNWANTED_ITEM": "UNWANTED_ITEM",
        "unwanted item": "UNWANTED_ITEM",
        "NOT_COMPATIBLE": "NOT_COMPATIBLE",
        "POOR_FIT": "POOR_FIT",
        "CR-NO_REASON_GIVEN": "NO_REASON_GIVEN",
    }.items(),
)
def test_phrases_values_and_codes(text, value):
    assert value == REASON.read(text, TODAY).value


def test_a_phrase_with_two_meanings_is_asked_back():
    with pytest.raises(Slip) as slip:
        REASON.read("not compatible", TODAY)
    assert slip.value.choices == ("NOT_COMPATIBLE", "PART_NOT_COMPATIBLE")


@pytest.mark.parametrize("text", ["", "poor_fit", "unwanted!", "-unwanted", "defective 🎉"])
def test_anything_else_is_not_of_the_vocabulary(text):
    with pytest.raises(Unread):
        REASON.read(text, TODAY)
