import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from slack import Person, ResponseUrl, open_response_url
from sqlalchemy import Engine

from bot.assistant.assistant import Desk
from bot.workspace.request import Answer
from storage.database.engine import database_file, open_engine
from storage.database.migrate import upgrade


@pytest.fixture
def now() -> datetime:
    """A Monday morning in Toronto."""
    return datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'headroom.db'}"


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest revision, to be copied: making one takes longer than most tests."""
    file = tmp_path_factory.mktemp("upgraded") / "headroom.db"
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture
def engine(url: str, upgraded_file: Path) -> Iterator[Engine]:
    """A new database at the newest revision."""
    if file := database_file(url):
        shutil.copy(upgraded_file, file)
    engine = open_engine(url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def heard() -> list[Answer]:
    """Every answer that the desk gave."""
    return []


@pytest.fixture
def desk(engine: Engine, heard: list[Answer], now: datetime) -> Iterator[Desk]:
    with closing(Desk(engine, lambda: now, heard=heard.append)) as desk:
        yield desk


@pytest.fixture(scope="session")
def response_url() -> Iterator[ResponseUrl]:
    with open_response_url() as server:
        yield server


Arrive = Callable[..., Person]


@pytest.fixture
def arrives(desk: Desk, heard: list[Answer], response_url: ResponseUrl) -> Arrive:
    """Brings a person of any workspace to the desk."""

    def arrive(team: str = "T0SHOP", user: str = "U0ANN", at: Desk = desk) -> Person:
        return Person(at, heard, response_url, team, user)

    return arrive


@pytest.fixture
def ann(arrives: Arrive) -> Person:
    """A seller in a workspace that has nothing in it yet."""
    return arrives()
