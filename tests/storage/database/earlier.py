"""Databases as earlier versions left them: their tables, and rows that they wrote themselves."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Date, DateTime, Engine, MetaData, Table

Rows = Mapping[str, Sequence[dict[str, Any]]]

RELEASED = Path(__file__).parent / "released"


def rows_of(revision: str) -> Rows:
    """The rows of every table after some days of a seller's, written by the version of that revision."""
    rows: Rows = json.loads((RELEASED / f"{revision}.json").read_text(encoding="utf-8"))
    return rows


def upgrade_to(engine: Engine, revision: str) -> None:
    """Bring a database to a revision and no further."""
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "storage:migrations")
        config.set_main_option("path_separator", "os")
        command.upgrade(config, revision)


def fill(engine: Engine, rows: Rows) -> None:
    """Put rows into the tables as they are now; what a database numbers by itself is numbered anew, in that order."""
    tables = MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for name, found in rows.items():
            connection.execute(tables.tables[name].insert(), [_row(tables.tables[name], each) for each in found])


def _row(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _value(table.c[name].type, each)
        for name, each in row.items()
        if not (name == "id" and each.__class__ is int)
    }


def _value(kind: object, each: Any) -> Any:
    if each is None or not isinstance(kind, Date | DateTime):
        return each
    return datetime.fromisoformat(each) if isinstance(kind, DateTime) else date.fromisoformat(each)
