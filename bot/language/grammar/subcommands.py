"""What a line asks to be done, where one command can do several things: `mute` in `mute 2d`, wherever it stands."""

from collections.abc import Collection
from itertools import pairwise
from typing import NamedTuple

from bot.language.grammar.fold import fold
from bot.language.grammar.normalise import normalise
from bot.language.grammar.parse import LONGEST_TEXT
from bot.language.grammar.similarity import nearest
from bot.language.grammar.slip import Slip
from bot.language.grammar.tokens import Word, cut

OFF = "off"
"""An act of its own, and what ends another one: `mute off`."""


class Asked(NamedTuple):
    """The act that a line names, and the rest of the line; no act where it names none."""

    act: str
    rest: str


def asked(text: str, acts: Collection[str], ended: Collection[str]) -> Asked:
    """The act of a line; `ended` are those that may be followed by `off`.

    `owner=@U1` and `owner @U1` are the same. Raises Slip for two acts in one line.
    """
    if len(text) > LONGEST_TEXT:
        raise Slip("slip.too_long", limit=LONGEST_TEXT)
    line = normalise(text)
    found = [(act, word) for word in cut(line) if (act := _act(word)) in acts]
    if any(act in ended for act, _ in found):
        found = [(act, word) for act, word in found if act != OFF]
    if not found:
        return Asked("", line)
    if len(found) > 1:
        pieces = _pieces(line, [at for _, at in found])
        raise Slip("slip.two_acts", acts=tuple(act for act, _ in found), choices=pieces)
    act, word = found[0]
    _, _, value = word.text.partition("=")
    return Asked(act, " ".join(f"{line[: word.start]} {value} {line[word.end :]}".split()))


def strange(line: str, acts: Collection[str], otherwise: str) -> Slip:
    """For a line that names no act: the one that its first word is near to, or else `otherwise` put before it."""
    first, _, rest = line.partition(" ")
    near = nearest(first, acts)
    suggestion = f"{near[1]} {rest}" if near else f"{otherwise} {line}"
    return Slip("slip.no_act", line, acts=tuple(acts), suggestion=suggestion.strip())


def _act(word: Word) -> str:
    return "" if word.is_quoted else fold(word.text.partition("=")[0])


def _pieces(line: str, words: list[Word]) -> tuple[str, ...]:
    """The line in as many pieces as it has acts, each from its act on; what comes first goes with the first."""
    starts = [0, *(word.start for word in words[1:]), len(line)]
    pieces = (line[start:end].strip() for start, end in pairwise(starts))
    return tuple(dict.fromkeys(pieces))
