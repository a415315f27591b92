"""What PostgreSQL refuses by the type of a column alone, SQLite is made to refuse too."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Table

from storage.database.column_types import Text, Whole


def _type_rule(column: Column[object]) -> str | None:
    """What the column's type alone makes PostgreSQL refuse, said to SQLite."""
    name = column.name
    match column.type:
        case Text(length=longest):
            # SQLite's length() stops at a NUL character, which PostgreSQL takes in no text at all.
            whole = f"length({name}) <= {longest} AND instr({name}, char(0)) = 0"
            return f"typeof({name}) IN ('text', 'null') AND {whole}"
        case Whole():
            return f"typeof({name}) IN ('integer', 'null')"
        case Boolean():
            return f"{name} IN (0, 1)"
    return None


def make_strict(table: Table) -> None:
    """Give a table the checks of its columns' types, for SQLite alone."""
    for column in table.columns:
        if rule := _type_rule(column):
            check = CheckConstraint(rule, name=f"{column.name}_type")
            table.append_constraint(check.ddl_if(dialect="sqlite"))
