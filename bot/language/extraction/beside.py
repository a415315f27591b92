"""Which argument the words beside a shape name: those before it, or right behind it."""

from collections.abc import Sequence

from bot.language.extraction.marks import Mark, Scan

BEFORE, BEHIND = 6, 4
"""Items that are looked at before and behind a shape."""


def role_beside(
    scan: Scan, start: int, end: int, names: Sequence[str], shapes: Sequence[str], *, after_wins: Sequence[str] = ()
) -> str | None:
    """The name among `names` that the words beside the items from `start` to `end` give, if any.

    Words before count first, unless those behind are of `after_wins`; words that stand right before a next shape of
    the same sort are of that one.
    """
    behind = _behind(scan, start, end, names, shapes)
    if behind in after_wins:
        return behind
    return _before(scan, start, names, shapes) or behind or _clause_before(scan, start, names, shapes)


def _before(scan: Scan, start: int, names: Sequence[str], shapes: Sequence[str]) -> str | None:
    verb: str | None = None
    for mark in scan.before(start, BEFORE):
        if any(item.kind in shapes for item in scan.items[mark.end : start]):
            return verb
        if found := _named(mark, names):
            if not mark.means("mark", "copula") and found != "returned-date":
                return found
            verb = verb or found
    return verb


def _behind(scan: Scan, start: int, end: int, names: Sequence[str], shapes: Sequence[str]) -> str | None:
    for mark in scan.after(end, BEHIND):
        if any(item.kind in shapes for item in scan.items[end : mark.start]):
            return None
        if found := _named(mark, names):
            following = scan.items[mark.end : mark.end + 2]
            clause = scan.items[start].clause
            owned = any(item.kind in shapes and item.clause == clause for item in following)
            return None if owned else found
    return None


def _clause_before(scan: Scan, start: int, names: Sequence[str], shapes: Sequence[str]) -> str | None:
    """The name that ends the clause before, where a shape begins its own: `Price`, a new line, `$129.99`."""
    if start == 0 or scan.clause(start).start != start:
        return None
    places = scan.clause(start - 1)
    if any(scan.items[place].kind in shapes for place in places):
        return None
    mark = scan.at[start - 1]
    return _named(mark, names) if mark else None


def _named(mark: Mark, names: Sequence[str]) -> str | None:
    return next((name for name in mark.names("argument") if name in names), None)
