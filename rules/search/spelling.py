"""How words are told apart in a text, without case, accents, endings and slips of typing."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

MISSPELT = range(6, 30)
"""The lengths of words that may be misspelt: shorter ones are too much alike, and longer ones are not words."""

_ELIDED = re.compile(r"\b(?:[cdjlmnst]'(?=[a-z])|qu'(?=[a-z])(?!est\b))")
_COUNTRY = re.compile(r"\bUS\b")
_ABROAD = re.compile(r"\bamazon\.(?!ca\b|com(?:\.mx)?\b(?!\.))(?:com?\.)?[a-z]{2}\b")
_BEFORE = re.compile(r"\bb4\b")
_WORD = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*|[%$]")
_PLURAL = re.compile(r"(?<=..)(?<![su])s$")
_ENDING = re.compile(r"(?<=....)(?:ements?|ations?|ing|ed|er|ez|ee|es|e)$")
_LAST_OF_ENDINGS = frozenset("degnrstz")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1$")


def words(text: str) -> list[str]:
    """The words of a text without case, accents and elisions: `l'étiquette` is `etiquette`, `US` the country."""
    return _WORD.findall(_plain(text))


def words_of_all(phrases: Iterable[str]) -> list[tuple[str, ...]]:
    """The words of each phrase."""
    return [tuple(_WORD.findall(line)) for line in _plain("\n".join(phrases)).split("\n")]


def _plain(text: str) -> str:
    plain = _ABROAD.sub(" amazonabroad", _COUNTRY.sub("usa", text).casefold())
    if not plain.isascii():
        plain = "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))
    plain = _ELIDED.sub("", plain.replace("’", "'"))
    return _BEFORE.sub("before", plain.replace("w/o", "without"))


@lru_cache(16_384)  # a word is looked up in phrases of every length
def stem(word: str) -> str:
    """A word without its endings: `refunds`, `refunded` and `refunding` are all `refund`."""
    if word[-1] == "s":
        word = _PLURAL.sub("", word)
    if word[-1] in _LAST_OF_ENDINGS:  # most words have none: the whole table is stemmed before the first answer
        word = _ENDING.sub("", word)
    return _DOUBLED.sub(r"\1", word) if word[-1:] == word[-2:-1] else word


def rests(word: str) -> tuple[str, str]:
    """What of a word that may be misspelt one slip leaves as it is: its beginning, or its first letter and its end."""
    return f"{word[:3]}-", f"{word[0]}-{word[-2:]}"


def is_a_slip(typed: str, known: str) -> bool:
    """Whether one letter but the first was changed, left out or added, or two were swapped."""
    if abs(len(typed) - len(known)) > 1 or max(len(typed), len(known)) not in MISSPELT:
        return False
    at = next((at for at, (one, other) in enumerate(zip(typed, known, strict=False)) if one != other), -1)
    if at < 0:
        return len(typed) != len(known)
    one, other = typed[at:], known[at:]
    swapped = one[:2] == other[1::-1] and one[2:] == other[2:]
    return at > 0 and (one[1:] == other[1:] or one[1:] == other or one == other[1:] or swapped)
