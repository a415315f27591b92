"""Values that somebody corrects, window ends that are past, and days that nothing names."""

from datetime import date

import pytest

from bot.commands.sfp_refund import GRAMMAR
from bot.language.extraction.extract import read
from bot.language.extraction.reading import Reading

DAY = date(2026, 11, 30)


def reading(text: str) -> Reading:
    """What a text tells on the day of these tests."""
    return read(GRAMMAR, text, DAY)


@pytest.mark.parametrize(
    "text", ["Received Nov 19... sorry Nov 20", "on l'a reçu le 19 nov., pardon, le 20 nov.", "got it back friday 20"]
)
def test_the_later_day_and_the_weekday_with_a_number_are_meant(text: str) -> None:
    assert reading(f"{text}. price $40.00").values["received"] == date(2026, 11, 20)


def test_a_corrected_amount_is_not_the_price() -> None:
    assert str(reading("price $40.00, I mean $45.00").values["price"].cents) == "4500"


def test_a_weekday_that_is_not_of_that_number_is_no_date() -> None:
    assert "received" not in reading("came back tuesday 20, price $40.00").values


@pytest.mark.parametrize("text", ["finissait le 5 janvier dernier", "window ended last january 5"])
def test_a_window_end_with_last_is_past(text: str) -> None:
    assert reading(f"{text}, received nov 24, price $40.00").values["window-end"] == date(2026, 1, 5)


def test_a_window_that_ended_is_asked_about_where_the_nearer_day_lies_ahead() -> None:
    questions = [one.about for one in reading("window ended jan 5, received nov 24, price $40.00").questions]
    assert questions == ["window-end"]


def test_an_unnamed_day_is_asked_about_only_where_it_would_make_the_return_late() -> None:
    assert [one.about for one in reading("something 2026-09-01, received nov 20, $40.00").questions] == ["window-end"]
    assert not reading("something 2026-11-18, received nov 20, $40.00").questions


def test_what_is_told_of_one_of_several_items_is_asked_about() -> None:
    several = reading("three units at $39.99 each, received nov 20, one of them looks used")
    assert "used" not in several.values
    assert [one.about for one in several.questions] == ["condition"]


def test_pieces_that_something_broke_into_are_no_quantity() -> None:
    assert "quantity" not in reading("damaged in three pieces, $78.25, received nov 20").values


def test_a_family_word_beside_a_missing_part_is_no_family() -> None:
    assert "category" not in reading("smart plug $40.00, received nov 20, bracelet missing").values
