"""The full form of the storm, for `make soak`: every kind of fault by itself, and all of them at once."""

import pytest

from tests.fakes.faulty_slack import CUT_AFTER, CUT_BEFORE, FAILED_AFTER, FAILED_BEFORE, HANGING, LIMITED
from tests.fixtures.storm import CUT, RESTARTED, Postgres, Rage
from tests.processes.storm import FROZEN, KILLED, Outcome, Plan
from tests.processes.storm_worker import FROZEN_AFTER_CLAIM, FROZEN_BEFORE, KILLED_AFTER, KILLED_BEFORE

SLACK = {LIMITED: 0.04, FAILED_BEFORE: 0.04, FAILED_AFTER: 0.05, HANGING: 0.02, CUT_BEFORE: 0.03, CUT_AFTER: 0.05}
IN_THE_GAP = {KILLED_BEFORE: 0.05, KILLED_AFTER: 0.15}
FREEZING = {FROZEN_AFTER_CLAIM: 0.04, FROZEN_BEFORE: 0.02}
EVERYTHING = {KILLED_BEFORE: 0.03, KILLED_AFTER: 0.06, FROZEN_AFTER_CLAIM: 0.01, FROZEN_BEFORE: 0.01}


def plan(
    alerts: int, workers: int, chances: dict[str, float], channels: int = 200, every: float = 0.15, **times: int
) -> Plan:
    named = {"killed": KILLED, "frozen": FROZEN, "cut": CUT, "crashed": RESTARTED}
    return Plan(
        alerts=alerts,
        workers=workers,
        lease=1.0,
        channels=channels,
        seconds=300,
        chances=chances,
        times={named[name]: count for name, count in times.items()},
        every=every,
    )


@pytest.mark.parametrize(
    ("name", "storm", "slack"),
    [
        ("killed", plan(1000, 3, IN_THE_GAP, killed=200), {}),
        ("frozen", plan(800, 3, FREEZING, every=0.8, frozen=60), {}),
        ("Slack and database", plan(1200, 3, {}, cut=125, crashed=20), SLACK),
        ("everything", plan(1000, 3, EVERYTHING, killed=60, frozen=10, cut=40, crashed=5), SLACK),
    ],
)
def test_soak_postgresql(
    rage: Rage, storm_postgresql_url: str, postgres: Postgres, name: str, storm: Plan, slack: dict[str, float]
) -> None:
    tell(f"PostgreSQL, {storm.alerts} alerts, {name}", rage(storm, storm_postgresql_url, slack, postgres.strikes()))


def test_soak_sqlite(rage: Rage, storm_sqlite_url: str) -> None:
    # So few channels that backlogs are folded.
    storm = plan(1000, 2, EVERYTHING, channels=25, killed=100, frozen=15)
    tell(f"SQLite, {storm.alerts} alerts, everything", rage(storm, storm_sqlite_url, SLACK))


def tell(what: str, outcome: Outcome) -> None:
    print(f"\n{what}: {outcome}")  # noqa: T201
    assert (outcome.lost, outcome.duplicated, outcome.stale) == (0, 0, 0)
