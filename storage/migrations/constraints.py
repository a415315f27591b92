"""CHECK constraints for migrations, worded as `storage.tables` words them."""

from __future__ import annotations

import sqlalchemy as sa


def text_checks(table: str, **longest: int) -> list[sa.CheckConstraint]:
    """Checks that columns hold text of at most so many characters, for SQLite only."""
    return [
        sqlite_check(
            f"{table}_{name}_type",
            f"typeof({name}) IN ('text', 'null') AND length({name}) <= {most} AND instr({name}, char(0)) = 0",
        )
        for name, most in longest.items()
    ]


def integer_checks(table: str, *names: str) -> list[sa.CheckConstraint]:
    """Checks that columns hold integers, for SQLite only."""
    return [sqlite_check(f"{table}_{name}_type", f"typeof({name}) IN ('integer', 'null')") for name in names]


def sqlite_check(name: str, rule: str) -> sa.CheckConstraint:
    """A check for SQLite only, which PostgreSQL enforces by its types."""
    return check(name, rule).ddl_if(dialect="sqlite")


def check(name: str, rule: str) -> sa.CheckConstraint:
    """A check for both databases."""
    return sa.CheckConstraint(rule, name=f"ck_{name}")
