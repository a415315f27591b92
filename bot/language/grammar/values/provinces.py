"""Canadian postal codes and the countries of the world."""

import re
from functools import cache

from bot.language.grammar.fold import fold
from bot.language.grammar.slip import Slip, Unread

_POSTAL = re.compile(r"([A-Z][0-9][A-Z])(?:[ -]?([0-9][A-Z][0-9]))?")
_MISTYPED = re.compile(r"([A-Z])([0-9OI])([A-Z])(?:[ -]?([0-9OI])([A-Z])([0-9OI]))?")
_ANY_DIGIT = re.compile("[0-9]")
_NEVER = frozenset("DFIOQU")
_NEVER_FIRST = _NEVER | frozenset("WZ")
_DIGITS = str.maketrans("OI", "01")
_CAPITAL = re.compile("(?<=[a-z])(?=[A-Z])")


def looks_like_postal(text: str) -> bool:
    """Whether `text` has the shape of a Canadian postal code, or of its first half.

    A whole code with the letters O and I for digits has it too.
    """
    code = text.upper()
    if _POSTAL.fullmatch(code):
        return True
    mistyped = _MISTYPED.fullmatch(code)
    return bool(mistyped and mistyped[4] and _ANY_DIGIT.search(code))


def read_postal(text: str) -> str:
    """A Canadian postal code, or its first three characters: capitals without a space. Raises Slip."""
    code = text.upper()
    match = _POSTAL.fullmatch(code)
    if match is None:
        raise _mistyped_postal(text, code)
    letters = re.sub("[^A-Z]", "", code)
    wrong = sorted(_NEVER & set(letters)) or sorted(_NEVER_FIRST & {letters[0]})
    if wrong:
        raise Slip("slip.postal_letter", text, letter=wrong[0])
    return "".join(match.groups(default=""))


def show_postal(code: str) -> str:
    """`K1A 0B1` for `K1A0B1`."""
    return f"{code[:3]} {code[3:]}".strip()


def read_country(text: str) -> str:
    """The two-letter ISO code of a country named in English or by its code. Raises Slip."""
    code = _countries().get(fold(text))
    if code is None:
        raise Unread("slip.expected.country", text)
    return code


def country_names() -> list[str]:
    """Every country's name, in lower case without accents."""
    return [name for name in _countries() if len(name) > 3]


@cache
def _countries() -> dict[str, str]:
    from holidays.registry import COUNTRIES

    codes: dict[str, str] = {}
    for name, (class_name, code, *others) in COUNTRIES.items():
        names = (name, _CAPITAL.sub(" ", class_name), code, *filter(str.isupper, others))
        codes.update(dict.fromkeys(map(fold, names), code))
    return codes


def _mistyped_postal(text: str, code: str) -> Slip:
    """The letters O and I stand where only a digit can: the one correction that is certain."""
    match = _MISTYPED.fullmatch(code)
    if match is None:
        return Unread("slip.expected.postal", text)
    parts = [part if place in (0, 2, 4) else part.translate(_DIGITS) for place, part in enumerate(match.groups(""))]
    return Slip("slip.postal_digit", text, suggestion=show_postal("".join(parts)))
