"""Bulk INSERT, by the quickest way of each database; only `storage.transaction` uses it.

On PostgreSQL the rows are copied into a temporary table, from which one statement inserts them; on SQLite the driver
runs the statement in a loop. The types of the columns check the values, as they check a single one, but a column at a
time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Dialect, Insert, Table, TableClause
from sqlalchemy import column as named
from sqlalchemy import table as named_table

from storage.database.column_types import Int64, Text, UtcDateTime
from storage.database.engine import sqlalchemy_errors

Columns = Mapping[str, Sequence[Any]]
"""Rows as columns: for each column name its values, all of one length."""

COPY_FROM_ROWS = 200
"""Rows from which on a temporary table pays."""

SQLITE_BATCH_ROWS = 2_000
"""Rows that are converted for SQLite at once: so many stay in the processor's cache until the driver reads them."""

_TYPES = {Text: "text", Int64: "int8", UtcDateTime: "timestamptz", Date: "date", Boolean: "bool", JSON: "json"}
"""PostgreSQL's names for the types of the temporary table; the INSERT from it checks the length of texts."""


def columns_of(objects: Sequence[object], names: Iterable[str]) -> dict[str, Sequence[Any]]:
    """The named attributes of the objects, as columns."""
    return {name: list(map(attrgetter(name), objects)) for name in names}


def insert_columns(connection: Connection, statement: Insert, table: Table, columns: Columns) -> None:
    """Run an INSERT of the table for all rows, as if for one after the other.

    Raises `ValueError` or `TypeError` for a value of another type than its column's, `KeyError` for a column that the
    table lacks, and `sqlalchemy.exc.DatabaseError` for a row that the table refuses.
    """
    positions = {name: position for position, name in enumerate(table.columns.keys())}
    names = sorted(columns, key=positions.__getitem__)
    if connection.dialect.name != "postgresql":
        _loop(connection, statement, table, names, columns)
    elif len(columns[names[0]]) < COPY_FROM_ROWS or _repeat_keys(table, columns):
        rows = zip(*(columns[name] for name in names), strict=True)
        connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])
    else:
        _copy(connection, table, names, _rows(connection.dialect, table, names, columns))
        connection.execute(statement.from_select(names, _staged(names).select()))
        connection.exec_driver_sql("DROP TABLE staged")


def _repeat_keys(table: Table, columns: Columns) -> bool:
    """Whether two rows have the same primary key: one upsert cannot touch a row twice."""
    if not all(column.name in columns for column in table.primary_key):
        return False
    keys = list(zip(*(columns[column.name] for column in table.primary_key), strict=True))
    return len(set(keys)) < len(keys)


def _rows(dialect: Dialect, table: Table, names: Sequence[str], columns: Columns) -> list[tuple[Any, ...]]:
    """The rows as tuples of the driver's values."""
    return list(zip(*(_bound(table.c[name], columns[name], dialect) for name in names), strict=True))


def _bound(column: Column[Any], values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    """The values of a column as the driver's values; dates and instants, which repeat, are converted once each."""
    kind = column.type
    if isinstance(kind, (Text, Int64)) and kind.accepts_all(_not_null(values) if column.nullable else values):
        return values
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    if convert is None:
        return values
    if isinstance(kind, (Date, UtcDateTime)):
        converted = {value: convert(value) for value in set(values)}
        return [converted[value] for value in values]
    return [convert(value) for value in values]


def _not_null(values: Sequence[Any]) -> Sequence[Any]:
    return [value for value in values if value is not None]


def _loop(connection: Connection, statement: Insert, table: Table, names: Sequence[str], columns: Columns) -> None:
    """Have the driver run the statement for every row."""
    sql = _sql(statement, connection.dialect, tuple(names))
    for start in range(0, len(columns[names[0]]), SQLITE_BATCH_ROWS):
        batch = {name: columns[name][start : start + SQLITE_BATCH_ROWS] for name in names}
        connection.exec_driver_sql(sql, _rows(connection.dialect, table, names, batch))


@lru_cache
def _sql(statement: Insert, dialect: Dialect, names: tuple[str, ...]) -> str:
    return str(statement.compile(dialect=dialect, column_keys=names))


def _copy(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Copy rows into a new temporary table, which lives until the end of the transaction at the latest."""
    types = [next(sql for kind, sql in _TYPES.items() if isinstance(table.c[name].type, kind)) for name in names]
    definitions = ", ".join(f'"{name}" {sql}' for name, sql in zip(names, types, strict=True))
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE staged ({definitions}) ON COMMIT DROP")
    copy = "COPY staged FROM STDIN (FORMAT BINARY)"
    driver: Any = connection.connection
    with sqlalchemy_errors(connection, copy), driver.cursor() as cursor, cursor.copy(copy) as copying:
        copying.set_types(types)
        for row in rows:
            copying.write_row(row)


def _staged(names: Sequence[str]) -> TableClause:
    return named_table("staged", *map(named, names))
