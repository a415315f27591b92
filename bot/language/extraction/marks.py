"""A text with its meanings found: which of its words the table knows, and what stands beside a place."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from bot.language.extraction.items import Item, Items, cut
from bot.language.extraction.table import Meanings, Phrases, prose
from rules.core.value import value


@value
class Mark:
    """A phrase of the table: the items from `start` to before `end`, and what they mean."""

    start: int
    end: int
    meanings: Meanings

    def names(self, kind: str) -> tuple[str, ...]:
        """The names of that kind that the phrase has."""
        return self.meanings.get(kind, ())

    def means(self, kind: str, *names: str) -> bool:
        """Whether the phrase has a meaning of that kind, of these names if any are given."""
        known = self.meanings.get(kind)
        if known is None:
            return False
        if not names:
            return True
        return any(name in known for name in names)


LONGEST_CORRECTION = 10
"""Items between a value and the one that corrects it."""

LONGEST_LIST = 5
"""Conditions in a row that one denial reaches over."""


class Scan:
    """The items of a text, the marks among them in order, and for each item its mark."""

    def __init__(self, cut_up: Items, phrases: Phrases) -> None:
        self.cut = cut_up
        self.items: Sequence[Item] = cut_up.items
        self.at: list[Mark | None] = [None] * len(self.items)
        self.marks: list[Mark] = []
        self._find(phrases)

    def _find(self, phrases: Phrases) -> None:
        place, items = 0, self.items
        while place < len(items):
            length, meanings = phrases.longest(items, place) if items[place].kind == "word" else (0, {})
            if length:
                mark = Mark(place, place + length, meanings)
                self.marks.append(mark)
                self.at[place : place + length] = [mark] * length
            place += length or 1

    def clause(self, place: int) -> range:
        """The places of the clause that a place stands in."""
        bounds = self._bounds
        return bounds[self.items[place].clause]

    @cached_property
    def _bounds(self) -> dict[int, range]:
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        for place, item in enumerate(self.items):
            starts.setdefault(item.clause, place)
            ends[item.clause] = place + 1
        return {clause: range(start, ends[clause]) for clause, start in starts.items()}

    def marks_in(self, places: range) -> Iterator[Mark]:
        """The marks among those places, in order."""
        place = places.start
        while place < places.stop:
            mark = self.at[place]
            if mark:
                yield mark
            place = mark.end if mark else place + 1

    def clause_means(self, place: int, kind: str, *names: str) -> bool:
        """Whether something in the clause of a place has a meaning of that kind and one of those names."""
        meanings = self._meanings.get(self.items[place].clause)
        known = meanings.get(kind) if meanings else None
        return known is not None and not known.isdisjoint(names)

    def meaning(self, kind: str) -> Sequence[Mark]:
        """The marks that have a meaning of that kind, in order."""
        return self._by_kind.get(kind, ())

    def of_kind(self, *kinds: str) -> list[int]:
        """The places of items of those kinds, in order."""
        return sorted([place for kind in kinds for place in self._places.get(kind, ())])

    @cached_property
    def _by_kind(self) -> dict[str, list[Mark]]:
        marks: dict[str, list[Mark]] = {}
        for mark in self.marks:
            for kind in mark.meanings:
                marks.setdefault(kind, []).append(mark)
        return marks

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, item in enumerate(self.items):
            places.setdefault(item.kind, []).append(place)
        return places

    def before(self, place: int, reach: int) -> Iterator[Mark]:
        """The marks up to so many items before a place in its clause, the nearest first."""
        first = max(self.clause(place).start, place - reach)
        at = place - 1
        while at >= first:
            mark = self.at[at]
            if mark:
                yield mark
            at = mark.start - 1 if mark else at - 1

    def after(self, place: int, reach: int) -> Iterator[Mark]:
        """The marks within so many items from a place on, the nearest first; `place` follows what they stand after."""
        if place >= len(self.items) or place == 0 or self.items[place].clause != self.items[place - 1].clause:
            return
        yield from self.marks_in(range(place, min(self.clause(place).stop, place + reach)))

    def written(self, start: int, end: int) -> str:
        """What is written at those places."""
        return self.cut.written(start, end)

    def with_denial(self, start: int, end: int) -> str:
        """What is written there, from the denial before it on."""
        return self.written(
            next((mark.start for mark in self.before(start, 4) if mark.means("mark", "denial")), start), end
        )

    def denied(self, start: int, end: int) -> bool:
        """Whether a denial stands close before those places, or ends their clause right after them."""
        if not self.clause_means(start, "mark", "denial"):
            return False
        return self._denied_before(start) or self._denied_behind(start, end)

    def _denied_before(self, start: int) -> bool:
        """Also through a list: in `no cracks or dents` both are denied."""
        place = start
        for _ in range(LONGEST_LIST):
            near = next(
                (mark for mark in self.before(place, 4) if mark.means("mark", "denial") or not self._is_passed(mark)),
                None,
            )
            if near is None:
                return False
            if near.means("mark", "denial"):
                return ":" not in self.cut.text[self.items[near.end - 1].end : self.items[start].start]
            if not (near.means("condition") or near.means("unclear")) or not self._joined(near, place):
                return False
            place = near.start
        return False

    def _is_passed(self, mark: Mark) -> bool:
        """Whether a denial reaches over a mark."""
        joins = mark.end == mark.start + 1 and self.items[mark.start].said in _JOINING
        return joins or mark.means("mark", "filler") or mark.means("mark", "about")

    def _denied_behind(self, start: int, end: int) -> bool:
        following = next(self.after(end, 1), None)
        if following is None or not following.means("mark", "denial"):
            return False
        stop = self.clause(start).stop
        rest = self.at[following.end] if following.end < stop else None
        return following.end == stop or bool(rest and rest.means("condition"))

    def _joined(self, mark: Mark, start: int) -> bool:
        """Whether nothing but `or`, `nor`, `and` stands between a mark and a place."""
        return start - mark.end <= 2 and all(
            item.said in _JOINING or self.at[place] is None
            for place, item in enumerate(self.items[mark.end : start], mark.end)
        )

    def doubted(self, start: int, *, claims_too: bool = True) -> bool:
        """Whether the clause of a place leaves open what it says."""
        clause = self.items[start].clause
        if clause in self.cut.asks and not self.clause_means(start, "mark", "asking"):
            return True
        doubts = self._doubts.get(clause, (False, False))
        return doubts[0] if claims_too else doubts[1]

    def corrects(self, before: int, place: int) -> bool:
        """Whether a value takes the place of one before it: `Nov 19, sorry, Nov 20`."""
        between = range(before + 1, place)
        return len(between) <= LONGEST_CORRECTION and any(
            mark.means("mark", "correction") for mark in self.marks_in(between)
        )

    def words(self, start: int) -> frozenset[str]:
        """The words of the clause of a place."""
        return self._words[self.items[start].clause]

    @cached_property
    def _words(self) -> dict[int, frozenset[str]]:
        words: dict[int, set[str]] = {}
        for item in self.items:
            words.setdefault(item.clause, set()).add(item.said)
        return {clause: frozenset(said) for clause, said in words.items()}

    @cached_property
    def _meanings(self) -> dict[int, dict[str, set[str]]]:
        meanings: dict[int, dict[str, set[str]]] = {}
        for mark in self.marks:
            of_clause = meanings.setdefault(self.items[mark.start].clause, {})
            for kind, names in mark.meanings.items():
                of_clause.setdefault(kind, set()).update(names)
        return meanings

    @cached_property
    def _doubts(self) -> dict[int, tuple[bool, bool]]:
        """For each clause in which something is doubted: whether it is, and whether by more than somebody's claim."""
        doubts: dict[int, tuple[bool, bool]] = {}
        for mark in self.marks:
            if mark.means("mark", "doubt"):
                clause = self.items[mark.start].clause
                claimed = self.items[mark.start].said in _CLAIMS
                doubts[clause] = (True, doubts.get(clause, (False, False))[1] or not claimed)
        return doubts


_JOINING = frozenset(("or", "nor", "and", "ou", "ni", "et"))
_CLAIMS = frozenset(
    (
        "says",
        "said",
        "say",
        "claims",
        "claimed",
        "claiming",
        "dit",
        "disent",
        "pretend",
        "affirme",
        "reported",
        "reports",
        "according",
        "selon",
        "allegedly",
        "apparently",
        "told",
        "tells",
    )
)


def scan(text: str) -> Scan:
    """A readable text with its marks."""
    return Scan(cut(text), prose())
