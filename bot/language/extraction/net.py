"""The net below the table of words: clauses that look like a fact about the item and that nothing has read.

A clause is caught where the policy search hears a condition, a lateness or a non-receipt in it, or where it says of
something that it is or is not some way in words that nobody knows.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from bot.language.extraction.finding import Finding, asked
from bot.language.extraction.items import Item
from bot.language.extraction.marks import Scan
from bot.language.grammar.slip import Slip
from rules.search.vocabulary import read, vocabulary

IDEAS = {
    "damaged": "condition",
    "used": "condition",
    "missing": "condition",
    "opened": "condition",
    "software": "condition",
    "notreceived": "not-received",
}
"""Ideas of the policy search that may change a refund, and what they are asked as."""

STRANGERS = 2
"""Unknown words in a clause from which on it is asked about, though something in it is read."""

LONGEST_CLAUSE = 60
"""Words of a clause that are looked through."""

LONGEST_TEXT = 4_000
"""Characters of the longest text that the net is put below."""

_SAYING = frozenset(
    (
        *(
            "is",
            "are",
            "was",
            "were",
            "isnt",
            "arent",
            "wasnt",
            "has",
            "had",
        ),
        *(
            "have",
            "looks",
            "feels",
            "got",
            "came",
            "been",
            "est",
            "sont",
            "etait",
        ),
        *(
            "etaient",
            "avait",
            "avaient",
            "ont",
            "revenu",
            "revenue",
            "revenus",
            "with",
            "avec",
        ),
    )
)
"""Verbs by which something is said of an item."""


def caught(scan: Scan, findings: Iterable[Finding]) -> Iterator[Finding]:
    """A question for each clause that the findings leave unread and that may tell a condition."""
    if len(scan.cut.text) > LONGEST_TEXT or not scan.items:
        return
    used = {place for one in findings for place in range(one.start, one.end)}
    read_clauses = {scan.items[one.start].clause for one in findings if one.end > one.start}
    place = 0
    while place < len(scan.items):
        clause = scan.clause(place)
        place = clause.stop
        is_read = scan.items[clause.start].clause in read_clauses
        if is_read and _strangers(scan, clause, used) < STRANGERS:
            continue
        if found := _caught(scan, clause):
            yield found


def _strangers(scan: Scan, clause: range, used: set[int]) -> int:
    """How many words of a clause that is read in part are neither known nor everyday words, after `with` or a verb."""
    words = [place for place in clause if place not in used and scan.items[place].kind == "word"]
    said = {scan.items[place].said for place in words}
    if not said & _SAYING:
        return 0
    return sum(scan.at[place] is None and scan.items[place].said not in ordinary() for place in words)


def _caught(scan: Scan, clause: range) -> Finding | None:
    words = [scan.items[place] for place in clause if scan.items[place].kind == "word"]
    said = {word.said for word in words}
    denies = any(mark.means("mark", "denial") for mark in scan.marks_in(clause))
    if (
        len(words) < 2
        or not (denies or said & _SAYING or _is_participle(scan, words))
        or _is_of_something_else(scan, clause.start)
    ):
        return None
    text = scan.written(clause.start, clause.stop)
    heard = read(" ".join(text.split()[:LONGEST_CLAUSE]))
    name = next((IDEAS[idea] for idea in heard.ideas if idea in IDEAS), None)
    unknown = [word for word in heard.unknown if len(word) > 2 and not _is_known(scan, clause, word)]
    if name is None and not unknown and not (denies and said & _ITEMS):
        return None
    option = {"not-received": True} if name == "not-received" else {"not-original": True}
    why = Slip("message.unclear", text)
    return asked(name or "condition", text, option, why=why, start=clause.start, end=clause.stop)


_ITEMS = frozenset(("item", "unit", "product", "article", "produit", "thing"))


def _is_participle(scan: Scan, words: Iterable[Item]) -> bool:
    """Whether a word is unknown and has the ending of something that was done to the item."""
    text = scan.cut.text
    return any(
        text[word.start : word.end].lower().endswith(_PARTICIPLES) and word.said not in ordinary() for word in words
    )


_PARTICIPLES = ("é", "ée", "és", "ées", "ed")


def _is_of_something_else(scan: Scan, place: int) -> bool:
    """Whether the clause tells of messages, labels or dates of something else, or asks something."""
    asks = scan.items[place].clause in scan.cut.asks
    if scan.clause_means(place, "mark", "listing", "used-otherwise"):
        return True
    return asks or scan.clause_means(place, "argument", "other-date", "other-amount", "ignored", "order", "label")


def _is_known(scan: Scan, clause: range, word: str) -> bool:
    """Whether the table knows a word that the policy search does not."""
    return any(scan.items[place].said == word and scan.at[place] is not None for place in clause)


@cache
def ordinary() -> frozenset[str]:
    """Words of everyday speech and of the trade, which tell nothing of an item's state."""
    phrases = vocabulary().phrases
    return frozenset(words[0] for words, idea in phrases.items() if len(words) == 1 and idea not in IDEAS)
