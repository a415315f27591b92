"""Sample files spoilt at random, always the same way for the same seed, and what must hold of whatever comes of it."""

import io
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from random import Random

from bot.language.catalogue import say
from bot.language.locale import ENGLISH
from bot.language.phrase import Phrase, as_json, from_json
from bot.reports.parsing.report import Given, Unreadable
from bot.reports.read import read

SAMPLES = {
    path.name: path.read_bytes()
    for path in sorted((Path(__file__).parents[2] / "bot/entrypoints/local/samples").iterdir())
}
GIVEN = Given(date(2026, 11, 24))
HOSTILE = (
    *(
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\r",
        b"\n",
        b"\t",
        b",",
        b'"',
        b";",
        b"|",
        b"'",
        b"=cmd()",
        b"<!ENTITY a 'b'>",
    ),
    *(b"]]>", b"<", b"&", b"&#0;", b"{", b"[", b"}", b"\\ud800", b"1e999999", b"NaN", b"-", b"99999999999999999999"),
    *(b"31-Feb-2026", b"03/04/2026", b"0001-01-01", b"9999-12-31T23:59:59Z", b"CAD", b"Total", b"\xe9", b"\xf0\x9f"),
    *("\u202e\u2028".encode(), "\N{NO-BREAK SPACE}".encode(), b"x" * 40_000),
)


def spoilt(chance, name, longest=4_000):
    """A piece of a sample with a few bytes changed, moved, doubled, cut or put in."""
    raw = bytearray(_piece(chance, SAMPLES[name], longest))
    for _ in range(chance.choice((1, 1, 2, 3, 6, 20))):
        at = chance.randrange(len(raw) + 1)
        match chance.randrange(7):
            case 0:
                raw[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                raw[at:at] = chance.choice(HOSTILE)
            case 2:
                del raw[at : at + chance.randrange(60)]
            case 3:
                raw[at:at] = raw[at : at + chance.randrange(400)]
            case 4:
                raw[at : at + 8] = chance.choice(HOSTILE)
            case 5:
                del raw[max(at, 1) :]
            case _:
                other = chance.choice(list(SAMPLES.values()))
                start = chance.randrange(len(other))
                raw[at:at] = other[start : start + chance.randrange(300)]
    return bytes(raw)


def _piece(chance, raw, longest):
    """The beginning of a file, where its titles are, and some of the rest."""
    start = chance.randrange(len(raw))
    return raw[: longest // 2] + raw[start : start + chance.randrange(longest // 2)]


def complaint(raw):
    """What is wrong with what a reader makes of the file; None where nothing is. Any exception is a fault."""
    try:
        feed = read(io.BytesIO(raw), GIVEN)
        rows = list(feed.rows)
    except Unreadable as unreadable:
        return None if words(unreadable.phrase) else "a refusal without words"
    if len(rows) + len(feed.problems) != feed.lines:
        return f"{len(rows)} rows and {len(feed.problems)} problems of {feed.lines} lines"
    if {row.line for row in rows if row.line} & {
        problem.line for problem in feed.problems
    } and feed.kind != "returns-xml":
        return "a line in both"
    if not all(map(words, (*(problem.phrase for problem in feed.problems), *feed.notes))):
        return "a problem without words"
    return next((found for row in rows if (found := _unstorable(row))), None)


def words(phrase):
    """A phrase in words, none if it cannot be kept; KeyError where the catalogue lacks its sentence, or it a value."""
    if from_json(as_json(phrase)) != phrase:
        return ""
    values = {name: words(each) if isinstance(each, Phrase) else each for name, each in phrase.values.items()}
    return say(ENGLISH, phrase.key, **values)


def _unstorable(row):
    """The first value of a row that no table takes."""
    for field in fields(row):
        value = getattr(row, field.name)
        if isinstance(value, str) and (len(value) > 1_000 or "\0" in value or not value.isprintable()):
            return f"{field.name}: {value[:80]!r}"
        if isinstance(value, int) and not 0 <= value < 2**53:
            return f"{field.name}: {value}"
        if isinstance(value, datetime) or (isinstance(value, date) and value.year < 2000):
            return f"{field.name}: {value}"
    return None


def besiege(seed, files):
    """Every complaint about so many spoilt files, with what makes the file again."""
    chance = Random(seed)  # noqa: S311 the same files every time
    names = list(SAMPLES)
    found = []
    for number in range(files):
        raw = spoilt(chance, names[number % len(names)])
        if told := complaint(raw):
            found.append((seed, number, told, raw[:200]))
    return found
