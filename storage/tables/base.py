"""What the tables share: how their constraints are named, and the columns of their keys."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, ForeignKeyConstraint, Identity, Integer, MetaData

from storage.database.column_types import Text

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def row_number() -> Column[int]:
    """A key that counts the rows."""
    # SQLite numbers the rows only of a column that is exactly INTEGER PRIMARY KEY.
    return Column("id", BigInteger().with_variant(Integer(), "sqlite"), Identity(), primary_key=True)


def of_workspace() -> Column[str]:
    """The workspace of a row, beside a key of its own."""
    return Column("workspace_id", Text(64), ForeignKey("workspace.id"), nullable=False)


def of_account() -> ForeignKeyConstraint:
    """The row is about an account that the workspace has."""
    return ForeignKeyConstraint(["workspace_id", "account"], ["account.workspace_id", "account.name"])


def key(name: str, longest: int) -> Column[str]:
    """A part of the primary key, as text of at most so many characters."""
    return Column(name, Text(longest), primary_key=True)
