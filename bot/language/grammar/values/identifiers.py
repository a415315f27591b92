"""Things that Amazon and Slack number: products, orders, people."""

import re

from bot.language.grammar.fold import fold
from bot.language.grammar.slip import Slip, Unread

_ASIN = re.compile(r"B0[A-Z0-9]{4,14}")
_ORDER = re.compile(r"([0-9]{2,4})-([0-9]{5,9})-([0-9]{5,9})|[0-9]{17}")
_RMA = re.compile(r"[A-Za-z0-9]{4,20}RRMA", re.IGNORECASE)
_ANY_RMA = re.compile(r"\S.{0,119}")
_USER = re.compile(r"@([UW][A-Z0-9]{2,20})")
_USER_OR_GROUP = re.compile(r"@([UWS][A-Z0-9]{2,20})")
_CHANNEL = re.compile(r"#([CG][A-Z0-9]{2,20})")
_EVERYONE = frozenset(("@channel", "@here", "@everyone"))

_ANSWERS = {
    **dict.fromkeys(("yes", "y", "oui", "true", "vrai", "on"), True),
    **dict.fromkeys(("no", "n", "non", "false", "faux", "off"), False),
}


def looks_like_asin(text: str) -> bool:
    """Whether `text` begins as an ASIN does and has a digit or more besides."""
    return bool(_ASIN.fullmatch(text.upper()))


def read_asin(text: str) -> str:
    """Amazon's number of a product in capitals: `B0` and eight letters or digits. Raises Slip."""
    asin = text.upper()
    if not _ASIN.fullmatch(asin):
        raise Unread("slip.expected.asin", text)
    if len(asin) != 10:
        raise Slip("slip.asin_length", text, count=len(asin))
    return asin


def looks_like_order(text: str) -> bool:
    """Whether `text` is three groups of digits as in an order number, or its digits run together."""
    return bool(_ORDER.fullmatch(text))


def read_order(text: str) -> str:
    """An Amazon order number, `123-1234567-1234567`. Raises Slip."""
    match = _ORDER.fullmatch(text)
    if match is None:
        raise Unread("slip.expected.order", text)
    if match[1] is None:
        raise Slip("slip.order_dashes", text, suggestion=f"{text[:3]}-{text[3:10]}-{text[10:]}")
    if [len(group) for group in match.groups()] != [3, 7, 7]:
        raise Slip("slip.order_digits", text)
    return text


def looks_like_rma(text: str) -> bool:
    """Whether `text` ends as Amazon's numbers of returns do."""
    return bool(_RMA.fullmatch(text))


def read_rma(text: str) -> str:
    """The number of a return, Amazon's or one's own, which may be any text of at most 120 characters. Raises Slip."""
    if not _ANY_RMA.fullmatch(text):
        raise Unread("slip.expected.rma", text)
    return text


def looks_like_user(text: str) -> bool:
    """Whether `text` is a mention of a person as Slack sends it."""
    return bool(_USER.fullmatch(text))


def read_user(text: str) -> str:
    """The Slack id of a mentioned person, such as `U123ABC`. Raises Slip."""
    match = _USER.fullmatch(text)
    if match is None:
        raise Unread("slip.expected.user", text)
    return match[1]


def read_user_or_group(text: str) -> str:
    """The Slack id of a mentioned person or user group, such as `U123ABC` or `S123ABC`. Raises Slip."""
    if text.lower() in _EVERYONE:
        raise Slip("slip.everyone", text)
    match = _USER_OR_GROUP.fullmatch(text)
    if match is None:
        raise Unread("slip.expected.user_or_group", text)
    return match[1]


def read_channel(text: str) -> str:
    """The Slack id of a mentioned channel, such as `C123ABC`. Raises Slip."""
    match = _CHANNEL.fullmatch(text)
    if match is None:
        raise Unread("slip.expected.channel", text)
    return match[1]


def read_yes_no(text: str) -> bool:
    """Yes or no, in English or French. Raises Slip."""
    answer = _ANSWERS.get(fold(text))
    if answer is None:
        raise Unread("slip.expected.yes_no", text)
    return answer


def show_yes_no(answer: bool) -> str:
    """`yes` or `no`."""
    return "yes" if answer else "no"
