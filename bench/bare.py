"""What a driver alone takes for the same readings: every one upserted into a plain table, which checks nothing."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from bench.databases import ACCOUNT, NOW
from rules.renewed.standing import Reading

Values = tuple[Any, ...]

TABLE = """CREATE TABLE bare (workspace_id varchar(64), account varchar(80), metric varchar(20), subject varchar(40),
  value bigint, orders bigint, defects bigint, reviews bigint, window_days bigint, as_of date, source varchar(200),
  who varchar(120), recorded_at {instant}, PRIMARY KEY (workspace_id, account, metric, subject, as_of))"""
UPSERT = """ON CONFLICT (workspace_id, account, metric, subject, as_of) DO UPDATE SET value = excluded.value,
  orders = excluded.orders, defects = excluded.defects, reviews = excluded.reviews,
  window_days = excluded.window_days, source = excluded.source, who = excluded.who,
  recorded_at = excluded.recorded_at"""
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "mmap_size = 0")
"""As ours opens its databases."""


def _values(read: Reading, day: Any, now: Any) -> Values:
    counts = (read.value, read.orders, read.defects, read.reviews, read.window_days)
    return ("T1", ACCOUNT, read.metric, read.subject, *counts, day, read.source, read.who, now)


def open_sqlite(path: str) -> sqlite3.Connection:
    """A new file with the plain table."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(TABLE.format(instant="timestamp"))
    return connection


def sqlite(connection: sqlite3.Connection, readings: Sequence[Reading]) -> None:
    """`executemany` of `sqlite3`."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * 13)}) {UPSERT}", _in_words(readings))  # noqa: S608
    connection.execute("COMMIT")


def _in_words(readings: Sequence[Reading]) -> Iterator[Values]:
    now = f"{NOW:%Y-%m-%d %H:%M:%S.%f}"
    return (_values(read, read.as_of.isoformat(), now) for read in readings)


def postgresql(connection: "psycopg.Connection[Any]", readings: Sequence[Reading]) -> None:
    """COPY of psycopg into a temporary table, and one upsert from there."""
    connection.execute("CREATE TEMPORARY TABLE poured (LIKE bare) ON COMMIT DROP")
    with connection.cursor() as cursor, cursor.copy("COPY poured FROM STDIN") as copy:
        for read in readings:
            copy.write_row(_values(read, read.as_of, NOW))
    connection.execute(f"INSERT INTO bare SELECT * FROM poured {UPSERT}".encode())  # noqa: S608
    connection.commit()
