import pytest

from bot.language.grammar.slip import Slip
from bot.language.grammar.values.identifiers import (
    looks_like_asin,
    looks_like_order,
    looks_like_user,
    read_asin,
    read_channel,
    read_order,
    read_user,
    read_user_or_group,
    read_yes_no,
)


def key_of(reader, text):
    with pytest.raises(Slip) as slip:
        reader(text)
    return slip.value.key


def test_what_amazon_and_slack_number():
    assert read_asin("b0abcdef12") == "B0ABCDEF12"
    assert read_order("123-1234567-1234567") == "123-1234567-1234567"
    assert read_user("@U123ABC") == "U123ABC"
    assert read_user_or_group("@U123ABC") == "U123ABC"
    assert read_user_or_group("@S123ABC") == "S123ABC"
    assert read_channel("#C123ABC") == "C123ABC"


@pytest.mark.parametrize(
    ("looks_like", "text"),
    [(looks_like_asin, "b0abcdef12"), (looks_like_order, "123-1234567-1234567"), (looks_like_user, "@U123ABC")],
)
def test_known_by_their_shape(looks_like, text):
    assert looks_like(text)
    assert not looks_like("129.99")


@pytest.mark.parametrize(
    ("reader", "text", "key"),
    [
        (read_asin, "B0ABC1", "slip.asin_length"),
        (read_asin, "A0ABCDEF12", "slip.expected.asin"),
        (read_order, "123-123456-1234567", "slip.order_digits"),
        (read_order, "12312345671234567", "slip.order_dashes"),
        (read_order, "123", "slip.expected.order"),
        (read_user, "@bob", "slip.expected.user"),
        (read_user, "U123", "slip.expected.user"),
        (read_user, "@S123ABC", "slip.expected.user"),
        (read_user_or_group, "@team", "slip.expected.user_or_group"),
        (read_user_or_group, "@channel", "slip.everyone"),
        (read_user_or_group, "@HERE", "slip.everyone"),
        (read_channel, "#general", "slip.expected.channel"),
        (read_channel, "C123ABC", "slip.expected.channel"),
        (read_yes_no, "maybe", "slip.expected.yes_no"),
        (read_yes_no, "", "slip.expected.yes_no"),
    ],
)
def test_refused(reader, text, key):
    assert key == key_of(reader, text)


def test_order_digits_get_their_dashes():
    with pytest.raises(Slip) as slip:
        read_order("12312345671234567")
    assert slip.value.suggestion == "123-1234567-1234567"


@pytest.mark.parametrize("text", ["yes", "Oui", "true", "ON"])
def test_yes(text):
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", ["no", "NON", "false", "off"])
def test_no(text):
    assert read_yes_no(text) is False
