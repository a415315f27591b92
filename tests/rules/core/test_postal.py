import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.core.postal import NORTHERN, REGIONS, is_postal_code, region_of

REGION = {
    "K1A 0B1": "urban",
    "k1a0b1": "urban",
    "M5V": "urban",
    "A0A": "rural",
    "A0A 1A0": "rural",
    "X1A": "northern",
    "Y1A 1A1": "northern",
    "X0A": "northern",
    "y0b": "northern",
}


@pytest.mark.parametrize(("code", "region"), REGION.items())
def test_the_north_goes_before_the_country(code, region):
    assert is_postal_code(code)
    assert region == REGIONS[region_of(code)]


@pytest.mark.parametrize(
    "text", ["D1A", "W1A", "Z1A", "K1D", "K1A 0O1", "K1A-0B1", "K1A0B", "K1", "", "K1A  0B1", "90210", "K1A 0B1 "]
)
def test_what_canada_post_never_writes_is_no_code(text):
    assert not is_postal_code(text)


codes = st.from_regex(r"[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]", fullmatch=True).filter(is_postal_code)


@given(codes)
def test_a_whole_code_lies_where_its_first_three_characters_do(code):
    assert region_of(code) == region_of(code[:3]) == region_of(code.lower())


@given(codes)
def test_only_x_and_y_are_northern_and_only_a_zero_elsewhere_is_rural(code):
    assert (region_of(code) == NORTHERN) == (code[0] in "XY")
    assert (REGIONS[region_of(code)] == "rural") == (code[0] not in "XY" and code[1] == "0")
