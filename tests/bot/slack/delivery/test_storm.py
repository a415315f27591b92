"""The short form of `make soak`: nothing is lost, nothing is said twice, and protocols that do so are found out."""

import pytest

from tests.fakes.faulty_slack import CUT_AFTER, CUT_BEFORE, FAILED_AFTER, FAILED_BEFORE, HANGING, LIMITED
from tests.fixtures.storm import CUT, RESTARTED, Postgres, Rage
from tests.processes.storm import FROZEN, KILLED, Plan
from tests.processes.storm_worker import FROZEN_AFTER_CLAIM, FROZEN_BEFORE, KILLED_AFTER, KILLED_BEFORE

SLACK = {LIMITED: 0.04, FAILED_BEFORE: 0.04, FAILED_AFTER: 0.05, HANGING: 0.03, CUT_BEFORE: 0.02, CUT_AFTER: 0.05}
WORKERS = {KILLED_BEFORE: 0.04, KILLED_AFTER: 0.06, FROZEN_AFTER_CLAIM: 0.02, FROZEN_BEFORE: 0.02}
ALERTS, LEASE = 120, 0.3
PARENT = {KILLED: 5, FROZEN: 2}
UNHEARD = {KILLED_AFTER, FAILED_AFTER, CUT_AFTER}
"""Faults after which Slack has a message and the sender does not know: by chance one kind may not occur in a storm."""


def test_three_processes_on_postgresql_lose_and_repeat_nothing(
    rage: Rage, storm_postgresql_url: str, postgres: Postgres
) -> None:
    times = {**PARENT, CUT: 3, RESTARTED: 1}
    plan = Plan(alerts=ALERTS, workers=3, lease=LEASE, chances=WORKERS, times=times)
    outcome = rage(plan, storm_postgresql_url, SLACK, postgres.strikes())
    assert (outcome.lost, outcome.duplicated, outcome.stale) == (0, 0, 0), outcome
    assert {KILLED, CUT, RESTARTED} <= outcome.faults.keys()
    assert len(UNHEARD & outcome.faults.keys()) >= 2, outcome.faults


def test_two_processes_on_sqlite_lose_and_repeat_nothing(rage: Rage, storm_sqlite_url: str) -> None:
    plan = Plan(alerts=ALERTS, workers=2, channels=8, lease=LEASE, chances=WORKERS, times=PARENT)
    outcome = rage(plan, storm_sqlite_url, SLACK)
    assert (outcome.lost, outcome.duplicated, outcome.stale) == (0, 0, 0), outcome
    assert KILLED in outcome.faults
    assert len(UNHEARD & outcome.faults.keys()) >= 2, outcome.faults
    assert outcome.carried > 0, "no backlog was folded"


@pytest.mark.parametrize(
    ("protocol", "chances", "slack"),
    [
        ("post then mark", {KILLED_AFTER: 0.2}, {}),
        ("outbox without reconciliation", {KILLED_AFTER: 0.2}, {}),
        ("SDK retries on", {}, {CUT_AFTER: 0.2}),
        ("no look at the age of a claim", {FROZEN_AFTER_CLAIM: 0.25}, {}),
    ],
)
def test_a_protocol_that_says_things_twice_is_found_out(
    rage: Rage, storm_sqlite_url: str, protocol: str, chances: dict[str, float], slack: dict[str, float]
) -> None:
    outcome = rage(dubious(protocol, chances), storm_sqlite_url, slack)
    assert outcome.duplicated > 0, outcome


def test_a_protocol_that_loses_things_is_found_out(rage: Rage, storm_sqlite_url: str) -> None:
    outcome = rage(dubious("flag first", {KILLED_BEFORE: 0.2}), storm_sqlite_url, {})
    assert outcome.lost > 0, outcome


def dubious(protocol: str, chances: dict[str, float]) -> Plan:
    """Enough alerts to be found out by; three a channel, since a backlog would be folded into fewer posts.

    The frozen sleep long enough for others to take over on a machine that is busy otherwise, too.
    """
    return Plan(
        alerts=150,
        workers=3,
        channels=50,
        lease=LEASE,
        thaw=3,
        seconds=20,
        protocol=protocol,
        chances=chances,
        posts_only=True,
    )
