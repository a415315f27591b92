"""Metadata with the naming convention of constraints, and the columns that many tables share."""

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


def id_column() -> Column[int]:
    """An autoincremented primary key."""
    # SQLite generates ids only for a column that is exactly INTEGER PRIMARY KEY.
    return Column("id", BigInteger().with_variant(Integer(), "sqlite"), Identity(), primary_key=True)


def workspace_column() -> Column[str]:
    """The workspace of a row whose primary key is another column."""
    return Column("workspace_id", Text(64), ForeignKey("workspace.id"), nullable=False)


def account_foreign_key() -> ForeignKeyConstraint:
    """A foreign key to an account of the row's workspace."""
    return ForeignKeyConstraint(["workspace_id", "account"], ["account.workspace_id", "account.name"])


def key_column(name: str, length: int) -> Column[str]:
    """A part of the primary key: text of at most `length` characters."""
    return Column(name, Text(length), primary_key=True)
