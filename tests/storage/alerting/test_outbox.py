from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from storage.alerting import outbox, outbox_channels, outbox_claims
from storage.alerting.outbox import MessageLocation, OutboxMessage
from storage.alerting.outbox_claims import ClaimedMessage
from storage.workspaces import Workspace, open_workspace

LEASE = timedelta(seconds=60)
HOUR = timedelta(hours=1)
CHART = {"type": "data_visualization", "title": "Trend"}


def post(key: str, channel: str = "C1", **more: object) -> OutboxMessage:
    return OutboxMessage(key=key, channel=channel, act="post", text=f"{key} as raised", **more)  # type: ignore[arg-type]


def about(act: str, post_key: str, key: str, **more: object) -> OutboxMessage:
    fields = {"channel": "C1", "text": f"{key} now", **more}
    return OutboxMessage(key=key, act=act, about=post_key, **fields)  # type: ignore[arg-type]


def enqueue(ws: Workspace, now: datetime, *messages: OutboxMessage) -> None:
    with ws.begin() as transaction:
        outbox.enqueue(transaction, messages, now)


def claim(ws: Workspace, now: datetime, by: str = "one", **more: int) -> list[ClaimedMessage]:
    return outbox_claims.claim(ws, by, now, LEASE, **more)


def keys(claimed: list[ClaimedMessage]) -> list[str]:
    return [message.key for message in claimed]


def deliver(ws: Workspace, now: datetime, ts: str = "1.0") -> list[str]:
    """Claim what is due and mark it as sent: the keys."""
    claimed = claim(ws, now)
    assert [outbox_claims.mark_sent(ws, message, ts, now) for message in claimed] == [True] * len(claimed)
    return keys(claimed)


def test_a_message_is_claimed_as_it_was_enqueued(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a", blocks=(CHART,)))
    [claimed] = claim(ws, now)
    assert (claimed.key, claimed.channel, claimed.act, claimed.text) == ("a", "C1", "post", "a as raised")
    assert (claimed.blocks, claimed.attempts, claimed.target) == ((CHART,), 1, None)
    assert (claimed.claimed_at, claimed.lease_until, claimed.created_at) == (now, now + LEASE, now)


def test_what_a_person_asked_goes_out_before_what_nobody_asked(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, *(post(f"{channel}{number}", channel) for channel in ("C1", "C2", "C3") for number in range(2)))
    with ws.begin() as transaction:
        outbox.insert_sent_post(transaction, "message/C3/1.0", MessageLocation("C3", "1.0"), now)
    enqueue(ws, now, about("reply", "", "asked", channel="D1"))
    enqueue(ws, now, about("reply", "message/C3/1.0", "asked in a thread", channel="C3"))
    assert keys(claim(ws, now, limit=3)) == ["asked", "asked in a thread", "C10"]
    assert keys(claim(ws, now)) == ["C20"]


def test_the_edits_of_a_warning_stay_before_what_its_thread_hears(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"))
    deliver(ws, now)
    enqueue(ws, now, about("edit", "a", "edited"), about("reply", "a", "in the thread"))
    assert [deliver(ws, now), deliver(ws, now)] == [["edited"], ["in the thread"]]


def test_a_key_that_exists_is_left_unchanged(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"), post("a", channel="C2"))
    enqueue(ws, now, post("a", channel="C3"), about("edit", "a", "a"))
    assert outbox.count_by_state(ws) == {"waiting": 1}
    assert [(message.channel, message.text) for message in claim(ws, now)] == [("C1", "a as raised")]


def test_a_rolled_back_transaction_enqueues_nothing(ws: Workspace, now: datetime) -> None:
    with pytest.raises(DatabaseError), ws.begin() as transaction:
        outbox.enqueue(transaction, [post("a"), post("b", channel="C" * 65)], now)
    assert outbox.count_by_state(ws) == {}


def test_an_edit_of_a_post_never_attempted_changes_the_post(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a", blocks=(CHART,), not_before=now + HOUR), about("edit", "a", "e", not_before=now))
    assert outbox.count_by_state(ws) == {"folded": 1, "waiting": 1}
    [claimed] = claim(ws, now)
    assert (claimed.key, claimed.text, claimed.blocks) == ("a", "e now", ())


def test_an_edit_for_later_does_not_delay_its_post(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"), about("edit", "a", "e", not_before=now + HOUR))
    assert [message.text for message in claim(ws, now)] == ["e now"]


def test_an_edit_of_a_post_that_was_attempted_waits_for_it(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"))
    [claimed] = claim(ws, now)
    enqueue(ws, now, about("edit", "a", "e"))
    assert claim(ws, now, "two") == []
    outbox_claims.reschedule(ws, claimed, now, "TimeoutError")
    assert deliver(ws, now) == ["a"]
    assert [(message.key, message.target) for message in claim(ws, now)] == [("e", MessageLocation("C1", "1.0"))]


def test_a_newer_edit_replaces_one_that_waits(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"))
    deliver(ws, now)
    enqueue(ws, now, about("edit", "a", "e1"), about("edit", "a", "e2"))
    assert keys(claim(ws, now)) == ["e2"]
    assert outbox.count_by_state(ws) == {"folded": 1, "sending": 1, "sent": 1}


def test_an_edit_for_later_does_not_replace_one_that_is_due(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"))
    deliver(ws, now)
    enqueue(ws, now, about("edit", "a", "e1"), about("edit", "a", "e2", not_before=now + HOUR))
    assert [deliver(ws, now), deliver(ws, now + HOUR)] == [["e1"], ["e2"]]


def test_a_rescheduled_edit_is_folded_where_a_newer_one_is_due(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"))
    deliver(ws, now)
    enqueue(ws, now, about("edit", "a", "e1"))
    [older] = claim(ws, now)
    enqueue(ws, now, about("edit", "a", "e2"))
    outbox_claims.reschedule(ws, older, now + LEASE, "TimeoutError")
    assert deliver(ws, now) == ["e2"]
    assert claim(ws, now + HOUR) == []


def test_a_channel_gets_one_message_at_a_time_oldest_first(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, *(post(f"{channel}{number}", channel) for number in range(2) for channel in ("C1", "C2", "C3")))
    first = claim(ws, now, limit=2)
    assert keys(first) == ["C10", "C20"]
    assert keys(claim(ws, now, "two")) == ["C30"]
    outbox_claims.mark_sent(ws, first[0], "1.0", now)
    assert keys(claim(ws, now, "two")) == ["C11"]


def test_a_message_for_later_does_not_delay_others(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("quiet", not_before=now + HOUR), post("urgent"))
    assert [deliver(ws, now), deliver(ws, now), deliver(ws, now + HOUR)] == [["urgent"], [], ["quiet"]]


def test_a_reply_for_later_does_not_delay_another(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"), about("reply", "a", "r1", not_before=now + HOUR), about("reply", "a", "r2"))
    assert [deliver(ws, now), deliver(ws, now), deliver(ws, now)] == [["a"], ["r2"], []]


def test_excluded_channels_are_not_claimed(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"), post("b", "C2"))
    assert keys(outbox_claims.claim(ws, "one", now, LEASE, excluding=["C1"])) == ["b"]


def test_a_lapsed_claim_goes_to_the_next_claimant(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"))
    [dead] = claim(ws, now)
    assert claim(ws, now + LEASE / 2, "two") == []
    [again] = claim(ws, now + LEASE, "two")
    assert (again.key, again.attempts) == ("a", 2)
    assert not outbox_claims.mark_sent(ws, dead, "1.0", now)
    outbox_claims.reschedule(ws, dead, now, "late")
    outbox_claims.mark_dead(ws, dead, "late", now)
    outbox_claims.mark_uncertain(ws, dead, now, "late")
    assert outbox_claims.mark_sent(ws, again, "2.0", now)
    assert outbox.get_location(ws, "a") == MessageLocation("C1", "2.0")


def test_a_claimant_who_lost_a_claim_cannot_finish_its_next_one(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"))
    [lost], [current] = claim(ws, now), claim(ws, now + LEASE)
    assert [outbox_claims.mark_sent(ws, lost, "1.0", now), outbox_claims.mark_sent(ws, current, "2.0", now)] == [
        False,
        True,
    ]


def test_all_attempted_messages_of_a_channel_come_in_one_claim(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"), post("b"), post("c"))
    for _ in range(2):
        [claimed] = claim(ws, now)
        outbox_claims.reschedule(ws, claimed, now + LEASE, "TimeoutError")
    assert keys(claim(ws, now + LEASE)) == ["a", "b"]


def test_an_attempt_that_never_reached_slack_does_not_count(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"))
    [claimed] = claim(ws, now)
    outbox_claims.reschedule(ws, claimed, now, "ratelimited", attempts=claimed.attempts - 1)
    assert [message.attempts for message in claim(ws, now)] == [1]


def test_an_uncertain_message_is_due_again_and_delays_no_other(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"), post("b"))
    [claimed] = claim(ws, now)
    outbox_claims.mark_uncertain(ws, claimed, now + HOUR, "missing_scope")
    assert outbox.count_by_state(ws) == {"uncertain": 1, "waiting": 1}
    assert [deliver(ws, now), [(message.key, message.attempts) for message in claim(ws, now + HOUR)]] == [
        ["b"],
        [("a", 2)],
    ]


def test_a_dead_letter_is_never_claimed_again(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"))
    [claimed] = claim(ws, now)
    outbox_claims.mark_dead(ws, claimed, "msg_too_long " * 40, now)
    assert claim(ws, now + HOUR) == []
    assert outbox.count_by_state(ws) == {"dead": 1}


def test_an_edit_that_was_reposted_moves_its_post(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"))
    deliver(ws, now)
    enqueue(ws, now, about("edit", "a", "e", channel="C2"))
    [edit] = claim(ws, now)
    assert outbox_claims.mark_sent(ws, edit, "2.0", now, reposted=True)
    assert outbox.get_location(ws, "a") == MessageLocation("C2", "2.0")


def test_a_deferred_channel_waits(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"), post("b", "C2"), post("c", not_before=now + 2 * HOUR))
    outbox_channels.defer_channel(ws, "C1", now + HOUR)
    assert [deliver(ws, now), deliver(ws, now + HOUR), deliver(ws, now + 2 * HOUR)] == [["b"], ["a"], ["c"]]


def test_only_messages_never_attempted_are_redirected(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"), post("b"))
    [claimed] = claim(ws, now)
    outbox_claims.reschedule(ws, claimed, now, "TimeoutError")
    outbox_channels.redirect_channel(ws, "C1", "C9")
    assert [(message.key, message.channel) for message in claim(ws, now)] == [("a", "C1"), ("b", "C9")]


def join(texts: list[str]) -> tuple[str, tuple[dict[str, object], ...]]:
    return "\n".join(texts), ()


def test_a_backlog_is_combined_into_one_message(ws: Workspace, now: datetime) -> None:
    enqueue(
        ws, now, *(post(f"p{number}") for number in range(3)), post("later", not_before=now + HOUR), post("x", "C2")
    )
    enqueue(ws, now, about("reply", "p1", "r"))
    assert outbox_channels.list_backlogged_channels(ws, now, 2) == ["C1"]
    assert [
        outbox_channels.combine_backlog(ws, "C1", now, 3, join),
        outbox_channels.combine_backlog(ws, "C1", now, 2, join),
    ] == [0, 3]
    assert outbox_channels.list_backlogged_channels(ws, now, 0) == ["C2"]
    combined = claim(ws, now)[-1]
    assert combined.text == "p0 as raised\np1 as raised\np2 as raised"
    outbox_claims.mark_sent(ws, combined, "5.0", now)
    assert outbox.get_location(ws, "p1") == outbox.get_location(ws, combined.key) == MessageLocation("C1", "5.0")
    assert [(message.key, message.target, message.target_folded) for message in claim(ws, now)] == [
        ("r", MessageLocation("C1", "5.0"), True)
    ]


def test_attempted_posts_are_not_combined(ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"), post("b"))
    [claimed] = claim(ws, now)
    outbox_claims.reschedule(ws, claimed, now, "TimeoutError")
    assert outbox_channels.combine_backlog(ws, "C1", now, 1, join) == 0


def test_workspaces_with_due_messages_are_listed(engine: Engine, ws: Workspace, now: datetime) -> None:
    other = open_workspace(engine, "T-other", now)
    enqueue(ws, now, post("a"))
    enqueue(other, now, post("a", not_before=now + HOUR))
    assert outbox_claims.list_workspaces_with_due_messages(engine, now) == ["T-ours"]
    claim(ws, now)
    assert outbox_claims.list_workspaces_with_due_messages(engine, now) == []
    assert outbox_claims.list_workspaces_with_due_messages(engine, now + HOUR) == ["T-other", "T-ours"]


def test_channels_and_threads_of_retried_messages_are_listed(engine: Engine, ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, post("a"), about("reply", "a", "r"), post("b", "C2"))
    deliver(ws, now)
    assert outbox_claims.list_workspaces_with_retries(engine, now) == []
    claim(ws, now)
    deliver(ws, now + LEASE)
    assert outbox_claims.list_workspaces_with_retries(engine, now) == ["T-ours"]
    assert outbox_claims.list_retried(ws, now) == [("C1", "1.0", now)]


def test_no_message_is_claimed_twice(engine: Engine, ws: Workspace, now: datetime) -> None:
    enqueue(ws, now, *(post(f"p{number}", f"C{number}") for number in range(40)))
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda number: keys(claim(Workspace(engine, ws.id), now, f"{number}")), range(16)))
    taken = [key for batch in batches for key in batch]
    assert len(taken) == len(set(taken))
    assert len(taken) + len(claim(ws, now, limit=40)) >= 35
