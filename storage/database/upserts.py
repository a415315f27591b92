"""INSERT ... ON CONFLICT on the primary key, in the dialect of each database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import Table, func

Resolve = Callable[[Any, Any], Mapping[str, Any]]
"""From the columns of the new row and of the stored one to the values that the stored row gets, by column."""


@cache
def upsert(table: Table, dialect: str) -> Any:
    """An INSERT that overwrites the stored row of the same key."""
    statement = _insert(table, dialect)
    keys = [column.name for column in table.primary_key]
    values = {name: statement.excluded[name] for name in table.columns.keys() if name not in keys}  # noqa: SIM118
    return statement.on_conflict_do_update(index_elements=keys, set_=values)


@cache
def coalescing_upsert(table: Table, dialect: str, names: tuple[str, ...]) -> Any:
    """An INSERT of the named columns that overwrites the stored row of the same key, except with NULL."""
    statement = _insert(table, dialect)
    keys = [column.name for column in table.primary_key]
    values = {name: func.coalesce(statement.excluded[name], table.c[name]) for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=values)


@cache
def resolving_upsert(table: Table, dialect: str, resolve: Resolve) -> Any:
    """An INSERT that updates the stored row of the same key to what `resolve` returns."""
    statement = _insert(table, dialect)
    keys = [column.name for column in table.primary_key]
    return statement.on_conflict_do_update(index_elements=keys, set_=resolve(statement.excluded, table.c))


@cache
def insert_if_absent(table: Table, dialect: str) -> Any:
    """An INSERT that does nothing if any unique key is taken; it returns the primary key of a row it inserted."""
    return _insert(table, dialect).on_conflict_do_nothing().returning(*table.primary_key)


def _insert(table: Table, dialect: str) -> Any:
    # Both databases write ON CONFLICT alike, but each dialect has an INSERT of its own, which takes time to import.
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)
