import pytest

from rules.core.decision import Interpretation
from rules.sfp.reasons import BUYER, MISSING, SELLER, UNDETERMINED, is_code, payer_table, return_reasons

ROWS = (
    ("Accidental order", "buyer", "CR-ORDERED_WRONG_ITEM"),
    ("Better price available", "buyer", "CR-FOUND_BETTER_PRICE"),
    ("Performance or quality not adequate", "seller", "CR-QUALITY_UNACCEPTABLE"),
    ("Incompatible or not useful for intended purpose", "seller", "CR-NOT_COMPATIBLE"),
    ("Damaged due to inappropriate packaging", "seller", "CR-DAMAGED_BY_FC"),
    ("Missed estimated delivery date", "seller", "CR-MISSED_ESTIMATED_DELIVERY"),
    ("Missing parts or accessories", "seller", "CR-MISSING_PARTS"),
    ("Damaged during shipping", "seller", "CR-DAMAGED_BY_CARRIER"),
    ("Wrong item sent", "seller", "CR-SWITCHEROO"),
    ("Defective or does not work properly", "seller", "CR-DEFECTIVE"),
    ("Arrived in addition to what was ordered", "seller", "CR-EXTRA_ITEM"),
    ("No longer needed or wanted", "buyer", "CR-UNWANTED_ITEM"),
    ("Unauthorized purchase", "seller", "CR-UNAUTHORIZED_PURCHASE"),
    ("Description on website was not accurate", "seller", "AMZ-PG-BAD-DESC"),
    ("Part not compatible with existing system", "buyer", "PART_NOT_COMPATIBLE"),
    ("Excessive installation or did not install", "buyer", "EXCESSIVE_INSTALLATION"),
    ("Wrong size: too small or short", "buyer", "AMZ-PG-APP-TOO-SMALL"),
    ("Wrong size: too large or long", "buyer", "AMZ-PG-APP-TOO-LARGE"),
    ("Dead battery or does not work", "seller", "JEWELRY_BATTERY"),
    ("Missing paperwork, manual or warranty", "seller", "JEWELRY_NO_DOCS"),
    ("Missing promised certification", "seller", "JEWELRY_NO_CERT"),
    ("Tarnished or unacceptable condition", "seller", "JEWELRY_TARNISHED"),
)
"""The table of the same programme in Japan: label, payer and the code that names the row."""


def test_the_table_is_the_published_one_row_by_row():
    assert list(ROWS) == [(row.label, row.payer, row.code) for row in return_reasons().rows]


def test_the_buyer_pays_for_seven_of_the_rows():
    assert sum(payer == BUYER for payer in payer_table(Interpretation()).payers) == 7


@pytest.mark.parametrize(("name", "payer", "code"), ROWS)
def test_a_code_finds_its_payer_with_and_without_its_prefix(name, payer, code):
    table = payer_table(Interpretation())
    numbers = {"seller": SELLER, "buyer": BUYER}
    assert numbers[payer] == table.payers[table.of(code)] == table.payers[table.of(code.removeprefix("CR-"))]


NOT_IN_THE_TABLE = ("CR-NO_REASON_GIVEN", "AMZ-PG-MISORDERED", "POOR_FIT", "NOT_AS_DESCRIBED", "UNDELIVERABLE_UNKNOWN")


@pytest.mark.parametrize("code", NOT_IN_THE_TABLE)
def test_a_code_that_reports_hold_and_the_table_does_not_is_undetermined(code):
    table = payer_table(Interpretation())
    assert is_code(code)
    assert table.payers[table.of(code)] == UNDETERMINED
    assert return_reasons().row(code) is None


def test_no_reason_is_another_thing_than_an_unlisted_one():
    assert payer_table(Interpretation()).of(None) == -1
    assert MISSING != UNDETERMINED


def test_not_compatible_may_be_two_rows_of_opposite_payers():
    table = return_reasons()
    codes = table.vocabulary["not compatible"]
    assert {"seller", "buyer"} == {table.row(code).payer for code in codes}


def test_no_code_names_two_rows():
    codes = [code for row in return_reasons().rows for code in row.codes]
    assert len(codes) == len(set(codes))
    assert len(return_reasons().index) == len({*codes, *(code.removeprefix("CR-") for code in codes)})


def test_the_six_free_categories_and_their_spellings():
    categories = return_reasons().categories
    assert {"apparel", "jewellery", "loose stones", "shoes", "watches", "baby"} == set(categories.values())
    assert (categories["jewelry"], categories["watch"], categories["footwear"]) == ("jewellery", "watches", "shoes")


@pytest.mark.parametrize("text", ["defective", "CR", "CR-", "-CR", "Cr-Defective", "CR-DEFECTIVE!"])
def test_a_word_is_not_a_code(text):
    assert not is_code(text)
