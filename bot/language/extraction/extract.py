"""One reader for every door: the values that a text tells, the questions it leaves, and what is not used of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from bot.language.extraction.figures import PROSE, Figured, Figures
from bot.language.extraction.finding import Finding, Values, asked
from bot.language.extraction.marks import Scan, scan
from bot.language.extraction.net import caught, ordinary
from bot.language.extraction.reading import MOST_WAYS, Question, Reading
from bot.language.extraction.reasons import Reasons
from bot.language.extraction.state import BOXES, CONDITIONS, State
from bot.language.extraction.text import readable
from bot.language.extraction.times import Times
from bot.language.grammar.fold import fold
from bot.language.grammar.grammar import Argument, Grammar, keyed
from bot.language.grammar.slip import Slip, echo
from bot.language.grammar.values.money import Money
from rules.sfp.reasons import return_reasons

__all__ = ["LONGEST", "MOST_WAYS", "line", "read"]

LONGEST = 40_000
"""Characters in the text of a message, as Slack takes it."""

LONGEST_LINE = 200
"""Items of the longest text whose every word is accounted for."""

DEDUCTIONS = {
    "used",
    "damaged",
    "missing-parts",
    "not-original",
    "opened-software",
    "not-received",
    "condition",
    "seller-error",
}
"""What a reading has that need not be looked through for more."""

SILENT = ("buyer", "nothing")
"""What findings are about that say nothing by themselves."""

EXPLAINED = ("slip.", "message.which", "message.too_many")
"""Beginnings of the reasons for not using something that are told in full."""

FORGIVEN = (("argument", ()), ("mark", ("filler", "copula", "asking", "doubt", "with-us", "not-a-part", "accessory")))
"""Meanings of words that a typed line need not use."""

CARRIED = "CR-DAMAGED_BY_CARRIER"
CARRIERS = frozenset(("postes", "canada", "ups", "fedex", "purolator", "courier", "carrier", "transporteur", "livreur"))
"""Who carries parcels."""

LATE_DAYS = (15, 16)
"""A lateness that allows nothing yet, and the first that allows a fee (B1)."""


def read(grammar: Grammar, message: str, day: date, *, typed: bool = False, of_label: bool = False) -> Reading:
    """What a message of that day tells, by the arguments of `/sfp-refund`.

    In a line that is `typed` a bare number is an amount; where it is known to be `of_label`, every amount is the
    label's.
    """
    if len(message) > LONGEST:
        return Reading(slips=(Slip("message.too_long", limit=LONGEST),))
    return _read(grammar, readable(message), day, Figured(typed, of_label))


def _read(grammar: Grammar, text: str, day: date, figured: Figured = PROSE) -> Reading:
    found = scan(text)
    orders = list(Figures(found, grammar, day).orders())
    numbers = dict.fromkeys(one.options[0]["order"] for one in orders if one.is_certain)
    if len(numbers) > 1:
        return _of_several(grammar, found, orders, list(numbers), day)
    return _weighed(grammar, found, _findings(grammar, found, orders, day, figured))


def _findings(grammar: Grammar, found: Scan, orders: list[Finding], day: date, figured: Figured) -> list[Finding]:
    reasons, figures = Reasons(found), Figures(found, grammar, day, figured)
    given = reasons.findings()
    return [
        *orders, *figures.quantities(), *figures.amounts(), *Times(found, day).findings(), *given,
        *State(found).findings(reasons.taken), *reasons.categories(),
    ]  # fmt: skip


def _of_several(grammar: Grammar, found: Scan, orders: list[Finding], numbers: list[str], day: date) -> Reading:
    """The reading of a text with several orders: a person chooses one, with what is told of it."""
    seen = _listed(numbers)
    if len(numbers) > MOST_WAYS:
        return Reading(
            questions=(Question("order", Slip("message.too_many_orders", seen=seen), ()),), unread=tuple(numbers)
        )
    parts = _parts(found, orders, numbers)
    readings = [_read(grammar, part, day) for part in parts]
    options = tuple({**reading.values, "order": number} for reading, number in zip(readings, numbers, strict=True))
    others = [question for reading in readings for question in reading.questions]
    questions = (
        Question("order", Slip("message.several", seen=seen), options),
        *(Question(one.about, one.why, ()) for one in others),
    )
    unread = [phrase for reading in readings for phrase in reading.unread]
    return Reading(questions=questions, unread=_once(unread), order=_order(grammar))


def _parts(found: Scan, orders: list[Finding], numbers: list[str]) -> list[str]:
    """The text of each order: from its line or clause on to that of the next."""
    text, starts = found.cut.text, list[int]()
    for number in numbers:
        first = next(one for one in orders if one.text == number)
        named = found.at[first.start - 1] if first.start else None
        place = found.items[named.start if named and named.means("argument", "order") else first.start].start
        line_start = text.rfind("\n", 0, place) + 1
        clause_start = found.items[found.clause(first.start).start].start
        later = [start for start in (line_start, clause_start) if not starts or start > starts[-1]]
        starts.append(min(later, default=place))
    return [text[start:end] for start, end in zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True)]


def _weighed(grammar: Grammar, found: Scan, findings: list[Finding]) -> Reading:
    """Findings put together: those of one argument that differ are asked about."""
    findings = _settled(findings)
    if not {one.about for one in findings if one.options and not one.is_denied} & DEDUCTIONS:
        findings += caught(found, findings)
    findings = [*_explained(found, findings), *_other_days(findings)]
    groups: defaultdict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        groups[one.about].append(one)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    questions: list[Question] = []
    for about, several in groups.items():
        certain, question = _decided(about, several)
        values |= certain
        sources |= dict.fromkeys(certain, _listed_plain([one.text for one in several if one.is_certain]))
        questions += [question] if question else []
    order = _order(grammar)
    percent = values.pop("deduct-percent", None)
    if percent and isinstance(price := values.get("price"), Money):
        values["deduct"] = _share(price, str(percent), int(values.get("quantity", 1)))
    questions += _late_questions(findings, values)
    unread = [one.text for one in findings if not one.options and one.about != "lateness"]
    unread += [str(percent)] if percent and "deduct" not in values else []
    values = {name: values[name] for name in order if name in values}
    return Reading(
        values, sources, tuple(_askable(questions)), _once(unread),
        _once(one.text for one in findings if one.is_denied and one.about not in SILENT),
        tuple(one.why for one in findings if one.why and not one.options and one.why.key.startswith(EXPLAINED)),
        tuple(_strange(found, findings)) if len(found.items) < LONGEST_LINE else (), order,
    )  # fmt: skip


def _settled(findings: list[Finding]) -> list[Finding]:
    """Findings that bear on each other: what nobody received has a total, and a family matters beside a reason."""
    certain = {one.about for one in findings if one.is_certain}
    seen = {one.about for one in findings if one.options and not one.is_denied}
    seen |= {"arrival" for one in findings for option in one.options if _is_of_arrival(option)}
    return [_beside(one, certain, seen) for one in findings]


def _is_of_arrival(option: Values) -> bool:
    """Whether a value is a reason which says that the item was not right on arrival."""
    return return_reasons().is_of_arrival(option.get("reason"))


def _beside(one: Finding, certain: set[str], seen: set[str]) -> Finding:
    """A finding as what else is told makes it."""
    if one.about == "buyer" and "arrival" in seen:
        return Finding("seller-error", one.text, ({"seller-error": False},), start=one.start, end=one.end)
    if "not-received" not in certain:
        return one
    if one.about == "price" and one.is_certain and "total" not in seen:
        return Finding(
            "total",
            one.text,
            ({"total": one.options[0]["price"]},),
            Slip("message.total", one.text),
            start=one.start,
            end=one.end,
        )
    if one.about == "received":
        return Finding("date", one.text, (), Slip("message.other_day", one.text), start=one.start, end=one.end)
    return one


def _explained(found: Scan, findings: list[Finding]) -> Iterator[Finding]:
    """The findings without what is unclear of the box, or of the carrier, where the carrier damaged the item."""
    carried = any(one.is_certain and one.options[0].get("reason") == CARRIED for one in findings)
    for one in findings:
        words = {item.said for item in found.items[one.start : one.end]} | found.words(one.start) if carried else set()
        if carried and one.about == "condition" and one.options and not words.isdisjoint(BOXES | CARRIERS):
            yield Finding("nothing", one.text, ({},), start=one.start, end=one.end)
        else:
            yield one


def _other_days(findings: list[Finding]) -> Iterator[Finding]:
    """A day that nothing names, which is asked about where a window that ended on it would make the return late."""
    certain = {name: meant for one in findings if one.is_certain for name, meant in one.options[0].items()}
    received = certain.get("received")
    if received is None or not {"window-end", "late"}.isdisjoint(one.about for one in findings):
        return
    for one in findings:
        day = one.why.values.get("day") if one.why and one.why.key == "message.which_day" and not one.options else None
        if isinstance(day, date) and (received - day).days >= LATE_DAYS[1]:
            yield asked("window-end", one.text, {"window-end": day}, start=one.start, end=one.end)


def _decided(about: str, several: list[Finding]) -> tuple[Values, Question | None]:
    """The certain value of one argument, or the question that is open."""
    open_ones = [one for one in several if one.options and not one.is_denied and not one.is_certain]
    certain = [one for one in several if one.is_certain]
    denied = [one for one in several if one.is_denied]
    options = list(dict.fromkeys(tuple(option.items()) for one in (*certain, *open_ones) for option in one.options))
    if about == "condition":
        return {}, _conditions(open_ones) if open_ones else None
    if about == "category" and certain:  # any of the six is free
        return certain[0].options[0], None
    contradicted = bool(denied and (certain or open_ones))
    if certain and len(options) == 1 and not open_ones and not contradicted:
        return certain[0].options[0], None
    if not options:
        return {}, None
    seen = _listed([one.text for one in (*certain, *open_ones, *(denied if contradicted else ()))])
    values = tuple(dict(option) for option in options)
    if contradicted:
        return {}, Question(
            _asked_about(about), Slip("message.both", seen=seen), (*(value for value in values if value), {})
        )
    if len(certain) + len(open_ones) > 1 and len(options) > 1:
        return {}, Question(about, Slip("message.several", seen=seen), values)
    first = (open_ones or certain)[0]
    if certain and {} in values:  # said once for certain, and once in doubt
        return certain[0].options[0], None
    return {}, Question(about, first.why or Slip("message.several", seen=seen), values)


def _conditions(open_ones: list[Finding]) -> Question:
    """One question for everything that is unclear of the state: several conditions allow no more than one."""
    texts = _listed([one.text for one in open_ones])
    if len(open_ones) == 1:
        one = open_ones[0]
        return Question("condition", one.why or Slip("message.doubted", one.text), one.options)
    whole: dict[str, Any] = {}
    conditions = set(CONDITIONS)
    alternatives = {str(option): option for one in open_ones for option in one.options if not conditions >= set(option)}
    for one in open_ones:
        whole |= next((option for option in one.options if option), {})
    options = (whole, *alternatives.values(), {})
    return Question("condition", Slip("message.unclear_several", seen=texts), options)


def _late_questions(findings: list[Finding], values: Values) -> Iterator[Question]:
    """A lateness without a length, where no dates tell it."""
    told = "late" in values or ("received" in values and "window-end" in values)
    for one in findings:
        if one.about == "lateness" and one.why and not told:
            yield Question("late", one.why, tuple({"late": days} for days in LATE_DAYS))
            return


def _askable(questions: list[Question]) -> Iterator[Question]:
    """The questions, a few at once: of more than a person can choose from, the options are dropped."""
    ways = 1
    for one in questions:
        fits = ways * max(len(one.options), 1) <= MOST_WAYS
        ways *= max(len(one.options), 1) if fits else 1
        yield one if fits else Question(one.about, one.why, ())


def _asked_about(about: str) -> str:
    return "condition" if about in CONDITIONS else about


def _share(price: Money, percent: str, quantity: int) -> Money:
    """A percentage of the price, cents rounded down."""
    figure = Decimal(percent.rstrip("% abcdefghijklmnopqrstuvwxyz").replace(",", "."))
    cents = (price.cents * quantity * figure / 100).to_integral_value(ROUND_DOWN)
    return Money(int(cents), price.currency)


def _strange(found: Scan, findings: Iterable[Finding]) -> Iterator[str]:
    """The words and figures that are neither known nor used."""
    used = {place for one in findings for place in range(one.start, one.end)}
    for place, item in enumerate(found.items):
        mark = found.at[place]
        forgiven = mark and any(mark.means(kind, *names) for kind, names in FORGIVEN)
        if place not in used and not forgiven and (mark or item.said not in ordinary()):
            yield found.written(place, place + 1)


def _order(grammar: Grammar) -> tuple[str, ...]:
    return tuple(argument.name for argument in grammar.arguments)


def line(grammar: Grammar, values: Values) -> str:
    """The line to type for those values; what the grammar takes first needs no name."""
    return " ".join([_typed(grammar.keys[fold(name)], values[name], grammar.arguments[0]) for name in values])


def _typed(argument: Argument, meant: Any, first: Argument) -> str:
    if argument.is_flag:
        return argument.name if meant else f"{argument.name}=no"
    shown = argument.kind.show(meant)
    return shown if argument is first else keyed(argument, shown)


def _listed(texts: Sequence[str]) -> tuple[str, ...]:
    """The beginnings of those texts, each once."""
    return tuple(map(echo, dict.fromkeys(texts)))


def _listed_plain(texts: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(map(echo, texts)))


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(echo, texts)))
