from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import DatabaseError, StatementError

from storage import audit_log
from storage.audit_log import AuditEntry
from storage.database.column_types import EncodedJson
from storage.scoping import scoped_select
from storage.tables import answer
from storage.workspaces import Workspace

REFUND = AuditEntry(
    command="sfp-refund",
    line="129.99 late=18d “used”",
    user_id="U1",
    channel="C1",
    ok=True,
    status="partial",
    decision={"cents": 10_399, "clauses": ["S4.2"], "note": None},
)


def test_answers_come_back_whole_and_newest_first(ws: Workspace, now: datetime) -> None:
    slip = replace(REFUND, line="12k", ok=False, status="slip", decision=None)
    audit_log.record(ws, REFUND, now)
    audit_log.record(ws, slip, now + timedelta(seconds=1))
    assert [(now + timedelta(seconds=1), slip), (now, REFUND)] == audit_log.list_recent(ws, 10)


def test_answers_of_one_instant_come_in_the_order_given(ws: Workspace, now: datetime) -> None:
    for line in "abc":
        audit_log.record(ws, replace(REFUND, line=line), now)
    assert [answered.line for _, answered in audit_log.list_recent(ws, 2)] == ["c", "b"]


def test_the_longest_slack_message_fits_and_a_longer_one_does_not(ws: Workspace, now: datetime) -> None:
    audit_log.record(ws, replace(REFUND, line="x" * 40_000), now)
    with pytest.raises(DatabaseError):
        audit_log.record(ws, replace(REFUND, line="x" * 40_001), now)
    assert len(audit_log.list_recent(ws, 10)) == 1


def test_no_decision_is_null_and_not_the_word_null(ws: Workspace, now: datetime) -> None:
    audit_log.record(ws, replace(REFUND, decision=None), now)
    with ws.read() as snapshot:
        assert len(snapshot.rows(scoped_select(answer).where(answer.c.decision.is_(None)))) == 1


@pytest.mark.parametrize("wrong", [datetime(2026, 3, 2, tzinfo=UTC), {1, 2}, b"x", float("nan")], ids=str)
def test_a_decision_that_json_does_not_take_is_refused(ws: Workspace, now: datetime, wrong: object) -> None:
    with pytest.raises(StatementError):
        audit_log.record(ws, replace(REFUND, decision={"wrong": wrong}), now)
    assert audit_log.list_recent(ws, 10) == []


def test_a_decision_may_hold_any_character_that_json_can_write(ws: Workspace, now: datetime) -> None:
    odd = replace(REFUND, decision={"said": "used \0 \ud800 “é” 😀"})
    audit_log.record(ws, odd, now)
    assert [(now, odd)] == audit_log.list_recent(ws, 1)


def test_a_decision_that_is_written_already_comes_back_as_it_would_otherwise(ws: Workspace, now: datetime) -> None:
    written = EncodedJson('{"cents":10399,"clauses":["S4.2"],"note":null,"said":"“é” 😀 \\u0000"}')
    audit_log.record(ws, replace(REFUND, decision=written), now)
    [(_, answered)] = audit_log.list_recent(ws, 1)
    assert answered.decision == {"cents": 10_399, "clauses": ["S4.2"], "note": None, "said": "“é” 😀 \0"}


def test_answers_are_recorded_together_each_with_its_instant(ws: Workspace, now: datetime) -> None:
    given = [(now + timedelta(seconds=n), replace(REFUND, line=str(n))) for n in range(3)]
    audit_log.record_all(ws, iter(given))
    assert given[::-1] == audit_log.list_recent(ws, 10)


def test_answers_of_one_instant_recorded_together_keep_their_order(ws: Workspace, now: datetime) -> None:
    audit_log.record_all(ws, [(now, replace(REFUND, line=line)) for line in "abc"])
    assert [answered.line for _, answered in audit_log.list_recent(ws, 10)] == ["c", "b", "a"]


def test_one_refused_answer_undoes_those_recorded_with_it(ws: Workspace, now: datetime) -> None:
    with pytest.raises(StatementError):
        audit_log.record_all(ws, [(now, REFUND), (now, replace(REFUND, status="s" * 41)), (now, REFUND)])
    assert audit_log.list_recent(ws, 10) == []


def test_no_answers_are_no_rows(ws: Workspace) -> None:
    audit_log.record_all(ws, [])
    assert audit_log.list_recent(ws, 10) == []


def test_answers_survive_a_restart(ws: Workspace, now: datetime, reopened: Callable[[], Workspace]) -> None:
    audit_log.record(ws, REFUND, now)
    assert [(now, REFUND)] == audit_log.list_recent(reopened(), 10)
