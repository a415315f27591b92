"""CHECK constraints by which SQLite refuses what PostgreSQL refuses by the type of a column."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Table

from storage.database.column_types import Int64, Text


def _type_check(column: Column[object]) -> str | None:
    """The condition that a column's type implies, None for a type that needs none."""
    name = column.name
    match column.type:
        case Text(length=max_length):
            # SQLite's length() stops at a NUL character, which PostgreSQL refuses in every text.
            fits = f"length({name}) <= {max_length} AND instr({name}, char(0)) = 0"
            return f"typeof({name}) IN ('text', 'null') AND {fits}"
        case Int64():
            return f"typeof({name}) IN ('integer', 'null')"
        case Boolean():
            return f"{name} IN (0, 1)"
    return None


def make_strict(table: Table) -> None:
    """Add the checks of its columns' types to a table, for SQLite only."""
    for column in table.columns:
        if condition := _type_check(column):
            check = CheckConstraint(condition, name=f"{column.name}_type")
            table.append_constraint(check.ddl_if(dialect="sqlite"))
