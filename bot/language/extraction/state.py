"""In which state an item came back, who caused that, and whether anything arrived at all."""

from collections.abc import Iterator

from bot.language.extraction.finding import Finding, asked
from bot.language.extraction.marks import Mark, Scan
from bot.language.grammar.slip import Slip

CONDITIONS = ("used", "damaged", "missing-parts", "not-original")
ON_ARRIVAL = {
    "damaged": "CR-DAMAGED_BY_CARRIER",
    "missing-parts": "CR-MISSING_PARTS",
}
"""The return reason that a state is which the item had when the buyer got it."""

REACH = 12
"""Items before and behind a condition among which a carrier is looked for."""

OURS = frozenset(
    (
        *("we", "us", "our", "refund", "return", "replacement", "payment", "label", "warehouse", "nous", "notre"),
        *("remboursement", "retour", "paiement", "etiquette"),
    )
)
"""Words beside which what was not received is rather something of the seller's."""


class State:
    """The state of the item as one text tells it."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._taken: set[int] = set()

    def findings(self, skipped: set[int]) -> Iterator[Finding]:
        """Every finding; `skipped` are places that mean something else already."""
        self._taken = set(skipped)
        for mark in self._scan.marks:
            if mark.start in self._taken or self._is_other_sense(mark):
                continue
            yield from self._of(mark)

    def _is_other_sense(self, mark: Mark) -> bool:
        return mark.means("mark", "listing") or mark.means("mark", "used-otherwise")

    def _of(self, mark: Mark) -> Iterator[Finding]:
        if mark.means("cause", "seller-error", "amazon-error") or mark.means("cause", "buyer"):
            yield from self._cause(mark)
        if conditions := mark.names("condition"):
            yield from self._condition(mark, conditions[0])
        elif unclear := mark.names("unclear"):
            yield from self._unclear(mark, unclear[0])
        elif mark.means("mark", "lacking") or mark.means("mark", "missing"):
            yield from self._lacking(mark)
        elif mark.means("fine") and not mark.means("fine", "late"):
            yield self._finding(mark, mark.names("fine")[0], ({},), Slip("message.denied", self._text(mark)))

    def _cause(self, mark: Mark) -> Iterator[Finding]:
        text = self._text(mark)
        for name in mark.names("cause"):
            if name == "buyer":
                yield self._finding(mark, "buyer", ({},), Slip("message.denied", text))
            elif self._scan.denied(mark.start, mark.end):
                yield self._denied(mark, name)
            elif self._scan.doubted(mark.start, claims_too=False):
                yield asked(name, text, {name: True}, start=mark.start, end=mark.end)
            elif name != "carrier":
                yield self._finding(mark, name, ({name: True},))

    def _condition(self, mark: Mark, name: str) -> Iterator[Finding]:
        text = self._text(mark)
        if name == "not-received":
            yield self._not_received(mark)
            return
        if self._scan.denied(mark.start, mark.end):
            yield self._denied(mark, name)
        elif cause := self._cause_elsewhere(mark, name):
            yield cause
        elif self._is_of_the_box(mark) or self._is_of_some(mark) or self._scan.doubted(mark.start):
            yield asked(_about(name), text, {name: True}, start=mark.start, end=mark.end)
        else:
            yield self._finding(mark, name, ({name: True},))

    def _not_received(self, mark: Mark) -> Finding:
        text = self._text(mark)
        if self._scan.words(mark.start) & OURS or self._scan.doubted(mark.start, claims_too=False):
            return asked("not-received", text, {"not-received": True}, start=mark.start, end=mark.end)
        return self._finding(mark, "not-received", ({"not-received": True},))

    def _cause_elsewhere(self, mark: Mark, name: str) -> Finding | None:
        """The reason that a state is which somebody else than the buyer caused; asked where that is not plain."""
        if name not in ON_ARRIVAL:
            return None
        carried = self._carriers(mark)
        if carried or self._on_arrival(mark):
            start, end = min(mark.start, *(one.start for one in carried), mark.start), mark.end
            end = max(end, *(one.end for one in carried), end)
            code = "CR-DAMAGED_BY_CARRIER" if carried else ON_ARRIVAL[name]
            return Finding("reason", self._scan.written(start, end), ({"reason": code},), None, start, end)
        return None

    def _carriers(self, mark: Mark) -> list[Mark]:
        """What names a carrier in the clause; of a long clause what is near."""
        return [
            one
            for one in self._scan.meaning("cause")
            if one.means("cause", "carrier") and -REACH <= one.start - mark.start <= REACH
        ]

    def _on_arrival(self, mark: Mark) -> bool:
        """Whether the item was so when the buyer got it: `arrived broken`, `damaged when she opened it`."""
        near = [*self._scan.before(mark.start, 3)][:2] + [*self._scan.after(mark.end, 4)][:2]
        arrivals = [one for one in near if one.means("mark", "arrival")]
        if not arrivals:
            return False
        return not self._scan.clause_means(mark.start, "mark", "with-us")

    def _is_of_the_box(self, mark: Mark) -> bool:
        """Whether the words rather tell of the box than of what was in it."""
        return bool(self._scan.words(mark.start) & BOXES)

    def _is_of_some(self, mark: Mark) -> bool:
        """Whether the words tell of a part of the items alone."""
        return self._scan.clause_means(mark.start, "mark", "some-of")

    def _unclear(self, mark: Mark, name: str) -> Iterator[Finding]:
        text = self._text(mark)
        if self._scan.denied(mark.start, mark.end):
            yield self._denied(mark, name)
        elif name == "not-received":
            yield asked(name, text, {name: True}, start=mark.start, end=mark.end)
        elif mark.means("mark", "opened") and self._is_program(mark):
            yield self._finding(mark, "opened-software", ({"opened-software": True},))
        elif name == "damaged" and (cause := self._cause_elsewhere(mark, name)):
            yield cause
        elif name == "damaged" and self._scan.clause_means(mark.start, "cause", "buyer"):
            yield self._finding(mark, "damaged", ({"damaged": True},))
        elif name == "damaged":
            options = ({"damaged": True}, {"reason": "CR-DEFECTIVE"})
            yield asked("condition", text, *options, why=Slip("message.broken", text), start=mark.start, end=mark.end)
        else:
            why = Slip("message.unclear", text)
            yield asked("condition", text, {name: True}, why=why, start=mark.start, end=mark.end)

    def _is_program(self, mark: Mark) -> bool:
        """Whether what was opened is software."""
        return self._scan.clause_means(mark.start, "mark", "program")

    def _lacking(self, mark: Mark) -> Iterator[Finding]:
        """An accessory that is not there."""
        part = self._part_after(mark) if mark.means("mark", "lacking") else None
        if part is None and mark.means("mark", "missing"):
            part = self._part_before(mark)
        strong = mark.means("mark", "missing") or not mark.means("mark", "denial")
        start, end = min(mark.start, part.start if part else mark.start), max(mark.end, part.end if part else mark.end)
        text = self._scan.written(start, end)
        if part is None:
            if strong and mark.means("mark", "missing"):
                yield from self._missing_something(mark)
            return
        if strong and self._scan.denied(mark.start, mark.end):
            yield Finding("missing-parts", text, ({},), Slip("message.denied", text), start, end)
        elif self._scan.doubted(mark.start):
            yield asked("condition", text, {"missing-parts": True}, start=start, end=end)
        else:
            self._taken.update(range(start, end))
            yield Finding("missing-parts", text, ({"missing-parts": True},), None, start, end)

    def _part_after(self, mark: Mark) -> Mark | None:
        for one in self._scan.after(mark.end, 5):
            if one.means("mark", "accessory"):
                return one
            if not one.means("mark", "filler") and not one.means("mark", "lacking"):
                return None
        return None

    def _part_before(self, mark: Mark) -> Mark | None:
        return next((one for one in self._scan.before(mark.start, 4) if one.means("mark", "accessory")), None)

    def _missing_something(self, mark: Mark) -> Iterator[Finding]:
        near = [*self._scan.before(mark.start, 3), *self._scan.after(mark.end, 3)]
        text = self._text(mark)
        if any(one.means("mark", "not-a-part") for one in near) or self._scan.denied(mark.start, mark.end):
            return
        following = mark.end < self._scan.clause(mark.start).stop and self._scan.items[mark.end].kind == "word"
        if following and not self._scan.doubted(mark.start):
            text = self._scan.written(mark.start, min(mark.end + 3, self._scan.clause(mark.start).stop))
            yield Finding("missing-parts", text, ({"missing-parts": True},), None, mark.start, mark.end)
        else:
            yield asked("condition", text, {"missing-parts": True}, start=mark.start, end=mark.end)

    def _finding(
        self, mark: Mark, about: str, options: tuple[dict[str, object], ...], why: Slip | None = None
    ) -> Finding:
        return Finding(about, self._text(mark), options, why, mark.start, mark.end)

    def _denied(self, mark: Mark, about: str) -> Finding:
        """What somebody says is not so."""
        text = self._scan.with_denial(mark.start, mark.end)
        return Finding(about, text, ({},), Slip("message.denied", text), mark.start, mark.end)

    def _text(self, mark: Mark) -> str:
        return self._scan.written(mark.start, mark.end)


BOXES = frozenset(
    ("box", "boxes", "carton", "envelope", "package", "packaging", "packing", "parcel", "boite", "emballage", "colis")
)


def _about(name: str) -> str:
    return "condition" if name in CONDITIONS else name
