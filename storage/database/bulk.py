"""Many rows at once, by the quickest way that each database has; only `storage.workspaces` asks for it.

PostgreSQL copies them into a temporary table and takes them from there in one statement; on SQLite the driver runs a
loop of its own. What goes in is seen to by the types of the columns, as a single value is, but a column at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Dialect, Insert, Table, TableClause
from sqlalchemy import column as named
from sqlalchemy import table as named_table

from storage.database.column_types import Text, UtcDateTime, Whole
from storage.database.engine import told_as_sqlalchemy

Columns = Mapping[str, Sequence[Any]]
"""Rows as columns of one length, by name."""

FEW = 200
"""Rows for which a temporary table does not pay."""

AT_ONCE = 2_000
"""Rows that are turned for SQLite at once: so many stay in the processor's cache until the driver takes them."""

_TYPES = {Text: "text", Whole: "int8", UtcDateTime: "timestamptz", Date: "date", Boolean: "bool", JSON: "json"}
"""What PostgreSQL calls the types of our columns; how long a text may be, it says where the rows arrive."""


def columns_of(things: Sequence[object], names: Iterable[str]) -> dict[str, Sequence[Any]]:
    """Attributes of many things as columns."""
    return {name: list(map(attrgetter(name), things)) for name in names}


def write(connection: Connection, statement: Insert, table: Table, columns: Columns) -> None:
    """Run an INSERT of the table for all rows, as if for one after the other.

    Raises `ValueError` or `TypeError` for what is no value of its column, `KeyError` for a column that the table has
    not, and `sqlalchemy.exc.DatabaseError` for what the table refuses.
    """
    places = {name: place for place, name in enumerate(table.columns.keys())}
    names = sorted(columns, key=places.__getitem__)
    if connection.dialect.name != "postgresql":
        _loop(connection, statement, table, names, columns)
    elif len(columns[names[0]]) < FEW or _meet_again(table, columns):
        rows = zip(*(columns[name] for name in names), strict=True)
        connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])
    else:
        _pour(connection, table, names, _rows(connection.dialect, table, names, columns))
        connection.execute(statement.from_select(names, _poured(names).select()))
        connection.exec_driver_sql("DROP TABLE poured")


def _meet_again(table: Table, columns: Columns) -> bool:
    """Whether rows have a primary key in common: one statement cannot write the same row twice."""
    if not all(column.name in columns for column in table.primary_key):
        return False
    keys = list(zip(*(columns[column.name] for column in table.primary_key), strict=True))
    return len(set(keys)) < len(keys)


def _rows(dialect: Dialect, table: Table, names: Sequence[str], columns: Columns) -> list[tuple[Any, ...]]:
    """The rows as the driver takes them."""
    return list(zip(*(_bound(table.c[name], columns[name], dialect) for name in names), strict=True))


def _bound(column: Column[Any], values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    """The values of a column as the driver takes them: days and instants, of which there are few, are turned once."""
    kind = column.type
    if isinstance(kind, (Text, Whole)) and kind.takes_all(_known(values) if column.nullable else values):
        return values
    turn = kind.dialect_impl(dialect).bind_processor(dialect)
    if turn is None:
        return values
    if isinstance(kind, (Date, UtcDateTime)):
        known = {value: turn(value) for value in set(values)}
        return [known[value] for value in values]
    return [turn(value) for value in values]


def _known(values: Sequence[Any]) -> Sequence[Any]:
    return [value for value in values if value is not None]


def _loop(connection: Connection, statement: Insert, table: Table, names: Sequence[str], columns: Columns) -> None:
    """Let the driver run the statement for every row."""
    sql = _sql(statement, connection.dialect, tuple(names))
    for start in range(0, len(columns[names[0]]), AT_ONCE):
        some = {name: columns[name][start : start + AT_ONCE] for name in names}
        connection.exec_driver_sql(sql, _rows(connection.dialect, table, names, some))


@lru_cache
def _sql(statement: Insert, dialect: Dialect, names: tuple[str, ...]) -> str:
    return str(statement.compile(dialect=dialect, column_keys=names))


def _pour(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Copy rows into a new temporary table, which is gone with the transaction at the latest."""
    types = [next(ours for kind, ours in _TYPES.items() if isinstance(table.c[name].type, kind)) for name in names]
    described = ", ".join(f'"{name}" {kind}' for name, kind in zip(names, types, strict=True))
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE poured ({described}) ON COMMIT DROP")
    copy = "COPY poured FROM STDIN (FORMAT BINARY)"
    driver: Any = connection.connection
    with told_as_sqlalchemy(connection, copy), driver.cursor() as cursor, cursor.copy(copy) as copying:
        copying.set_types(types)
        for row in rows:
            copying.write_row(row)


def _poured(names: Sequence[str]) -> TableClause:
    return named_table("poured", *map(named, names))
