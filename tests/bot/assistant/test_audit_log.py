"""Every line leaves a row, from which its decision can be worked out again."""

import sqlite3
import threading
from contextlib import closing
from datetime import date

import pytest
from pydantic_core import to_jsonable_python as jsonable
from sqlalchemy import event

from bot.assistant import audit_log
from bot.assistant.assistant import Assistant
from rules.core.decision import Receipt
from rules.replay import replay
from storage import audit_log as stored
from storage.workspaces import open_workspace

LINES = {
    "/sfp-refund 129.99 late=18d used": (True, "decided"),
    "/sfp-refund 129.99 received=2026-12-23 order=123-1234567-1234567": (True, "decided"),
    "/sfp-refund used": (True, "needs_info"),
    "/sfp-label CR-NO_REASON_GIVEN": (True, "undetermined"),
    "/sfp-shipping K1A 0B1": (True, "decided"),
    "/sfp-eligibility restock=2026-12-20": (True, "decided"),
    "/renewed-status": (True, "needs_info"),
    "/renewed-status set odr=0.74% orders=4210 defects=31": (True, "decided"),
    "/renewed-eligibility invoices=71000cad rate=1.38 rate-date=2026-11-20 applied=2026-11-20": (True, "needs_info"),
    "/sfp-refund help": (True, "answered"),
    "/seller-settings stacking=added": (True, "answered"),
    "/sfp-refund 129.99 used late=17d": (True, "decided"),
    "/sfp-refund nonsense": (False, "refused"),
    "/sfp-claims": (False, "refused"),
}


@pytest.fixture
def kept(ann, assistant, engine, now):
    """The audit after all the lines, oldest first."""
    for line in LINES:
        ann.types(line)
    assistant.close()
    rows = stored.list_recent(open_workspace(engine, "T0SHOP", now), 100)
    return [answered for _, answered in reversed(rows)]


def test_each_line_leaves_one_row_with_what_came_of_it(kept):
    assert [(f"{row.command} {row.line}".strip(), row.ok, row.status) for row in kept] == [
        (line, *came_of_it) for line, came_of_it in LINES.items()
    ]
    assert {(row.user_id, row.channel) for row in kept} == {("U0ANN", "C0GENERAL")}


def test_a_stored_receipt_gives_the_same_outcome_again(kept):
    decided = [row.decision for row in kept if row.decision]
    assert len(decided) == 10
    for decision in decided:
        told = decision["receipt"]
        receipt = Receipt(**{**told, "as_of": date.fromisoformat(told["as_of"])})
        assert jsonable(replay(receipt).outcome).items() >= decision["outcome"].items()


def test_a_setting_that_had_a_say_is_in_the_receipt(kept):
    assert kept[-3].decision["receipt"]["interpretation"] == {
        "overrides": {"stacking": {"value": "added", "since": "2026-11-23"}}
    }


def test_a_pressed_button_leaves_a_row_too(ann, assistant, engine, now):
    ann.presses(ann.types("/sfp-refund 129.99").buttons["Show clauses"])
    assistant.close()
    assert len(stored.list_recent(open_workspace(engine, "T0SHOP", now), 10)) == 2


def test_text_that_a_database_refuses_is_kept_as_well_as_it_can_be(ann, assistant, engine, now):
    for text in ("\x00 \ud800", "x" * 5_000):
        ann.types(f"/sfp-refund {text}")
    ann.types("/" + "x" * 200)
    assistant.close()
    rows = [row for _, row in stored.list_recent(open_workspace(engine, "T0SHOP", now), 10)]
    assert [len(row.command) for row in rows] == [80, len("/sfp-refund"), len("/sfp-refund")]
    assert len(rows[1].line) == 4_000


def test_answers_wait_while_another_process_writes_and_are_then_kept(engine, url, now, monkeypatch):
    monkeypatch.setattr(audit_log, "RETRY_AFTER", 0.01)
    workspace = open_workspace(engine, "T0SHOP", now)
    event.listen(
        engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout = 10"), insert=True
    )
    refused = threading.Event()
    monkeypatch.setattr(audit_log.log, "warning", lambda *_, **__: refused.set())
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with closing(Assistant(engine, lambda: now)) as assistant:
            assistant.answer("T0SHOP", "/seller-help", "", "U0ANN", "C0GENERAL")
            assert refused.wait(5)
            other.execute("ROLLBACK")
    assert len(stored.list_recent(workspace, 10)) == 1


def test_where_too_many_rows_wait_the_next_answer_waits_too_and_none_is_lost(engine, url, now, monkeypatch):
    monkeypatch.setattr(audit_log, "WAITING", 2)
    monkeypatch.setattr(audit_log, "GATHERING", 0.01)
    monkeypatch.setattr(audit_log, "RETRY_AFTER", 0.01)
    workspace = open_workspace(engine, "T0SHOP", now)
    event.listen(
        engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout = 10"), insert=True
    )
    refused = threading.Event()
    monkeypatch.setattr(audit_log.log, "warning", lambda *_, **__: refused.set())
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with closing(Assistant(engine, lambda: now)) as assistant:
            asking = threading.Thread(
                target=lambda: [assistant.answer("T0SHOP", "/seller-help", "", "U0ANN", "C0GENERAL") for _ in range(20)]
            )
            asking.start()
            assert refused.wait(5)
            asking.join(0.3)
            assert asking.is_alive()
            assert assistant.pending() <= 6
            other.execute("ROLLBACK")
            asking.join(10)
            assert not asking.is_alive()
    assert len(stored.list_recent(workspace, 100)) == 20


def test_a_row_that_the_database_refuses_takes_no_other_with_it(engine, now, caplog):
    with closing(Assistant(engine, lambda: now)) as assistant:
        for channel in ("C1", "C" * 65, "C3"):
            assistant.answer("T0SHOP", "/seller-help", "", "U0ANN", channel)
    rows = stored.list_recent(open_workspace(engine, "T0SHOP", now), 10)
    assert [row.channel for _, row in rows] == ["C3", "C1"]
    assert "the audit refuses the answer" in caplog.text
