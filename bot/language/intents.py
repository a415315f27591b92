"""What somebody asks in a message without naming a command: the line that answers it.

The words are in `intents.toml`. A message has an intent only where every one of its words belongs to it, so that a
question about the terms, which has further words, is never taken for one.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from bot.language.grammar.fold import fold
from bot.language.grammar.normalise import normalise
from bot.language.grammar.values.dates import looks_like_date
from bot.language.grammar.values.identifiers import looks_like_asin, looks_like_order
from bot.language.grammar.values.numbers import looks_like_percent
from bot.language.grammar.values.provinces import looks_like_postal

WORDS: Final = Path(__file__).with_name("intents.toml")

LONGEST_MESSAGE: Final = 30
"""Words of a message that may have an intent; a longer one tells more than that."""

LONGEST_PHRASE: Final = 8
"""Words of the longest phrase of an idea."""

_LENGTH = re.compile(
    r"(\d{1,4}|an?|une?) ?(?:(h|hrs?|hours?|heures?)|(d|days?|j|jours?)|w|wks?|weeks?|sem|semaines?)", re.IGNORECASE
)
_COUNT = re.compile(r"\d{1,3}(?:[ ,]\d{3})+|\d{1,7}")
_COUNTED = {
    "orders_count": frozenset(("orders", "order", "commandes", "commande")),
    "defects_count": frozenset(("defects", "defect", "more", "claims", "défauts", "défaut", "defauts", "defaut")),
}
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_GAP = re.compile(r"\{([\w-]+)\}")
_ENDS = ",;.!?:()\"'"


class Intent(NamedTuple):
    """A line to answer with, and what a message must and may have for it; `is_offer` is done once somebody says so."""

    line: str
    asks: tuple[frozenset[str], ...]
    may: frozenset[str]
    is_offer: bool


class Meant(NamedTuple):
    """The line that a message amounts to."""

    line: str
    is_offer: bool


def intent_of(message: str) -> Meant | None:
    """The line that answers a message of any text; None where it has no intent that is known."""
    words = [word.strip(_ENDS) for word in _HYPHEN.sub(" ", normalise(message)).split()]
    parts = _parts(words) if 0 < len(words) <= LONGEST_MESSAGE else None
    if parts is None:
        return None
    values = {name: text or name for name, text in parts}
    ideas = frozenset(name for name, _ in parts)
    intent = next((each for each in _vocabulary().intents if _fits(each, ideas)), None)
    return Meant(_line(intent.line, values), intent.is_offer) if intent else None


def _fits(intent: Intent, ideas: frozenset[str]) -> bool:
    named = frozenset(_GAP.findall(intent.line))
    return any(required <= ideas and ideas <= required | intent.may | named for required in intent.asks)


def _line(template: str, values: Mapping[str, str]) -> str:
    """The line with its values; what stands in brackets is left out where its value is missing."""
    given = _OPTIONAL.sub(lambda part: part[1] if _needs(part[1]) <= values.keys() else "", template)
    return _GAP.sub(lambda gap: values[gap[1]], given)


def _needs(part: str) -> set[str]:
    return set(_GAP.findall(part))


def _parts(words: Sequence[str]) -> list[tuple[str, str]] | None:
    """The ideas and values of a message, a value with its text; None where a word is neither, nor filler."""
    parts, at = list[tuple[str, str]](), 0
    while at < len(words):
        name, text, end = _next(words, at)
        if end == at:
            return None
        if name:
            parts.append((name, text))
        at = end
    return parts


def _next(words: Sequence[str], at: int) -> tuple[str, str, int]:
    """What begins at a word: its name, the text of a value, and where it ends; it ends at once where nothing does."""
    vocabulary = _vocabulary()
    phrases = [(fold(" ".join(words[at:end])), end) for end in range(min(len(words), at + LONGEST_PHRASE), at, -1)]
    for phrase, end in phrases:
        if phrase in vocabulary.ideas:
            return vocabulary.ideas[phrase], "", end
    for value in _values_at(words, at):
        return value
    return "", "", next((end for phrase, end in phrases if not phrase or phrase in vocabulary.filler), at)


def _values_at(words: Sequence[str], at: int) -> Iterator[tuple[str, str, int]]:
    """The values that begin at a word, the longest first."""
    for end in range(min(len(words), at + 3), at, -1):
        text = " ".join(words[at:end])
        for name, looks_like in _SHAPES.items():
            if looks_like(text):
                yield name, _typed(name, text), end
        if end < len(words) and _COUNT.fullmatch(text.lstrip("+")):
            for name, nouns in _COUNTED.items():
                if words[end].lower() in nouns:
                    yield name, re.sub("[ ,+]", "", text), _after(words, end, nouns)


def _after(words: Sequence[str], at: int, nouns: frozenset[str]) -> int:
    """Where the nouns end that begin there: `2 more defects`."""
    while at < len(words) and words[at].lower() in nouns:
        at += 1
    return at


def _is_length(text: str) -> bool:
    return _LENGTH.fullmatch(text) is not None


_SHAPES: Mapping[str, Callable[[str], bool]] = {
    "order": looks_like_order,
    "asin": looks_like_asin,
    "postal": looks_like_postal,
    "percent": looks_like_percent,
    "length": _is_length,
    "date": looks_like_date,
}
"""How a value is known, by its name in the lines."""


def _typed(name: str, text: str) -> str:
    """The value as a line has it."""
    if name == "length" and (match := _LENGTH.fullmatch(text)):
        unit = "h" if match[2] else "d" if match[3] else "w"
        return f"{match[1] if match[1].isdigit() else 1}{unit}"
    return f'"{text}"' if name == "date" and " " in text else text


class Vocabulary(NamedTuple):
    """The phrases of every idea, the filler, and the intents in their order."""

    ideas: Mapping[str, str]
    filler: frozenset[str]
    intents: tuple[Intent, ...]


@cache
def _vocabulary() -> Vocabulary:
    table = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    ideas = {fold(phrase): name for name, phrases in table["idea"].items() for phrase in phrases}
    filler = frozenset(fold(phrase) for phrases in table["filler"].values() for phrase in phrases)
    return Vocabulary(ideas, filler - ideas.keys(), tuple(_intent(row) for row in table["intent"]))


def _intent(row: Mapping[str, object]) -> Intent:
    asks = tuple(frozenset(str(ideas).split()) for ideas in _listed(row, "asks"))
    return Intent(str(row["line"]), asks, frozenset(_listed(row, "may")), bool(row.get("offer")))


def _listed(row: Mapping[str, object], name: str) -> list[str]:
    several = row.get(name, [])
    return [str(each) for each in several] if isinstance(several, list) else []
