"""An assistant with the sample seller, on a SQLite file of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from slack_bolt import App
from sqlalchemy import Engine

from bench.slack import SECRET, TEAM
from bot.assistant.assistant import Assistant
from bot.entrypoints.local import sample_seller
from bot.entrypoints.server.app import build_app, known_bot
from bot.workspace.defaults import DEFAULT_ZONE
from storage.database.engine import open_engine
from storage.database.migrate import upgrade
from storage.workspaces import open_workspace


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@contextmanager
def sample_url() -> Iterator[str]:
    """The URL of a new database that is up to date; its file goes at the end."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'headroom.db'}"
        engine = open_engine(url)
        upgrade(engine)
        today = now().astimezone(ZoneInfo(DEFAULT_ZONE)).date()  # the asker's: a reading of tomorrow is a longer way
        sample_seller.plant(open_workspace(engine, TEAM, now()), today, now())
        engine.dispose()
        yield url


@contextmanager
def sample_engine() -> Iterator[Engine]:
    """A database with 90 days of readings of the sample seller."""
    with sample_url() as url:
        engine = open_engine(url)
        yield engine
        engine.dispose()


def app_of(assistant: Assistant) -> App:
    """The whole app for an assistant, as the local workspace builds it."""
    return build_app(assistant, SECRET, authorize=known_bot(TEAM))
