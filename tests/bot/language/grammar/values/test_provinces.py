import pytest

from bot.language.grammar.slip import Slip, Unread
from bot.language.grammar.values.provinces import (
    country_names,
    looks_like_postal,
    read_country,
    read_postal,
    show_postal,
)


@pytest.mark.parametrize(
    ("text", "code"),
    {"K1A 0B1": "K1A0B1", "k1a0b1": "K1A0B1", "K1A-0B1": "K1A0B1", "X0A": "X0A", "y1a": "Y1A"}.items(),
)
def test_postal_codes(text, code):
    assert code == read_postal(text)
    assert looks_like_postal(text)
    assert code == read_postal(show_postal(code))


@pytest.mark.parametrize(
    ("text", "letter"), {"D1A 0B1": "D", "W1A 0B1": "W", "K1Z 0O1": "O", "K1A 0U1": "U", "Z1A": "Z"}.items()
)
def test_letters_that_no_postal_code_has(text, letter):
    with pytest.raises(Slip) as slip:
        read_postal(text)
    assert ("slip.postal_letter", letter) == (slip.value.key, slip.value.values["letter"])


def test_w_and_z_may_come_later():
    assert read_postal("K1W 0Z1") == "K1W0Z1"


@pytest.mark.parametrize("text", ["K1A OB1", "KIA 0BI", "k1aob1"])
def test_letters_typed_for_digits(text):
    with pytest.raises(Slip) as slip:
        read_postal(text)
    assert (slip.value.key, slip.value.suggestion) == ("slip.postal_digit", "K1A 0B1")
    assert looks_like_postal(text)


@pytest.mark.parametrize("text", ["", "90210", "K1A 0B", "K1A  0B1", "KA1 0B1", "TOY BIO"])
def test_anything_else_is_no_postal_code(text):
    with pytest.raises(Unread):
        read_postal(text)
    assert not looks_like_postal(text)


@pytest.mark.parametrize(
    ("text", "code"),
    {
        "US": "US",
        "usa": "US",
        "United States": "US",
        "united-states": "US",
        "uk": "GB",
        "Côte": None,
        "Curaçao": "CW",
        "Hong Kong": "HK",
        "hongkong": "HK",
        "Trinidad & Tobago": None,
        "Korea": None,
        "": None,
    }.items(),
)
def test_countries_by_name_or_code(text, code):
    if code is None:
        with pytest.raises(Unread):
            read_country(text)
    else:
        assert code == read_country(text)


def test_every_country_is_known_by_its_name():
    assert all(len(read_country(name)) == 2 for name in country_names())
