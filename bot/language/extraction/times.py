"""Dates and latenesses of a text: which day is which, in the year that fits, and how late an item came back."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from bot.language.extraction.beside import role_beside
from bot.language.extraction.finding import Finding, asked
from bot.language.extraction.items import MONTHS, Item
from bot.language.extraction.marks import Scan
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.dates import A_YEAR, FIRST_YEAR
from bot.language.grammar.values.day_words import COUNTS, IN_DAYS, MONTH, spoken_days
from bot.language.grammar.values.years import fitting
from bot.language.grammar.values.zone import home_day

DATES = ("received", "window-end", "accepted", "other-date", "returned-date")
SHAPES = ("stamp", "numeric", "short", "named", "day", "ago")
CORRECTED = "corrected"
"""What a date is of which a later one takes the place."""

JUST = ("just ", "vient ")
"""What a shape begins with that tells of an arrival by itself."""

LATE_SHAPES = ("length",)
BUSINESS = re.compile(r"business|working|\bbus\b|ouvrables?|ouvres?")
RANGES = ("-", "–", "or", "ou", "to")
FAINT = re.compile(r"couple|few|quelques|half|demi|[.,][0-9]")

_NUMERIC = re.compile(r"([0-9]{1,4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})")
_NAMED = re.compile(
    rf"([0-9]{{1,2}})(?:st|nd|rd|th|er|e)?(?: of| de)?[ -]?({MONTHS})(?![a-z])|({MONTHS})[. -]*(?:the |"
    rf"le )?([0-9]{{1,2}})"
)
_YEAR = re.compile(r"(?:[ ,]|-)((?:19|20)[0-9]{2}|[0-9]{2})$")
_LENGTH = re.compile(
    r"([0-9]{1,4}|[a-z][a-z -]*?)[ -]?(?:(?:business|working|bus|calendar|full|whole|more|"
    r"extra) )?([a-z]+)(?: (?:ouvrables?|ouvres))?"
)
_MONTH_NAMES = {
    name[:3]: number
    for number, names in enumerate(
        ("jan", "feb fev", "mar", "apr avr", "may mai", "jun juin", "jul", "aug aou", "sep", "oct", "nov", "dec"),
        start=1,
    )
    for name in names.split()
} | {"juin": 6, "juil": 7, "juillet": 7}


class Times:
    """The dates and latenesses of one text, told on a day."""

    def __init__(self, scan: Scan, day: date) -> None:
        self._scan = scan
        self._day = day

    def findings(self) -> Iterator[Finding]:
        """Every date, then every lateness."""
        roles = self._corrected([(place, self._role(place)) for place in self._scan.of_kind(*SHAPES)])
        received = [self._dated(place, "received", None) for place, role in roles if role == "received"]
        yield from received
        certain = [one.options[0]["received"] for one in received if one.is_certain]
        reference = certain[0] if certain else None
        yield from (self._other(place, role, reference) for place, role in roles if role != "received")
        yield from self._latenesses()

    def _corrected(self, roles: list[tuple[int, str | None]]) -> list[tuple[int, str | None]]:
        """The roles, where a later date takes the place of the one that it corrects."""
        for number, ((before, role), (place, own)) in enumerate(pairwise(roles)):
            if role and own in (None, role) and self._scan.corrects(before, place):
                roles[number : number + 2] = [(before, CORRECTED), (place, role)]
        return roles

    def _role(self, place: int) -> str | None:
        if self._scan.items[place].said.startswith(JUST):
            return "received"
        return role_beside(self._scan, place, place + 1, DATES, SHAPES)

    def _other(self, place: int, role: str | None, received: date | None) -> Finding:
        text = self._scan.written(place, place + 1)
        if role in ("window-end", "accepted"):
            return self._dated(place, role, received)
        if self._scan.items[place].kind == "short" and not role:
            return Finding("nothing", text, ({},), None, place, place + 1)
        key = "message.other_day" if role else "message.which_day"
        days = self._days(place, "received", None)
        if key == "message.which_day" and len(days) == 1 and self._scan.items[place].kind not in ("day", "ago"):
            return Finding("date", text, (), Slip(key, text, day=days[0]), place, place + 1)
        if len(days) > 1 and not role:
            return Finding("date", text, (), Slip("slip.date_ambiguous", text), place, place + 1)
        return Finding("date", text, (), Slip("message.other_day", text), place, place + 1)

    def _dated(self, place: int, role: str, received: date | None) -> Finding:
        text, days = self._scan.written(place, place + 1), self._days(place, role, received)
        if not days:
            return Finding("date", text, (), Slip("slip.expected.date", text), place, place + 1)
        if self._scan.denied(place, place + 1):
            return Finding(role, text, ({},), Slip("message.denied", text), place, place + 1)
        days = tuple([day for day in days if day.year >= FIRST_YEAR and day - self._day <= A_YEAR])
        if not days:
            return Finding("date", text, (), Slip("slip.date_too_old", text, first=FIRST_YEAR), place, place + 1)
        options = tuple([{role: day} for day in days])
        if len(options) > 1:
            return Finding(role, text, options, Slip("message.year", text), place, place + 1)
        if role == "received" and self._is_the_buyers(place):
            return asked(role, text, *options, start=place, end=place + 1)
        if self._scan.doubted(place, claims_too=False) and self._scan.items[place].clause not in self._scan.cut.asks:
            return asked(role, text, *options, start=place, end=place + 1)
        return Finding(role, text, options, None, place, place + 1)

    def _is_the_buyers(self, place: int) -> bool:
        """Whether the clause tells of what the buyer received."""
        theirs = self._scan.clause_means(place, "mark", "buyers")
        return theirs and not self._scan.clause_means(place, "mark", "with-us")

    def _days(self, place: int, role: str, received: date | None) -> tuple[date, ...]:
        item = self._scan.items[place]
        if item.kind == "stamp":
            day = home_day(item.said)
            return (day,) if day else ()
        if item.kind in ("day", "ago"):
            spoken = spoken_days(item.said, self._day)
            earlier = _month_earlier(item.said, spoken) if role == "window-end" and received else None
            return (*spoken, earlier) if earlier and received and spoken[0] > received else spoken
        if item.kind == "numeric":
            return _numeric(item.said)
        if item.kind == "short":
            first, second = map(int, item.said.split("/"))
            orders = {(first, second), (second, first)}
            days = [day for order in orders for day in fitting(*order, None, self._day, role, received)[:1]]
            return tuple(sorted(set(days)))
        month, number, year = _parts(item)
        fits = fitting(month, number, year, self._day, role, received)
        return self._ended(place, month, number, fits) if role == "window-end" and year is None else fits

    def _ended(self, place: int, month: int, number: int, days: tuple[date, ...]) -> tuple[date, ...]:
        """A window's end as the words about it have it: `dernier` makes it past, and one that ended lies not ahead."""
        past = fitting(month, number, None, self._day, "received")[:1]
        items = self._scan.items
        neighbours = {item.said for item in (*items[max(place - 1, 0) : place], *items[place + 1 : place + 2])}
        if not past or past[0] in days:
            return days
        if neighbours & _LAST:
            return past
        return (*past, *days) if self._scan.words(place) & _ENDED else days

    def _latenesses(self) -> Iterator[Finding]:
        end, any_length = 0, False
        for place in self._scan.of_kind("length"):
            if place < end:
                continue
            end = self._chained(place)
            if found := self._lateness(place, end):
                any_length = any_length or bool(found.options)
                yield found
        if not any_length:
            yield from self._bare_lateness()

    def _chained(self, place: int) -> int:
        """Where a length ends that goes on: `2 weeks and 4 days`, `one week late plus 10 days`."""
        items, end = self._scan.items, place + 1
        at = end
        while at < len(items) and items[at].clause == items[place].clause and at - end < 4:
            if items[at].kind == "length":
                end = at + 1
            elif items[at].said not in _LINKS:
                break
            at += 1
        return end

    def _lateness(self, place: int, end: int) -> Finding | None:
        items, text = self._scan.items, self._scan.written(place, end)
        lengths = [item for item in items[place:end] if item.kind == "length"]
        counted = [_days_of(item) for item in lengths]
        if not self._is_late(place, end):
            return Finding("length", text, (), Slip("message.other_length", text), place, end)
        if None in counted:
            return Finding("late", text, (), Slip("slip.expected.days", text), place, end)
        days = sum(count or 0 for count in counted)
        return self._late(place, end, text, days, lengths)

    def _late(self, place: int, end: int, text: str, days: int, lengths: list[Item]) -> Finding:
        role = "accepted" if self._scan.clause_means(place, "argument", "accepted") else "late"
        if self._scan.denied(place, end):
            return Finding(role, text, ({},), Slip("message.denied", text), place, end)
        if any(BUSINESS.search(item.said) for item in lengths):
            calendar = -(-days * 7 // 5)
            why = Slip("message.business_days", text)
            return Finding(role, text, ({role: days}, {role: calendar}), why, place, end)
        about = any(mark.means("mark", "about") for mark in self._scan.before(place, 2)) or self._is_range(place)
        faint = any(FAINT.search(item.said) for item in lengths)
        if about or faint or self._scan.doubted(place) or self._is_elsewhere(place):
            return asked(role, text, {role: days}, start=place, end=end)
        return Finding(role, text, ({role: days},), None, place, end)

    def _is_range(self, place: int) -> bool:
        """Whether another number stands right before, as in `2-3 weeks`."""
        before, item = self._scan.items[place - 1] if place else None, self._scan.items[place]
        if before is None or before.kind != "number" or before.clause != item.clause:
            return False
        return self._scan.cut.text[before.end : item.start].strip() in RANGES

    def _is_late(self, place: int, end: int) -> bool:
        names = ("late-before", "late-after")
        for mark in self._scan.before(place, 4):
            if mark.means("argument", "late-before"):
                return True
            if mark.means("fine", "late"):
                return False
        inner = any(mark.means("argument", *names) for mark in self._scan.marks_in(range(place, end)))
        behind = any(mark.means("argument", "late-after") for mark in self._scan.after(end, 5))
        return inner or behind or role_beside(self._scan, place, end, names[:1], LATE_SHAPES) == "late-before"

    def _is_elsewhere(self, place: int) -> bool:
        """Whether the lateness is rather that of a parcel to the buyer, or of a refund."""
        elsewhere = self._scan.clause_means(place, "mark", "late-elsewhere")
        return elsewhere and not self._scan.clause_means(place, "argument", "received")

    def _bare_lateness(self) -> Iterator[Finding]:
        """A lateness of which nobody says how long it is."""
        for mark in self._scan.marks:
            if not (mark.means("fine", "late") or mark.means("mark", "late")):
                continue
            text = self._scan.written(mark.start, mark.end)
            if mark.means("fine", "late"):
                yield Finding("late", text, ({},), Slip("message.denied", text), mark.start, mark.end)
            elif mark.means("mark", "late"):
                if self._scan.denied(mark.start, mark.end):
                    yield Finding("late", text, ({},), Slip("message.denied", text), mark.start, mark.end)
                elif not self._scan.clause_means(mark.start, "mark", "late-elsewhere"):
                    yield Finding("lateness", text, (), Slip("message.how_late", text), mark.start, mark.end)


_LAST = frozenset(("last", "dernier", "passe"))
_ENDED = frozenset(
    (
        *("ended", "closed", "expired", "ran", "finissait", "terminait", "fermait", "expirait", "finie", "fini"),
        *("terminee", "terminé", "fermee", "expiree", "expire"),
    )
)
"""Verbs by which a window has ended already."""

_LINKS = frozenset(("and", "plus", "et", "late", "en", "de", "retard", "another", "puis", "pis"))


def _days_of(item: Item) -> int | None:
    match = _LENGTH.fullmatch(re.sub(r" (?:and a half|et demie?)|\.$", "", item.said))
    if match is None or match[2] not in IN_DAYS:
        return None
    count = match[1].strip()
    number = int(count) if count.isdigit() else COUNTS.get(count, 2 if "couple" in count else 3)
    days = number * IN_DAYS[match[2]]
    return days if days <= 3_660 else None


def is_about(item: Item) -> bool:
    """Whether a length is in months, which are counted as about so many days."""
    unit = item.said.split()[-1] if " " in item.said else item.said.lstrip("0123456789")
    return IN_DAYS.get(unit) == MONTH


def _month_earlier(said: str, days: tuple[date, ...]) -> date | None:
    """The same day of the month before, of a day told by its number alone."""
    if (
        len(days) != 1
        or not said.startswith(("the ", "le "))
        or (not said[-1].isdigit() and not said.endswith(_ORDINALS))
    ):
        return None
    first = days[0].replace(day=1) - timedelta(days=1)
    return _day(first.year, first.month, days[0].day)


_ORDINALS = ("st", "nd", "rd", "th", "er")


def _numeric(said: str) -> tuple[date, ...]:
    """The days that three numbers may mean: year first, or else day or month first."""
    match = _NUMERIC.fullmatch(said)
    if match is None:
        return ()
    first, second, third = match.groups()
    if len(first) == 4:
        orders = [(int(first), int(second), int(third))]
    else:
        year = int(third) + (2000 if len(third) == 2 else 0)
        orders = [(year, int(first), int(second)), (year, int(second), int(first))]
    return tuple(sorted({day for order in orders if (day := _day(*order))}))


def _day(year: int, month: int, day: int) -> date | None:
    """The day, unless there is none, or it is older than a line may name."""
    try:
        return date(year, month, day) if year >= FIRST_YEAR else None
    except ValueError:
        return None


def _parts(item: Item) -> tuple[int, int, int | None]:
    """Month, day and year of a day told by its month's name."""
    match = _NAMED.search(item.said)
    if match is None:
        return 0, 0, None
    name, number = (match[2], match[1]) if match[2] else (match[3], match[4])
    year = _YEAR.search(item.said[match.end() - len(match[0]) + len(match[0]) :])
    full = None if year is None else int(year[1]) + (2000 if len(year[1]) == 2 else 0)
    return _MONTH_NAMES.get(name) or _MONTH_NAMES[name[:3]], int(number), full
