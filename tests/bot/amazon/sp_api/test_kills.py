"""Passes that are killed leave whole files or none, and ask Amazon for nothing twice."""

from tests.processes.amazon_siege_outcome import besieged

KILLS = 12


def test_killed_passes_ask_for_nothing_twice_and_the_next_ones_finish(tmp_path):
    outcome = besieged(tmp_path, KILLS)
    assert outcome.told["killed"] >= KILLS
    assert (outcome.twice, outcome.wrongs, outcome.told["halves"]) == ([], [], 0)
    assert outcome.taken == outcome.made
    assert outcome.kept == outcome.expected


def test_a_protocol_that_does_not_look_before_it_asks_again_is_found_out(tmp_path):
    assert besieged(tmp_path, 4, protocol="no look").twice != []
