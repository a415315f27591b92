"""An account that is connected to Amazon, and the documents that Amazon hands out for it."""

from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Engine, select

import bot
from bot.amazon.sp_api.report_types import REPORT_TYPES
from bot.config import Settings
from storage import accounts
from storage.reports import connections
from storage.reports.connections import Connection, Credentials
from storage.tables import report_request
from storage.workspaces import Workspace
from tests.fakes.amazon import CLIENT, REFRESH_TOKEN

SAMPLES = Path(bot.__path__[0]) / "entrypoints" / "local" / "samples"
SAMPLE_OF = {
    "performance": "performance.json",
    "listings": "listings.txt",
    "returns": "returns.txt",
    "returns-xml": "returns.xml",
    "prime-returns": "prime-returns.csv",
    "orders": "orders.txt",
    "feedback": "feedback.txt",
}
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
CREDENTIALS = Credentials(CLIENT["client_id"], SecretStr(CLIENT["client_secret"]), SecretStr(REFRESH_TOKEN))


LINES = 5
"""Lines of a table that are enough here."""


def sample_files() -> dict[str, bytes]:
    """A short document of every kind."""
    return {
        report_type.amazon_name: _short((SAMPLES / SAMPLE_OF[report_type.name]).read_bytes())
        for report_type in REPORT_TYPES.values()
    }


def _short(text: bytes) -> bytes:
    if text.startswith(b"<"):
        item = b"</return_details>"
        return item.join(text.split(item)[:LINES]) + item + b"</Message></AmazonEnvelope>"
    return text if text.startswith(b"{") else b"".join(text.splitlines(keepends=True)[:LINES])


def connect(ws: Workspace, settings: Settings, account: str = "main", now: datetime = NOW) -> None:
    accounts.add(ws, account, "U1", now)
    held = Connection(account=account, marketplace="ca", client_id="", key_id="", since=now, who="U1")
    connections.upsert(ws, settings.keys, held, CREDENTIALS)


def states(engine: Engine) -> dict[str, Counter[str]]:
    """How many reports of each kind stand how."""
    with engine.connect() as connection:
        rows = connection.execute(select(report_request.c.kind, report_request.c.state)).all()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, state in rows:
        found[kind][state] += 1
    return found
