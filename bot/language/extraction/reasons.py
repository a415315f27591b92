"""The return reason that a text gives, and the family of the item where that decides who pays the label."""

from collections.abc import Iterator

from bot.language.extraction.finding import Finding, asked
from bot.language.extraction.marks import Mark, Scan
from bot.language.extraction.table import reasons
from bot.language.grammar.slip import Slip
from rules.sfp.reasons import is_code, return_reasons


class Reasons:
    """The reasons of one text. `taken` are the places that a named reason stands at."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self.taken: set[int] = set()

    def findings(self) -> list[Finding]:
        """Every reason; one behind the word `reason` silences those that nothing names."""
        named = [*self._codes(), *self._named()]
        loose = list(self._loose())
        if any(one.is_certain for one in named):
            told = {str(one.options) for one in named}
            others = [one for one in loose if not one.is_denied and str(one.options) not in told]
            return named + [Finding("reason", one.text, (), Slip("message.other_reason", one.text)) for one in others]
        return named + loose

    def _codes(self) -> Iterator[Finding]:
        for place in self._scan.of_kind("code"):
            text = self._scan.written(place, place + 1)
            if is_code(text) or return_reasons().row(text):
                self.taken.add(place)
                yield Finding("reason", text, ({"reason": return_reasons().code_of(text)},), None, place, place + 1)

    def _named(self) -> Iterator[Finding]:
        for mark in self._scan.meaning("argument"):
            if mark.means("argument", "reason") and (found := self._behind(mark) or self._unknown(mark)):
                yield found

    def _behind(self, mark: Mark) -> Finding | None:
        """The reason whose words stand behind the word `reason`, within its clause or the next one."""
        place = mark.end
        while place < len(self._scan.items) and place < mark.end + 3:
            length, meanings = reasons().longest(self._scan.items, place)
            if length:
                codes = meanings["reason"]
                return self._of(place, place + length, codes)
            place += 1
        return None

    def _unknown(self, mark: Mark) -> Finding | None:
        """Words behind the word `reason` that are no reason of the table."""
        after = self._scan.items[mark.end : mark.end + 1]
        if not after or after[0].kind != "word" or self._scan.cut.text[self._scan.items[mark.end - 1].end] not in ":=":
            return None
        stop = min(self._scan.clause(mark.end).stop, mark.end + 6)
        text = self._scan.written(mark.end, stop)
        return Finding("reason", text, (), Slip("message.other_reason", text), mark.end, mark.end)

    def _of(self, start: int, end: int, codes: tuple[str, ...]) -> Finding:
        text = self._scan.written(start, end)
        self.taken.update(range(start, end))
        options = tuple({"reason": code} for code in codes)
        if len(options) > 1:
            return Finding("reason", text, options, Slip("message.which_reason", text), start, end)
        return Finding("reason", text, options, None, start, end)

    def _loose(self) -> Iterator[Finding]:
        for mark in self._scan.meaning("reason"):
            codes = mark.names("reason")
            if not codes or mark.start in self.taken or mark.means("condition") or mark.means("argument"):
                continue
            text = self._scan.written(mark.start, mark.end)
            if self._scan.denied(mark.start, mark.end):
                yield Finding("reason", text, ({},), Slip("message.denied", text), mark.start, mark.end)
            else:
                yield self._of(mark.start, mark.end, codes)

    def _is_a_part(self, mark: Mark) -> bool:
        """Whether a word for a family is rather a part of the item that is not there: `no bracelet`."""
        return mark.means("mark", "accessory") and self._scan.clause_means(mark.start, "mark", "lacking", "missing")

    def _unknown_families(self) -> Iterator[Finding]:
        """Words behind `category` that are in no family, which are named as not used."""
        for mark in self._scan.meaning("argument"):
            after = self._scan.items[mark.end : mark.end + 1]
            if not mark.means("argument", "category") or not after or after[0].kind != "word":
                continue
            if after[0].clause == self._scan.items[mark.start].clause and not self._is_family(mark.end):
                text = self._scan.written(mark.end, mark.end + 1)
                yield Finding("category", text, (), None, mark.end, mark.end + 1)

    def _is_family(self, place: int) -> bool:
        mark = self._scan.at[place]
        return mark is not None and mark.means("category")

    def categories(self) -> Iterator[Finding]:
        """The families of the six that the text names."""
        yield from self._unknown_families()
        for mark in self._scan.meaning("category"):
            if names := mark.names("category"):
                text = self._scan.written(mark.start, mark.end)
                if self._scan.denied(mark.start, mark.end) or self._is_a_part(mark):
                    continue
                if len(names) > 1:
                    yield asked("category", text, *({"category": name} for name in names))
                yield Finding("category", text, ({"category": names[0]},), None, mark.start, mark.end)
