"""The constraints that every migration writes in the same words as `storage.tables`."""

from __future__ import annotations

import sqlalchemy as sa


def text_checks(table: str, **longest: int) -> list[sa.CheckConstraint]:
    """Text of at most so many characters, which SQLite would not see to by itself."""
    return [
        sqlite_check(
            f"{table}_{name}_type",
            f"typeof({name}) IN ('text', 'null') AND length({name}) <= {most} AND instr({name}, char(0)) = 0",
        )
        for name, most in longest.items()
    ]


def integer_checks(table: str, *names: str) -> list[sa.CheckConstraint]:
    """Whole numbers and nothing else."""
    return [sqlite_check(f"{table}_{name}_type", f"typeof({name}) IN ('integer', 'null')") for name in names]


def sqlite_check(name: str, rule: str) -> sa.CheckConstraint:
    """A rule that PostgreSQL keeps by its types."""
    return check(name, rule).ddl_if(dialect="sqlite")


def check(name: str, rule: str) -> sa.CheckConstraint:
    """A rule for both databases."""
    return sa.CheckConstraint(rule, name=f"ck_{name}")
