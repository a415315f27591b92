"""What every part of the `headroom` command line shares: its settings, its database, and how it refuses."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from bot.config import Settings
from bot.language.locale import ENGLISH
from storage.database.engine import open_engine
from storage.database.migrate import NewerDatabase, upgrade

REFUSED = 2
"""Exit status for a line that was refused."""

DatabaseUrl = Annotated[
    str | None, typer.Option("--database", help="Database URL; default: $DATABASE_URL, else a file.")
]
Account = Annotated[str | None, typer.Option("--account", help="Whose it is; default: the only account there is.")]
WorkspaceId = Annotated[str | None, typer.Option("--workspace", help="Whose it is; default: the only one there is.")]


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def settings(database_url: str | None = None) -> Settings:
    """The settings of the environment; ends the program with what is wrong, where something is."""
    environment = dict(os.environ) | ({"DATABASE_URL": database_url} if database_url else {})
    try:
        return Settings.of(environment)
    except ValidationError as wrong:
        names = ", ".join(str(error["loc"][0]).upper() for error in wrong.errors())
        sys.exit(f"These settings cannot be read: {names}. `headroom doctor` says more.")


@contextmanager
def ready(url: str) -> Iterator[Engine]:
    """The database, brought up to date."""
    engine = open_engine(url)
    try:
        upgrade(engine)
        yield engine
    except NewerDatabase as newer:
        sys.exit(str(newer))
    finally:
        engine.dispose()


@contextmanager
def refusing() -> Iterator[None]:
    """End the program with what is wrong and what to do, where something is."""
    from bot.language.catalogue import say
    from bot.reports.parsing.report import Unreadable
    from storage.database.encryption import EncryptionError

    try:
        yield
    except Unreadable as unclear:
        print(say(ENGLISH, unclear.key, **unclear.values), file=sys.stderr)
        raise typer.Exit(REFUSED) from None
    except EncryptionError as unsealable:
        print(unsealable, file=sys.stderr)
        raise typer.Exit(REFUSED) from None
    except OperationalError as away:
        sys.exit(f"The database is away or busy, so try again: {away.orig}")
