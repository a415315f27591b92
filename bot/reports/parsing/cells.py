"""One cell of a report: a number, a word, a truth. Each reader takes the cell without blanks around it."""

import re
from collections.abc import Callable
from decimal import Decimal

from rules.core.columns import MILLION

Reader = Callable[[str], object]

LONGEST_TEXT = 1_000
LONGEST = 40
"""Characters of a number or a day."""

_ORDER_ID = re.compile(r"[0-9A-Z]{3}-[0-9]{7}-[0-9]{7}")
_ASIN = re.compile(r"[0-9A-Z]{10}")
_WHOLE = re.compile(r"([0-9]{1,9}|[1-9][0-9]{0,2}(?:[,\u00a0\u202f ][0-9]{3}){1,2})(?:\.0{1,6})?")
_NEGATIVE = re.compile(r".{0,6}[-−] ?[$0-9].*|\(.*[0-9].*\)|.*[0-9] ?-")
_RATE = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,8}))?( ?%)?")

YES = {"y", "yes", "true", "1", "oui"}
NO = {"n", "no", "false", "0", "non"}


class Bad(ValueError):
    """A cell that is not what its column holds; `key` names the sentence, `column` the field if it is another's."""

    def __init__(self, key: str, column: str | None = None, value: str | None = None) -> None:
        super().__init__(key)
        self.key, self.column, self.value = key, column, value


def words(longest: int = LONGEST_TEXT) -> Callable[[str], str]:
    """A reader of text of at most so many characters, on one line and without characters that nobody sees."""

    def read(cell: str) -> str:
        if len(cell) > longest:
            raise Bad("feeds.problem.too_long")
        return cell if cell.isprintable() else " ".join("".join(filter(_is_seen, cell)).split())

    return read


def _is_seen(character: str) -> bool:
    return character.isprintable() or character.isspace()


text = words()
code = words(120)


def order_id(cell: str) -> str:
    """An Amazon order id: `701-1234567-1234567`."""
    if _ORDER_ID.fullmatch(cell) is None:
        raise Bad("feeds.problem.not_an_order")
    return cell


def asin(cell: str) -> str:
    """An ASIN, in capitals."""
    code = cell.upper()
    if _ASIN.fullmatch(code) is None:
        raise Bad("feeds.problem.not_an_asin")
    return code


def whole(cell: str) -> int:
    """A count, zero or more."""
    if cell.isdigit() and cell.isascii() and len(cell) < 10:
        return int(cell)
    match = _WHOLE.fullmatch(cell)
    if match is None:
        raise Bad("feeds.problem.negative" if is_negative(cell) else "feeds.problem.not_whole")
    return int(re.sub("[^0-9]", "", match[1]))


def at_least_one(cell: str) -> int:
    """A count of things of which there is at least one."""
    count = whole(cell)
    if count == 0:
        raise Bad("feeds.problem.nothing")
    return count


def is_negative(cell: str) -> bool:
    """Whether a cell that is no number would be one without its minus sign, or its brackets."""
    return len(cell) <= LONGEST and _NEGATIVE.fullmatch(cell) is not None


def truth(cell: str) -> bool:
    """Y or N, true or false, yes or no."""
    word = cell.lower()
    if word not in YES and word not in NO:
        raise Bad("feeds.problem.not_a_truth")
    return word in YES


def lower(cell: str) -> str:
    """A word of a fixed list, written alike."""
    return code(cell).lower()


def currency(cell: str) -> str:
    """A currency by its three letters."""
    code = cell.upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise Bad("feeds.problem.not_a_currency")
    return code


def percent(cell: str) -> int:
    """A percentage, with or without its sign, in millionths: 0.74 and 0,74 % are 7_400."""
    millionths = _scaled(cell, 4)
    if millionths > MILLION:
        raise Bad("feeds.problem.over_hundred")
    return millionths


def stars(cell: str) -> int:
    """A rating of up to five stars, in millionths of one."""
    if cell.endswith("%"):
        raise Bad("feeds.problem.not_stars")
    millionths = _scaled(cell, 6)
    if not MILLION <= millionths <= 5 * MILLION:
        raise Bad("feeds.problem.not_stars")
    return millionths


def _scaled(cell: str, places: int) -> int:
    match = _RATE.fullmatch(cell)
    if match is None:
        raise Bad("feeds.problem.negative" if is_negative(cell) else "feeds.problem.not_a_number")
    decimals = (match[2] or "").rstrip("0")
    if len(decimals) > places:
        raise Bad("feeds.problem.too_fine")
    return int(Decimal(f"{match[1]}.{decimals or 0}").scaleb(places))
