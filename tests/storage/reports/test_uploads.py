"""The queue of uploaded files: claims, rescheduling and deletion; and the unreadable lines of imported files."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from storage.alerting import outbox
from storage.alerting.outbox import MessageLocation, OutboxMessage
from storage.reports import imports, uploads
from storage.reports.imports import ImportProblem
from storage.reports.uploads import Upload
from storage.transaction import RepeatedRequest
from storage.workspaces import Workspace

LEASE = timedelta(minutes=5)


@pytest.fixture
def file(now: datetime) -> Upload:
    return Upload(key="C1/1.0/F1", channel="C1", thread="1.0", file="F1", user_id="U1", dropped_at=now)


def keys(engine: Engine, ws: Workspace, now: datetime) -> list[str]:
    """The keys of the files in the order in which they are claimed, until none is due."""
    claimed = []
    while uploads.list_workspaces_with_due_uploads(engine, now):
        upload = uploads.claim(ws, now, LEASE)
        assert upload
        claimed.append(upload.key)
    return claimed


def test_files_are_claimed_in_the_order_of_their_upload(engine: Engine, ws: Workspace, now: datetime) -> None:
    names = ["late", "early", "between"]
    moments = [now, now - timedelta(minutes=2), now - timedelta(minutes=1)]
    for name, moment in zip(names, moments, strict=True):
        upload = Upload(key=name, channel="C1", thread="1.0", file=name, user_id="U1", dropped_at=moment)
        uploads.enqueue(ws, [upload], name, now)
    assert keys(engine, ws, now) == ["early", "between", "late"]


def test_a_file_has_one_claimant_until_the_lease_ends(
    engine: Engine, ws: Workspace, now: datetime, file: Upload
) -> None:
    uploads.enqueue(ws, [file], "r", now)
    assert uploads.claim(ws, now, LEASE) == file
    assert uploads.claim(ws, now + LEASE - timedelta(seconds=1), LEASE) is None
    assert uploads.list_workspaces_with_due_uploads(engine, now) == []
    again = uploads.claim(ws, now + LEASE, LEASE)
    assert again
    assert (again.key, again.attempts) == (file.key, 1)


def test_a_rescheduled_file_waits_until_it_is_due(ws: Workspace, now: datetime, file: Upload) -> None:
    uploads.enqueue(ws, [file], "r", now)
    uploads.claim(ws, now, LEASE)
    uploads.reschedule(ws, file, now + timedelta(seconds=30), 4)
    assert uploads.claim(ws, now, LEASE) is None
    again = uploads.claim(ws, now + timedelta(seconds=30), LEASE)
    assert again
    assert again.attempts == 4


def test_a_file_is_deleted_once(ws: Workspace, now: datetime, file: Upload) -> None:
    uploads.enqueue(ws, [file], "r", now)
    with ws.begin() as transaction:
        assert [uploads.delete(transaction, file), uploads.delete(transaction, file)] == [True, False]
    assert uploads.claim(ws, now, LEASE) is None


def test_a_repeated_request_enqueues_nothing(engine: Engine, ws: Workspace, now: datetime, file: Upload) -> None:
    uploads.enqueue(ws, [file], "r", now)
    with pytest.raises(RepeatedRequest):
        uploads.enqueue(ws, [file], "r", now)
    uploads.enqueue(ws, [file], "another", now)
    assert keys(engine, ws, now) == [file.key]


def test_choices_made_by_button_are_stored_with_the_file(ws: Workspace, now: datetime) -> None:
    upload = Upload(
        key="k", channel="C1", thread="1.0", file="F1", user_id="U1", dropped_at=now, account="second", day_first=False
    )
    uploads.enqueue(ws, [upload], "r", now)
    assert uploads.claim(ws, now, LEASE) == upload


def test_a_reply_may_be_about_a_message_that_a_person_posted(ws: Workspace, now: datetime) -> None:
    about = OutboxMessage(key="answer", channel="C1", act="reply", text="read", about="message/C1/1.0")
    with ws.begin() as transaction:
        for _ in range(2):
            outbox.insert_sent_post(transaction, "message/C1/1.0", MessageLocation("C1", "1.0"), now)
        outbox.enqueue(transaction, [about], now)
    assert outbox.get_location(ws, "message/C1/1.0") == MessageLocation("C1", "1.0")
    assert outbox.count_by_state(ws) == {"waiting": 1}


def test_unreadable_lines_keep_their_order(ws: Workspace) -> None:
    lines = [
        ImportProblem(line=line, column_name="Date", what="feeds.problem.not_a_day", value="x") for line in (9, 2, 5)
    ]
    with ws.begin() as transaction:
        imports.insert_problems(transaction, "main", "f" * 64, lines)
        imports.insert_problems(transaction, "main", "e" * 64, [])
        assert lines == imports.select_problems(transaction, "main", "f" * 64)
        assert imports.select_problems(transaction, "main", "e" * 64) == []
