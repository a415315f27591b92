"""Files that wait to be read: each is taken by one, given back or done with, and never forgotten in between."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from storage.alerting import outbox
from storage.alerting.outbox import Place, Saying
from storage.reports import imports, uploads
from storage.reports.imports import Unread
from storage.reports.uploads import Dropped
from storage.workspaces import Repeated, Workspace

LEASE = timedelta(minutes=5)


@pytest.fixture
def file(now: datetime) -> Dropped:
    return Dropped(key="C1/1.0/F1", channel="C1", thread="1.0", file="F1", user_id="U1", dropped_at=now)


def keys(engine: Engine, ws: Workspace, now: datetime) -> list[str]:
    """What is taken, one after the other, until nothing is due."""
    taken = []
    while uploads.waiting_workspaces(engine, now):
        each = uploads.take(ws, now, LEASE)
        assert each
        taken.append(each.key)
    return taken


def test_files_are_taken_in_the_order_in_which_they_were_dropped(engine: Engine, ws: Workspace, now: datetime) -> None:
    names = ["late", "early", "between"]
    moments = [now, now - timedelta(minutes=2), now - timedelta(minutes=1)]
    for name, moment in zip(names, moments, strict=True):
        each = Dropped(key=name, channel="C1", thread="1.0", file=name, user_id="U1", dropped_at=moment)
        uploads.put(ws, [each], name, now)
    assert keys(engine, ws, now) == ["early", "between", "late"]


def test_a_file_that_is_being_read_is_nobody_elses_until_the_lease_ends(
    engine: Engine, ws: Workspace, now: datetime, file: Dropped
) -> None:
    uploads.put(ws, [file], "r", now)
    assert uploads.take(ws, now, LEASE) == file
    assert uploads.take(ws, now + LEASE - timedelta(seconds=1), LEASE) is None
    assert uploads.waiting_workspaces(engine, now) == []
    again = uploads.take(ws, now + LEASE, LEASE)
    assert again
    assert (again.key, again.attempts) == (file.key, 1)


def test_a_file_that_is_given_back_waits_as_long_as_was_said(ws: Workspace, now: datetime, file: Dropped) -> None:
    uploads.put(ws, [file], "r", now)
    uploads.take(ws, now, LEASE)
    uploads.later(ws, file, now + timedelta(seconds=30), 4)
    assert uploads.take(ws, now, LEASE) is None
    again = uploads.take(ws, now + timedelta(seconds=30), LEASE)
    assert again
    assert again.attempts == 4


def test_only_one_is_told_that_a_file_was_still_waiting(ws: Workspace, now: datetime, file: Dropped) -> None:
    uploads.put(ws, [file], "r", now)
    with ws.begin() as transaction:
        assert [uploads.done(transaction, file), uploads.done(transaction, file)] == [True, False]
    assert uploads.take(ws, now, LEASE) is None


def test_a_request_that_comes_again_puts_nothing(engine: Engine, ws: Workspace, now: datetime, file: Dropped) -> None:
    uploads.put(ws, [file], "r", now)
    with pytest.raises(Repeated):
        uploads.put(ws, [file], "r", now)
    uploads.put(ws, [file], "another", now)
    assert keys(engine, ws, now) == [file.key]


def test_what_a_button_has_said_of_a_file_is_kept(ws: Workspace, now: datetime) -> None:
    said = Dropped(
        key="k", channel="C1", thread="1.0", file="F1", user_id="U1", dropped_at=now, account="second", day_first=False
    )
    uploads.put(ws, [said], "r", now)
    assert uploads.take(ws, now, LEASE) == said


def test_a_reply_may_be_about_a_message_that_somebody_else_posted(ws: Workspace, now: datetime) -> None:
    about = Saying(key="answer", channel="C1", act="reply", text="read", about="message/C1/1.0")
    with ws.begin() as transaction:
        for _ in range(2):
            outbox.stands(transaction, "message/C1/1.0", Place("C1", "1.0"), now)
        outbox.put(transaction, [about], now)
    assert outbox.place(ws, "message/C1/1.0") == Place("C1", "1.0")
    assert outbox.counts(ws) == {"waiting": 1}


def test_lines_that_were_not_read_come_back_in_their_order(ws: Workspace) -> None:
    lines = [Unread(line=line, column_name="Date", what="feeds.problem.not_a_day", value="x") for line in (9, 2, 5)]
    with ws.begin() as transaction:
        imports.keep_unread(transaction, "main", "f" * 64, lines)
        imports.keep_unread(transaction, "main", "e" * 64, [])
        assert lines == imports.unread(transaction, "main", "f" * 64)
        assert imports.unread(transaction, "main", "e" * 64) == []
