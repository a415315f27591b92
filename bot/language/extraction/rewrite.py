"""A line typed in somebody's own words, rewritten as its command takes it by the phrases of `lines.toml`.

What comes of it is a proposal: only a line that its command reads is offered to anyone.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bot.language.extraction.text import plain, readable
from bot.language.grammar.fold import fold
from bot.language.grammar.grammar import Argument, Grammar, keyed
from bot.language.grammar.slip import Slip

LONGEST_PHRASE = 7
FIGURE = "#"

_WORD = re.compile(r'[^ ="]*="[^"]*"|"[^"]*"|[^ ]+')
_JOINED = re.compile(
    r"(?<=[0-9]) (%|usd\b|cad\b|\$ ?us\b|\$ ?ca\b|\$)|(?<=[0-9]) ?(?:percent|per cent|pour ?cent|pct)\b", re.IGNORECASE
)
_GROUPED = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?: ?[$]| ?usd| ?cad))", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<![0-9a-z])([0-9]{1,4}) ?k(?![a-z])", re.IGNORECASE)
_POINT = re.compile(r"[.,][0-9]")
_POSTAL = re.compile(r"(?<![a-z0-9])([a-z][0-9][a-z])-([0-9][a-z][0-9])(?![a-z0-9])", re.IGNORECASE)
_BARE_POINT = re.compile(r"(?<![0-9a-z])[.,](?=[0-9])", re.IGNORECASE)
_CLOCK = r"([0-9]{1,2})(?:[h:]([0-9]{2})|[h:])"
_SILENCE = re.compile(
    rf"(?<![a-z])(?:silence|sourdine|mute|quiet|calme)(?: hours)?(?: de| from| entre| between)? {_CLOCK} ?"
    rf"(?:à|a|to|-|until|et|and|jusqu'à) ?{_CLOCK}(?![0-9a-z])",
    re.IGNORECASE,
)
"""A silence from one time of the day to another."""

_ARTICLE = re.compile("^[ld]'(?=[a-z])")
_MARKS = ",;.!?()[]{}*_~`|•·"
_HAS_FIGURE = re.compile("[0-9]")
_FIGURE_KEY = re.compile(r"([a-z-]+)=(.*)")


def rewritten(command: str, grammars: Mapping[str, Grammar], typed: str, today: date) -> str:
    """The line that `typed` may stand for."""
    text = _BARE_POINT.sub("0.", _POSTAL.sub(r"\1\2", readable(typed)))
    text = _THOUSANDS.sub(r"\g<1>000", _GROUPED.sub("", _SILENCE.sub(_silence, text)))
    text = _JOINED.sub(lambda match: (match[1] or "%").replace(" ", ""), text)
    words = [word for match in _WORD.finditer(text) if (word := _stripped(match[0]))]
    said = _translated(phrases(command), words)
    lines = _with_keys(list(grammars.values()), said, today)
    return " ".join(word for word, after in zip(lines, [*lines[1:], ""], strict=False) if not _is_repeated(word, after))


def _silence(match: re.Match[str]) -> str:
    """The quiet hours of a match, as their command takes them."""
    start, end = (f"{int(match[at]):02}:{match[at + 1] or '00'}" for at in (1, 3))
    return f"quiet {start}-{end}"


def _is_repeated(word: str, after: str) -> bool:
    """Whether the next word says the same: `set set`, or `market market=ca`."""
    return word == after or after.startswith(f"{word}=")


def _stripped(word: str) -> str:
    if word.endswith('"'):
        return word
    return word.rstrip(_MARKS).lstrip(_MARKS if not _POINT.match(word) else "")


def has_phrases(command: str) -> bool:
    """Whether the table has phrases of a command."""
    return command in _table()


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "lines.toml").read_text("utf-8"))


@cache
def phrases(command: str) -> Mapping[tuple[str, ...], str]:
    """What each phrase stands for after that command; nothing for one that is passed over."""
    raw = _table()
    fillers = {_key(word): "" for words in raw["filler"].values() for word in words}
    own = {_key(phrase): said for words in raw.get(command, {}).values() for phrase, said in words.items()}
    return fillers | own


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(_folded(word) for word in phrase.split())


def _folded(word: str) -> str:
    """A word without accents; `#` for one with a figure, and `qty=#` for a key with one."""
    low = _ARTICLE.sub("", plain(word)).replace("-", " ").replace("'", "")
    if match := _FIGURE_KEY.fullmatch(plain(word)):
        return f"{match[1]}={FIGURE if _HAS_FIGURE.search(match[2]) or match[2] == FIGURE else match[2]}"
    return FIGURE if _HAS_FIGURE.search(low) or low == FIGURE else low


def _translated(known: Mapping[tuple[str, ...], str], words: Sequence[str]) -> list[str]:
    said: list[str] = []
    at = 0
    while at < len(words):
        length, text = _phrase(known, words[at : at + LONGEST_PHRASE])
        said += text.split() if '"' not in text else [text]
        at += length
    return said


def _phrase(known: Mapping[tuple[str, ...], str], words: Sequence[str]) -> tuple[int, str]:
    """The longest phrase that the words begin with; fillers may stand between its words."""
    folded = [_folded(word) for word in words]
    for length in range(len(words), 0, -1):
        parts = tuple(part for word in folded[:length] for part in word.split())
        bare = tuple(part for word in folded[:length] for part in word.split() if known.get((part,)) != "")
        for tried in (parts, bare if known.get((folded[0],)) != "" else ()):
            if tried and tried in known:
                return length, _filled(known[tried], words[:length])
    return 1, words[0]


def _filled(text: str, words: Sequence[str]) -> str:
    """The replacement with the word that has the figure in place of `#`."""
    figure = next((word for word in words if _HAS_FIGURE.search(word)), "")
    return text.replace(FIGURE, figure.rpartition("=")[2])


def _with_keys(grammars: Sequence[Grammar], words: Sequence[str], today: date) -> list[str]:
    """The words, with an equals sign between a name and the value that follows it."""
    said: list[str] = []
    at = 0
    while at < len(words):
        length, text = _named_value(grammars, words, at, today)
        said.append(text)
        at += length
    return said


def _named_value(grammars: Sequence[Grammar], words: Sequence[str], at: int, today: date) -> tuple[int, str]:
    for grammar in grammars:
        argument = grammar.keys.get(fold(words[at])) if "=" not in words[at] else None
        named = _value(argument, words, at + 1, today) if argument is not None and not argument.is_flag else None
        if found := named or _spoken(grammar, words, at):
            return found
    return 1, words[at]


def _value(argument: Argument, words: Sequence[str], at: int, today: date) -> tuple[int, str] | None:
    """The longest run of words that the argument reads, with its name."""
    for end in range(min(at + argument.kind.longest, len(words)), at, -1):
        text = " ".join(words[at:end])
        if "=" not in text and _is_read(argument, text, today):
            return end - at + 1, keyed(argument, text)
    return None


def _is_read(argument: Argument, text: str, today: date) -> bool:
    try:
        argument.kind.read(text, today)
    except Slip:
        return False
    return True


def _spoken(grammar: Grammar, words: Sequence[str], at: int) -> tuple[int, str] | None:
    """A country that is named without its key."""
    for argument in grammar.arguments:
        if argument.name != "country":
            continue
        known = argument.kind.phrases()
        for end in range(min(at + 4, len(words)), at, -1):
            text = " ".join(words[at:end])
            if fold(text) in known:
                return end - at, keyed(argument, text)
    return None
