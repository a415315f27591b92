"""Data in, in bulk: readings into either database, long files, and a sweep over a million offers."""

from collections.abc import Iterator

from bench.children import told_by
from bench.figures import Goal, Row, Unit

DAYS, ROUNDS = 10, 3
FILES = 2

SQLITE, POSTGRESQL = "sqlite", "postgresql"


def rows() -> Iterator[Row]:
    """Storing beside a bare driver, files beside what they may take, and a sweep beside a window over the history."""
    yield from _storing(SQLITE, "SQLite", 1_000_000, "bare sqlite3 upsert", 2)
    yield from _storing(POSTGRESQL, "PostgreSQL", 300_000, "bare COPY and upsert", 1.3)
    yield from _filing()
    for kind, name in ((SQLITE, "SQLite"), (POSTGRESQL, "PostgreSQL")):
        taken = told_by("bench.nearing", kind, "1000000", "2")
        what = f"1,000,000 offers swept for newly near ones, {name}"
        yield Row(what, taken["ours"], "window query", taken["window"], "s", Goal(1, "ours"))


def _storing(kind: str, name: str, count: int, peer: str, most: float) -> Iterator[Row]:
    taken = told_by("bench.storing", kind, str(count // DAYS), str(DAYS), str(ROUNDS))
    yield Row(f"{count:,} readings stored, {name}", taken["ours"], peer, taken["bare"], "s", Goal(most, "ratio"))


def _filing() -> Iterator[Row]:
    returns = [told_by("bench.filing", "returns", "200000") for _ in range(FILES)]
    metrics = told_by("bench.filing", "metrics", "1000000")
    seconds, most = [each["seconds"] for each in returns], [each["mib"] for each in returns]
    yield _limited("200,000 returns read, judged, stored", seconds, "s", 10)
    yield _limited("200,000 returns read, judged, stored: memory", most, "MiB", 250)
    yield _limited("1,000,000 metrics read and stored: memory", [metrics["mib"]], "MiB", 250)


def _limited(what: str, ours: list[float], unit: Unit, limit: float) -> Row:
    return Row(what, ours, "the goal", [limit] * len(ours), unit, Goal(limit, "ours"))
