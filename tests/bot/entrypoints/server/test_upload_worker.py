"""The reader of dropped files in trouble: nothing is lost, stored twice or answered twice, and nobody hears nothing."""

import json
import logging
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from slack_bolt import BoltRequest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

import bot
from bot.assistant.assistant import Assistant
from bot.entrypoints.local.emulator.files import File
from bot.entrypoints.local.emulator.http import slack_server
from bot.entrypoints.local.emulator.slack import Shown, Slack
from bot.entrypoints.server import upload_worker
from bot.entrypoints.server.composition import one_client
from bot.entrypoints.server.upload_worker import LEASE, MOST_TRIES, PAUSE, Reader, reading_files
from bot.listeners.payloads.message_event import MessageEvent
from bot.listeners.uploads import answer
from bot.listeners.uploads.listen import enqueue_files
from bot.slack.requests import signed_event, signed_json, slack_request
from storage.alerting import outbox
from storage.reports import imports, uploads
from storage.workspaces import open_workspace
from tests.builders.channel import never_the_same_second
from tests.builders.clerk import Clerk, clerk_at
from tests.fakes.slack_person import SECRET
from tests.patience import PATIENCE
from tests.processes.bounded import bounded, line_of
from tests.processes.served import HOME, RUN, SECRETS, serving

NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
SAMPLES = Path(bot.__path__[0]) / "entrypoints" / "local" / "samples"
ORDERS = (SAMPLES / "orders.txt").read_bytes()
ONE = "Order ID,Order date,Defect type,Reported date\n701-1234567-1234567,2026-11-02,Chargeback,\n"


@pytest.fixture
def clerk(engine, tmp_path) -> Iterator[Clerk]:
    with clerk_at(engine, tmp_path) as clerk:
        yield clerk


def taken(clerk: Clerk) -> list[str]:
    return [each.name for each in imports.list_recent(clerk.ws, 99)]


@pytest.fixture
def away(clerk, monkeypatch):
    """Slack hands out nothing; until it is called."""

    def refuse(*_: object) -> None:
        raise ConnectionError("no such luck")

    monkeypatch.setattr(answer, "fetch", refuse)
    return monkeypatch.undo


def test_while_slack_is_away_a_file_is_tried_again_later_and_then_read(clerk, away):
    shown = clerk.only_drops(ONE, "defects.csv")
    clerk.work()
    assert clerk.told(shown.ts) == []
    away()
    clerk.work()
    assert clerk.told(shown.ts) == []
    clerk.clock.now += PAUSE
    clerk.work()
    assert "1 order with a new defect" in clerk.told(shown.ts)[0]


def test_a_file_that_slack_never_hands_out_is_answered_with_that(clerk, away):
    shown = clerk.only_drops(ONE, "defects.csv")
    for _ in range(MOST_TRIES):
        assert clerk.told(shown.ts) == []
        clerk.work()
        clerk.clock.now += timedelta(minutes=10)
    assert "Slack did not hand me this file" in clerk.told(shown.ts)[0]
    assert uploads.list_workspaces_with_due_uploads(clerk.assistant.engine, clerk.clock.now) == []


def test_one_file_in_trouble_keeps_no_other_from_being_read(clerk, away):
    clerk.only_drops(ONE, "first.csv")
    clerk.work()
    away()
    assert "1 order" in clerk.drops(ONE, "second.csv")[0]


def test_a_fault_of_ours_is_told_with_a_reference_that_the_log_has_too(clerk, monkeypatch, caplog):
    def fail(*_: object) -> None:
        raise ZeroDivisionError("no such luck")

    monkeypatch.setattr(answer, "import_file", fail)
    [told] = clerk.drops(ONE, "defects.csv")
    reference = re.search("Reference ([0-9a-f]{8})", told)[1]
    [record] = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert reference in record.getMessage()
    assert "no such luck" in caplog.text
    assert "no such luck" not in told
    assert clerk.reader.read() == 0


def test_a_fault_after_the_rows_were_written_undoes_them(clerk, monkeypatch):
    puts = [True, False]

    def fail_once(*about: object) -> None:
        if puts.pop(0):
            raise ZeroDivisionError
        put(*about)

    put = outbox.enqueue
    monkeypatch.setattr(outbox, "enqueue", fail_once)
    [told] = clerk.drops(ONE, "defects.csv")
    assert "Nothing of it was taken." in told
    assert taken(clerk) == []


def test_a_fault_after_the_answer_was_given_says_nothing_more_and_stops_nobody(clerk, monkeypatch):
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Assistant, "did", fail)
    [told] = clerk.drops(ONE, "first.csv")
    assert "1 order with a new defect" in told
    monkeypatch.undo()
    assert "nothing new" in clerk.drops(ONE, "second.csv")[0]


def test_a_database_that_is_away_costs_no_file(clerk, monkeypatch):
    def busy(*_: object, **__: object) -> None:
        raise OperationalError("BEGIN", None, Exception("locked"))

    monkeypatch.setattr(answer, "import_file", busy)
    shown = clerk.only_drops(ONE, "defects.csv")
    clerk.work()
    monkeypatch.undo()
    clerk.clock.now += PAUSE
    clerk.work()
    assert "1 order" in clerk.told(shown.ts)[0]


def test_a_reader_whose_database_is_away_looks_again(clerk, monkeypatch):
    looks, twice = [], threading.Event()

    def away_at_first(*_: object) -> list[str]:
        looks.append(1)
        if len(looks) == 1:
            raise OperationalError("SELECT", None, Exception("away"))
        twice.set()
        return []

    monkeypatch.setattr(upload_worker, "LOOK", 0.01)
    monkeypatch.setattr(upload_worker.uploads, "list_workspaces_with_due_uploads", away_at_first)
    with reading_files(clerk.assistant, one_client(clerk.local.client), threading.Event()):
        assert twice.wait(5)


def test_two_readers_at_once_store_a_file_once_and_answer_once(clerk, monkeypatch):
    shown = clerk.only_drops(ORDERS, "orders.txt")
    monkeypatch.setattr(upload_worker, "LEASE", timedelta(0))
    both = threading.Barrier(2)

    def meet(*about: object) -> None:
        fetch(*about)
        both.wait(5)

    fetch = answer.fetch
    monkeypatch.setattr(answer, "fetch", meet)
    readers = [clerk.reader, Reader(clerk.assistant, one_client(clerk.local.client))]
    with ThreadPoolExecutor(2) as pool:
        assert [each.result() for each in [pool.submit(each.read) for each in readers]] == [1, 1]
    clerk.work()
    assert len(clerk.told(shown.ts)) == 1
    assert "nothing new" not in clerk.told(shown.ts)[0]
    assert taken(clerk) == ["orders.txt"]


def test_a_file_under_way_at_a_stop_is_given_back_and_read_at_the_next_start(clerk, monkeypatch):
    shown = clerk.only_drops(ORDERS * 3, "orders.txt")
    monkeypatch.setattr(upload_worker, "FINISHING", -1)
    begun = threading.Event()

    def fetch_slowly(*about: object) -> None:
        begun.set()
        assert stopping.wait(5)
        fetch(*about)

    fetch, stopping = answer.fetch, threading.Event()
    monkeypatch.setattr(answer, "fetch", fetch_slowly)
    with reading_files(clerk.assistant, one_client(clerk.local.client), threading.Event()) as reader:
        assert begun.wait(5)
        reader.stop()
        stopping.set()
    assert taken(clerk) == []
    clerk.work()
    assert "orders on 60 days" in clerk.told(shown.ts)[0]


def test_a_file_under_way_at_a_stop_may_come_to_its_end(clerk, monkeypatch):
    shown = clerk.only_drops(ONE, "defects.csv")
    monkeypatch.setattr(upload_worker, "FINISHING", PATIENCE)
    begun, stopping = threading.Event(), threading.Event()

    def fetch_slowly(*about: object) -> None:
        begun.set()
        assert stopping.wait(5)
        fetch(*about)

    fetch = answer.fetch
    monkeypatch.setattr(answer, "fetch", fetch_slowly)
    with reading_files(clerk.assistant, one_client(clerk.local.client), threading.Event()) as reader:
        assert begun.wait(5)
        reader.stop()
        stopping.set()
    assert taken(clerk) == ["defects.csv"]
    clerk.work()
    assert len(clerk.told(shown.ts)) == 1


def test_the_one_who_drops_waits_for_no_reader(clerk, monkeypatch):
    dropped = threading.Event()
    assistant = Assistant(clerk.assistant.engine, clerk.clock, dropped=dropped.set)
    file = {"id": "F1", "name": "r.csv"}
    about = {"type": "message", "channel": "C1", "ts": "1.0", "user": "U1", "files": [file]}
    enqueue_files(assistant, MessageEvent.of({"team_id": "T1", "event": about}))
    assert dropped.is_set()
    assert (
        uploads.claim(open_workspace(assistant.engine, "T1", assistant.clock()), assistant.clock(), LEASE).file == "F1"
    )
    assistant.close()


def sent(app, told: dict[str, object], secret: str) -> tuple[int, str]:
    body, headers = signed_event(told, "T1", secret)
    response = app.dispatch(slack_request(body, headers))
    return response.status, response.body


@pytest.fixture
def app(ann):
    return ann.app


def test_an_event_that_cannot_be_kept_is_one_that_slack_sends_again(app, monkeypatch):
    def fail(*_: object) -> None:
        raise OperationalError("BEGIN", None, Exception("locked"))

    monkeypatch.setattr(uploads, "enqueue", fail)
    file = {"id": "F1", "name": "r.csv"}
    told = {"type": "message", "channel": "C1", "ts": "1.0", "user": "U1", "files": [file]}
    assert sent(app, told, SECRET) == (500, "")
    monkeypatch.undo()
    assert sent(app, told, SECRET) == (200, "")


@pytest.mark.parametrize(
    "told",
    [
        {"files": "many"},
        {"files": [{"name": "no id"}]},
        {"files": [5]},
        {"files": [{"id": "F1"}], "user": None},
        {"files": [{"id": "F1", "name": ["x"]}]},
    ],
    ids=str,
)
def test_a_message_unlike_any_of_slacks_is_refused(app, told, engine):
    message = {"type": "message", "channel": "C1", "ts": "1.0", "user": "U1"}
    assert sent(app, message | told, SECRET)[0] == 400


def test_messages_without_files_are_let_go_without_a_look_at_the_database(app, engine):
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
    for subtype in (None, "channel_join", "message_deleted", "bot_message"):
        told = {"type": "message", "channel": "C1", "ts": "1.0", "user": "U1", "text": "hello", "subtype": subtype}
        assert sent(app, told, SECRET) == (200, "")
    assert asked == []


def test_in_socket_mode_too_a_dropped_file_is_heard_of(app, engine):
    message = {"type": "message", "channel": "C1", "ts": "1.0", "user": "U1", "files": [{"id": "F1", "name": "r.csv"}]}
    body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": message}
    heard = app.dispatch(BoltRequest(mode="socket_mode", body=body, headers={"x-slack-retry-num": "1"}))
    assert heard.status == 200
    assert uploads.claim(open_workspace(engine, "T1", NOW), NOW, LEASE).file == "F1"


def test_slack_may_ask_whether_the_address_is_ours(app):
    response = app.dispatch(slack_request(*signed_json({"type": "url_verification", "challenge": "c"}, SECRET)))
    assert (response.status, json.loads(response.body)) == (200, {"challenge": "c"})


HTTP = {name: SECRETS[name] for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")}
IMPATIENT = """
from bot.listeners.uploads import download
download.SILENCE = 1.5
"""


def test_a_served_file_is_answered_and_one_under_way_at_a_stop_is_at_the_next_start(tmp_path, url):
    path = tmp_path / "orders.txt"
    path.write_bytes(ORDERS)
    slack = Slack(clock=never_the_same_second().__next__)
    hanging, going_on, answered = threading.Event(), threading.Event(), threading.Event()
    slack.on_message = lambda *_: answered.set()
    looks, hand_out = count(), slack.file

    def hang(file_id: str) -> File | None:
        """Tell of the file, and hand it out, but not the first time."""
        if next(looks) == 1:
            hanging.set()
            going_on.wait(100)
        return hand_out(file_id)

    with slack_server(slack) as address:
        settings = {"DATABASE_URL": url, "SLACK_API_URL": f"{address}/api", "PORT": "0", **HTTP}
        shown = slack.drop(path, "C1", "U0ANN")
        told = event_of(slack, shown)
        slack.file = hang
        with serving(tmp_path / "log", IMPATIENT + RUN, **settings) as served:
            assert served.sends("POST", "/slack/events", *told) == (200, "")
            assert hanging.wait(100)
            assert served.stop() == 0
        going_on.set()
        assert not answered.is_set()
        with serving(tmp_path / "log2", **settings):
            assert answered.wait(100)
    [reply] = [each for each in slack.messages if each.thread == shown.ts]
    assert "orders on 60 days" in reply.payload["text"]
    assert "orders.txt" not in (tmp_path / "log").read_text() + (tmp_path / "log2").read_text()
    assert slack.refusals == []


def event_of(slack: Slack, shown: Shown) -> tuple[str, dict[str, str]]:
    """The event that a dropped file makes."""
    file = slack.info({"file": shown.payload["files"][0]["id"]})["file"]
    told = {"type": "message", "channel": shown.channel, "ts": shown.ts, "user": "U0ANN", "files": [file]}
    return signed_event(told, "T0SHOP", SECRETS["SLACK_SIGNING_SECRET"])


KILLED = """
import os, signal, sys
from datetime import datetime
from slack_sdk import WebClient
from sqlalchemy import event
from bot.assistant.assistant import Assistant
from bot.entrypoints.server.upload_worker import Reader
from storage.database.engine import open_engine

url, slack = sys.argv[1:]

def die_at(engine, number):
    left = [number]
    def count(*_):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)

def read(number, now):
    engine = open_engine(url)
    die_at(engine, number)
    Reader(Assistant(engine, lambda: now, trusted=True), lambda _: WebClient("xoxb-killed", base_url=slack)).read()

for number, now in map(str.split, sys.stdin):
    if (child := os.fork()) == 0:
        read(int(number), datetime.fromisoformat(now))
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@pytest.fixture
def killer(clerk, url) -> Iterator[Callable[[int], int]]:
    """Has a reader in a process of its own die at a statement or commit: the status it ended with."""
    where = [url, clerk.local.client.base_url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with bounded([sys.executable, "-c", KILLED, *where], cwd=HOME, **pipes) as process:

        def kill(number: int) -> int:
            print(number, clerk.clock.now.isoformat(), file=process.stdin, flush=True)
            return int(line_of(process))

        yield kill
        process.stdin.close()
        assert process.wait(100) == 0


def test_a_reader_that_is_killed_anywhere_leaves_all_of_a_file_to_the_next_one_or_nothing(clerk, killer):
    clerk.adds("main")
    for number in count(1):
        shown = clerk.only_drops(ONE.replace("1234567,", f"{number:07},"), f"{number}.csv")
        ended = killer(number)
        clerk.clock.now += LEASE
        clerk.work()
        [told] = clerk.told(shown.ts)
        assert "1 order with a new defect; 0 were known before." in told
        assert len(taken(clerk)) == number
        if ended == 0:
            break
        assert ended == signal.SIGKILL
    assert number > 12


MEASURED = """
import resource, sys
from datetime import UTC, datetime
from slack_sdk import WebClient
from bot.assistant.assistant import Assistant
from bot.entrypoints.server.upload_worker import Reader
from storage.database.engine import open_engine

url, slack = sys.argv[1:]
assistant = Assistant(open_engine(url), lambda: datetime(2026, 11, 23, 16, tzinfo=UTC), trusted=True)
reader = Reader(assistant, lambda _: WebClient("xoxb-measured", base_url=slack))
while reader.read():
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
assistant.close()
"""


def test_ten_megabytes_are_read_with_little_memory(clerk, url):
    titles, *lines = ORDERS.splitlines(keepends=True)
    rows = b"".join(lines)
    copies = (rows.replace(b"701-", b"%d-" % number) for number in range(100, 101 + 10_000_000 // len(rows)))
    clerk.only_drops(ORDERS, "small.txt")
    clerk.clock.now += timedelta(minutes=1)
    shown = clerk.only_drops(titles + b"".join(copies), "large.txt")
    where = [url, clerk.local.client.base_url]
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, *where], cwd=HOME, check=True, capture_output=True, text=True
    )
    small, large = map(int, told.stdout.split())
    clerk.clock.now += timedelta(hours=2)
    clerk.work()
    assert "large.txt · orders, 4" in clerk.told(shown.ts)[0]
    assert large - small < 12_000, "kilobytes"
