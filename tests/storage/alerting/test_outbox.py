from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from storage.alerting import outbox, outbox_channels, outbox_claims
from storage.alerting.outbox import Place, Saying
from storage.alerting.outbox_claims import Claimed
from storage.workspaces import Workspace, open_workspace

LEASE = timedelta(seconds=60)
HOUR = timedelta(hours=1)
CHART = {"type": "data_visualization", "title": "Trend"}


def post(key: str, channel: str = "C1", **more: object) -> Saying:
    return Saying(key=key, channel=channel, act="post", text=f"{key} as raised", **more)  # type: ignore[arg-type]


def about(act: str, post_key: str, key: str, **more: object) -> Saying:
    told = {"channel": "C1", "text": f"{key} now", **more}
    return Saying(key=key, act=act, about=post_key, **told)  # type: ignore[arg-type]


def put(ws: Workspace, now: datetime, *sayings: Saying) -> None:
    with ws.begin() as transaction:
        outbox.put(transaction, sayings, now)


def claim(ws: Workspace, now: datetime, by: str = "one", **more: int) -> list[Claimed]:
    return outbox_claims.claim(ws, by, now, LEASE, **more)


def keys(claimed: list[Claimed]) -> list[str]:
    return [each.key for each in claimed]


def say(ws: Workspace, now: datetime, ts: str = "1.0") -> list[str]:
    """Claim what is due, and say it."""
    claimed = claim(ws, now)
    assert [outbox_claims.sent(ws, each, ts, now) for each in claimed] == [True] * len(claimed)
    return keys(claimed)


def test_what_is_put_is_claimed_as_it_was_put(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a", blocks=(CHART,)))
    [claimed] = claim(ws, now)
    assert (claimed.key, claimed.channel, claimed.act, claimed.text) == ("a", "C1", "post", "a as raised")
    assert (claimed.blocks, claimed.attempts, claimed.there) == ((CHART,), 1, None)
    assert (claimed.claimed_at, claimed.lease_until, claimed.created_at) == (now, now + LEASE, now)


def test_a_key_that_is_there_already_changes_nothing(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"), post("a", channel="C2"))
    put(ws, now, post("a", channel="C3"), about("edit", "a", "a"))
    assert outbox.counts(ws) == {"waiting": 1}
    assert [(each.channel, each.text) for each in claim(ws, now)] == [("C1", "a as raised")]


def test_nothing_is_said_of_a_transaction_that_was_undone(ws: Workspace, now: datetime) -> None:
    with pytest.raises(DatabaseError), ws.begin() as transaction:
        outbox.put(transaction, [post("a"), post("b", channel="C" * 65)], now)
    assert outbox.counts(ws) == {}


def test_an_edit_of_a_post_that_nobody_tried_to_say_changes_the_post(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a", blocks=(CHART,), not_before=now + HOUR), about("edit", "a", "e", not_before=now))
    assert outbox.counts(ws) == {"folded": 1, "waiting": 1}
    [claimed] = claim(ws, now)
    assert (claimed.key, claimed.text, claimed.blocks) == ("a", "e now", ())


def test_an_edit_that_may_wait_lets_its_post_go_now(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"), about("edit", "a", "e", not_before=now + HOUR))
    assert [each.text for each in claim(ws, now)] == ["e now"]


def test_an_edit_of_a_post_that_may_have_been_said_waits_for_it(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"))
    [claimed] = claim(ws, now)
    put(ws, now, about("edit", "a", "e"))
    assert claim(ws, now, "two") == []
    outbox_claims.postpone(ws, claimed, now, "TimeoutError")
    assert say(ws, now) == ["a"]
    assert [(each.key, each.there) for each in claim(ws, now)] == [("e", Place("C1", "1.0"))]


def test_a_newer_edit_takes_the_place_of_one_that_waits(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"))
    say(ws, now)
    put(ws, now, about("edit", "a", "e1"), about("edit", "a", "e2"))
    assert keys(claim(ws, now)) == ["e2"]
    assert outbox.counts(ws) == {"folded": 1, "sending": 1, "sent": 1}


def test_an_edit_for_later_leaves_one_that_is_due_its_turn(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"))
    say(ws, now)
    put(ws, now, about("edit", "a", "e1"), about("edit", "a", "e2", not_before=now + HOUR))
    assert [say(ws, now), say(ws, now + HOUR)] == [["e1"], ["e2"]]


def test_an_edit_that_a_newer_one_has_overtaken_is_not_said_after_it(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"))
    say(ws, now)
    put(ws, now, about("edit", "a", "e1"))
    [older] = claim(ws, now)
    put(ws, now, about("edit", "a", "e2"))
    outbox_claims.postpone(ws, older, now + LEASE, "TimeoutError")
    assert say(ws, now) == ["e2"]
    assert claim(ws, now + HOUR) == []


def test_a_channel_hears_the_oldest_first_and_one_thing_at_a_time(ws: Workspace, now: datetime) -> None:
    put(ws, now, *(post(f"{channel}{number}", channel) for number in range(2) for channel in ("C1", "C2", "C3")))
    first = claim(ws, now, most=2)
    assert keys(first) == ["C10", "C20"]
    assert keys(claim(ws, now, "two")) == ["C30"]
    outbox_claims.sent(ws, first[0], "1.0", now)
    assert keys(claim(ws, now, "two")) == ["C11"]


def test_what_is_held_until_later_stands_in_nobodys_way(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("quiet", not_before=now + HOUR), post("urgent"))
    assert [say(ws, now), say(ws, now), say(ws, now + HOUR)] == [["urgent"], [], ["quiet"]]


def test_a_reply_to_what_was_said_is_not_held_by_another(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"), about("reply", "a", "r1", not_before=now + HOUR), about("reply", "a", "r2"))
    assert [say(ws, now), say(ws, now), say(ws, now)] == [["a"], ["r2"], []]


def test_channels_to_be_left_alone_are(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"), post("b", "C2"))
    assert keys(outbox_claims.claim(ws, "one", now, LEASE, besides=["C1"])) == ["b"]


def test_a_claim_that_lapsed_is_somebody_elses(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"))
    [dead] = claim(ws, now)
    assert claim(ws, now + LEASE / 2, "two") == []
    [again] = claim(ws, now + LEASE, "two")
    assert (again.key, again.attempts) == ("a", 2)
    assert not outbox_claims.sent(ws, dead, "1.0", now)
    outbox_claims.postpone(ws, dead, now, "late")
    outbox_claims.dead(ws, dead, "late", now)
    outbox_claims.uncertain(ws, dead, now, "late")
    assert outbox_claims.sent(ws, again, "2.0", now)
    assert outbox.place(ws, "a") == Place("C1", "2.0")


def test_a_claimant_who_lost_a_claim_has_no_say_its_next_one(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"))
    [lost], [held] = claim(ws, now), claim(ws, now + LEASE)
    assert [outbox_claims.sent(ws, lost, "1.0", now), outbox_claims.sent(ws, held, "2.0", now)] == [False, True]


def test_all_of_a_channel_that_may_have_been_said_comes_in_one_claim(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"), post("b"), post("c"))
    for _ in range(2):
        [claimed] = claim(ws, now)
        outbox_claims.postpone(ws, claimed, now + LEASE, "TimeoutError")
    assert keys(claim(ws, now + LEASE)) == ["a", "b"]


def test_what_was_surely_not_said_counts_as_no_attempt(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"))
    [claimed] = claim(ws, now)
    outbox_claims.postpone(ws, claimed, now, "ratelimited", attempts=claimed.attempts - 1)
    assert [each.attempts for each in claim(ws, now)] == [1]


def test_the_uncertain_is_looked_at_again_and_holds_nothing_up(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"), post("b"))
    [claimed] = claim(ws, now)
    outbox_claims.uncertain(ws, claimed, now + HOUR, "missing_scope")
    assert outbox.counts(ws) == {"uncertain": 1, "waiting": 1}
    assert [say(ws, now), [(each.key, each.attempts) for each in claim(ws, now + HOUR)]] == [["b"], [("a", 2)]]


def test_the_dead_stay_dead(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"))
    [claimed] = claim(ws, now)
    outbox_claims.dead(ws, claimed, "msg_too_long " * 40, now)
    assert claim(ws, now + HOUR) == []
    assert outbox.counts(ws) == {"dead": 1}


def test_an_edit_that_was_posted_is_where_its_post_now_stands(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"))
    say(ws, now)
    put(ws, now, about("edit", "a", "e", channel="C2"))
    [edit] = claim(ws, now)
    assert outbox_claims.sent(ws, edit, "2.0", now, anew=True)
    assert outbox.place(ws, "a") == Place("C2", "2.0")


def test_a_channel_on_hold_waits(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"), post("b", "C2"), post("c", not_before=now + 2 * HOUR))
    outbox_channels.hold(ws, "C1", now + HOUR)
    assert [say(ws, now), say(ws, now + HOUR), say(ws, now + 2 * HOUR)] == [["b"], ["a"], ["c"]]


def test_another_channel_gets_what_was_surely_not_said(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"), post("b"))
    [claimed] = claim(ws, now)
    outbox_claims.postpone(ws, claimed, now, "TimeoutError")
    outbox_channels.redirect(ws, "C1", "C9")
    assert [(each.key, each.channel) for each in claim(ws, now)] == [("a", "C1"), ("b", "C9")]


def carry(texts: list[str]) -> tuple[str, tuple[dict[str, object], ...]]:
    return "\n".join(texts), ()


def test_one_message_carries_a_backlog(ws: Workspace, now: datetime) -> None:
    put(ws, now, *(post(f"p{number}") for number in range(3)), post("later", not_before=now + HOUR), post("x", "C2"))
    put(ws, now, about("reply", "p1", "r"))
    assert outbox_channels.crowded(ws, now, 2) == ["C1"]
    assert [outbox_channels.fold(ws, "C1", now, 3, carry), outbox_channels.fold(ws, "C1", now, 2, carry)] == [0, 3]
    assert outbox_channels.crowded(ws, now, 0) == ["C2"]
    carrier = claim(ws, now)[-1]
    assert carrier.text == "p0 as raised\np1 as raised\np2 as raised"
    outbox_claims.sent(ws, carrier, "5.0", now)
    assert outbox.place(ws, "p1") == outbox.place(ws, carrier.key) == Place("C1", "5.0")
    assert [(each.key, each.there, each.carried) for each in claim(ws, now)] == [("r", Place("C1", "5.0"), True)]


def test_what_may_have_been_said_is_in_no_backlog(ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"), post("b"))
    [claimed] = claim(ws, now)
    outbox_claims.postpone(ws, claimed, now, "TimeoutError")
    assert outbox_channels.fold(ws, "C1", now, 1, carry) == 0


def test_workspaces_in_which_something_is_due_are_told_by_their_ids(
    engine: Engine, ws: Workspace, now: datetime
) -> None:
    other = open_workspace(engine, "T-other", now)
    put(ws, now, post("a"))
    put(other, now, post("a", not_before=now + HOUR))
    assert outbox_claims.waiting_workspaces(engine, now) == ["T-ours"]
    claim(ws, now)
    assert outbox_claims.waiting_workspaces(engine, now) == []
    assert outbox_claims.waiting_workspaces(engine, now + HOUR) == ["T-other", "T-ours"]


def test_what_took_more_than_one_try_is_remembered_by_its_place(engine: Engine, ws: Workspace, now: datetime) -> None:
    put(ws, now, post("a"), about("reply", "a", "r"), post("b", "C2"))
    say(ws, now)
    assert outbox_claims.doubtful_workspaces(engine, now) == []
    claim(ws, now)
    say(ws, now + LEASE)
    assert outbox_claims.doubtful_workspaces(engine, now) == ["T-ours"]
    assert outbox_claims.said_again(ws, now) == [("C1", "1.0", now)]


def test_no_two_claimants_get_the_same(engine: Engine, ws: Workspace, now: datetime) -> None:
    put(ws, now, *(post(f"p{number}", f"C{number}") for number in range(40)))
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda number: keys(claim(Workspace(engine, ws.id), now, f"{number}")), range(16)))
    taken = [key for some in got for key in some]
    assert len(taken) == len(set(taken))
    assert len(taken) + len(claim(ws, now, most=40)) >= 35
