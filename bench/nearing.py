"""A million stored offers swept for those that came near their limit: `python -m bench.nearing sqlite 1000000 3`.

So many offers and rounds; prints the CPU seconds of our sweep, and of asking the history itself with a window.
"""

import json
import sys
from collections.abc import Callable

from sqlalchemy import Engine, text

from bench.databases import ACCOUNT, NOW, backend_of, cpu_seconds, database, opened
from bench.many_readings import TODAY, coming_near
from bench.rounds import in_turns
from bot.amazon.imports.near_limits import newly_near
from storage.metrics import readings
from storage.workspaces import Workspace

ONE_IN = 200
"""One offer in so many came near."""

WINDOW = text(
    """
    SELECT subject, value, orders, defects, as_of FROM (
        SELECT subject, value, orders, defects, as_of, row_number() OVER newest AS place,
            lead(1000000 * defects >= 45000 * orders) OVER newest AS was_near
        FROM reading WHERE workspace_id = 'T1' AND account = 'main' AND metric = 'offer-rqs'
        WINDOW newest AS (PARTITION BY subject ORDER BY as_of DESC, id DESC)
    ) AS ranked WHERE place = 1 AND 1000000 * defects >= 45000 * orders AND NOT was_near
    """
)
"""Nine tenths of the five percent of orders with a defect that Offer RQS allows, straight from the readings."""


def measure(kind: str, offers: int, rounds: int) -> dict[str, list[float]]:
    """CPU seconds of each way; both must find the same number of offers."""
    with database(kind) as url, opened(url) as (engine, workspace):
        readings.record(workspace, ACCOUNT, coming_near(offers, ONE_IN), NOW)
        backend = backend_of(engine)
        ways = {"ours": _ours(workspace, offers), "window": _window(engine, offers)}
        if kind == "postgresql":
            with engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
        return in_turns(rounds, {name: lambda way=way: cpu_seconds(way, backend) for name, way in ways.items()})  # type: ignore[misc]


def _ours(workspace: Workspace, offers: int) -> Callable[[], None]:
    def sweep() -> None:
        with workspace.read() as snapshot:
            _expect(len(newly_near(snapshot, TODAY)), offers)

    return sweep


def _window(engine: Engine, offers: int) -> Callable[[], None]:
    def ask() -> None:
        with engine.connect() as connection:
            _expect(len(connection.execute(WINDOW).all()), offers)

    return ask


def _expect(found: int, offers: int) -> None:
    if found != offers // ONE_IN:
        raise RuntimeError(f"{found} offers came near, not {offers // ONE_IN}")


if __name__ == "__main__":
    database_kind, offers, rounds = sys.argv[1:]
    sys.stdout.write(json.dumps(measure(database_kind, int(offers), int(rounds))))
