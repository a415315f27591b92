"""How a line opens that somebody wrote in a message: with a command, with the last word of one, or with neither."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from bot.language.grammar.fold import fold
from bot.language.grammar.normalise import normalise
from bot.language.grammar.similarity import nearest

MENTION = "@Headroom"
"""What a message begins with that is for Headroom, and the command of a line that came in one."""

_CALLED = re.compile(rf"{MENTION}\b", re.IGNORECASE)
_WRAPS = "`*_~\"'"
_STRAY = f" {_WRAPS}>•·….,:;!-"
_BEHIND = re.compile("[ =:,;]+")
_EMOJI = re.compile(r":[a-z0-9_+'-]+:")
_THANKS = frozenset(
    (
        *(
            "thanks",
            "thank",
            "thx",
            "ty",
            "ok",
            "okay",
            "great",
            "perfect",
            "cheers",
            "nice",
            "awesome",
            "cool",
            "noted",
        ),
        *("merci", "super", "parfait", "dac", "daccord", "genial", "excellent", "compris"),
    )
)
_KIND = frozenset(
    (
        *(
            "hello",
            "hi",
            "hey",
            "there",
            "headroom",
            "good",
            "morning",
            "afternoon",
            "evening",
            "day",
            "you",
            "so",
            "very",
        ),
        *("much", "a", "lot", "many", "for", "your", "the", "help", "please", "again", "bye", "got", "it"),
        *(
            "bonjour",
            "bonsoir",
            "salut",
            "allo",
            "beaucoup",
            "bien",
            "bonne",
            "journee",
            "soiree",
            "pour",
            "ton",
            "aide",
        ),
        *("votre", "vous", "toi", "cest", "tres", "tout", "le", "monde"),
        *_THANKS,
    )
)
"""The words of thanks, and of all that asks nothing."""


_SENTENCE = range(3, 60)
"""How many words may be a question; of more nobody copies the line."""


class Opening(NamedTuple):
    """The first word of a line, and what follows it."""

    word: str
    rest: str


def bare(text: str) -> str:
    """A message as a line: without Slack's mark-up around it, the mention it begins with, and stray punctuation."""
    line = _unwrapped(normalise(text)).lstrip(_STRAY)
    return _unwrapped(_CALLED.sub("", line, count=1).lstrip(_STRAY) if _CALLED.match(line) else line)


def _unwrapped(line: str) -> str:
    mark = line[:1]
    inside = line.strip(mark) if mark and mark in _WRAPS else line
    around = (len(line) - len(inside)) // 2
    return inside.strip() if around and line == mark * around + inside + mark * around and mark not in inside else line


def opening(line: str) -> Opening:
    """The first word of a bare line, without punctuation behind it, and the rest: `refund:5` opens with `refund`."""
    word, *rest = _BEHIND.split(line, maxsplit=1)
    return Opening(word.rstrip(_STRAY + "?") or word, "".join(rest))


def is_greeting(line: str) -> bool:
    """Whether a bare line asks nothing: a greeting, thanks, an emoji, or nothing at all."""
    return _KIND.issuperset(_words(line))


def is_thanks(line: str) -> bool:
    """Whether a bare line thanks or agrees, and asks nothing."""
    return is_greeting(line) and not _THANKS.isdisjoint(_words(line))


def _words(line: str) -> list[str]:
    return fold(_EMOJI.sub(" ", line)).split()


def is_sentence(line: str) -> bool:
    """Whether a bare line may be a question in somebody's own words."""
    return len(line.split()) in _SENTENCE


def commands_meant(word: str, commands: Iterable[str]) -> tuple[str, ...]:
    """The commands that a word names: the one it is, or those whose last word it is."""
    name = "/" + word.lower().removeprefix("/")
    known = tuple(commands)
    return (name,) if name in known else tuple(each for each in known if _last(each) == name[1:])


def last_words(commands: Iterable[str]) -> tuple[str, ...]:
    """The last word of every command, each once."""
    return tuple(dict.fromkeys(map(_last, commands)))


def _last(command: str) -> str:
    return command.rpartition("-")[2]


def near_miss(line: str, commands: Iterable[str]) -> Opening | None:
    """What a bare line was perhaps to open with, and what follows; None where nothing is near.

    `sfp refund 129.99` was to open with `sfp-refund`, `refnd 129.99` with `refund`.
    """
    names = {fold(name): name for each in commands for name in (_last(each), each[1:])}
    words = line.split(" ")
    runs = [(" ".join(words[:several]), " ".join(words[several:])) for several in (2, 1)]
    found = [(*near, rest) for run, rest in runs if (near := nearest(run, names))]
    _, phrase, rest = max(found, default=(0, "", ""), key=lambda each: each[0])
    return Opening(names[phrase], rest) if phrase else None
