# ruff: noqa: T201 - the figures are for whoever runs this
"""Two hundred passes over a connection killed at any moment: no report is asked for twice, and none is lost.

.venv/bin/pytest tests/check/test_killed_syncs.py -s
"""

from tests.processes.amazon_siege_outcome import besieged

KILLS = 200


def test_two_hundred_killed_syncs_ask_for_nothing_twice_and_lose_nothing(tmp_path):
    outcome = besieged(tmp_path, KILLS)
    told = outcome.told
    print(f"{told['killed']} kills in {told['days']} days, {told['asking']} times with a report in the gap, beside")
    print(f"{outcome.failed} failures of Amazon: {len(outcome.made)} reports, each asked for and taken once")
    assert told["killed"] >= KILLS
    assert told["asking"] > KILLS // 20
    assert (outcome.twice, outcome.wrongs, outcome.told["halves"]) == ([], [], 0)
    assert outcome.taken == outcome.made
    assert outcome.kept == outcome.expected
