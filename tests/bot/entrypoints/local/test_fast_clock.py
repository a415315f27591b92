"""The local workspace as a newcomer runs it with a fast clock: a warning arrives by itself, and once."""

import json
import subprocess
import sys
import time
from collections import Counter
from contextlib import AbstractContextManager
from pathlib import Path

from tests.patience import PATIENCE
from tests.processes.bounded import Process, bounded, finish, line_of

HOME = Path(__file__).parents[4]


def running(url: str, *arguments: str) -> AbstractContextManager[Process]:
    """`headroom run` in a process of its own, its lines from a pipe."""
    command = [sys.executable, "-m", "bot", "run", *arguments]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    return bounded(command, cwd=HOME, env={"NO_COLOR": "1", "DATABASE_URL": url}, **pipes)


def waits_for(process: Process, *events: str) -> None:
    """Type `wait 1` again and again until each of these was said, however many days that takes."""
    missing, until = set(events), time.monotonic() + PATIENCE
    print("wait 1", file=process.stdin, flush=True)
    while missing:
        assert time.monotonic() < until, missing
        line = line_of(process)
        missing -= {event for event in missing if event in line}
        if line.startswith("> wait"):
            print("wait 1", file=process.stdin, flush=True)


def test_a_warning_arrives_and_a_restart_in_the_middle_posts_nothing_twice(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'local.db'}"
    with running(url, "--clock", "10d/s") as first:
        waits_for(first, "posted to #renewed", "posted to #returns")
        assert finish(first)[1] == ""
    with running(url, "--clock", "10d/s") as again:
        waits_for(again, "edited in #renewed")
        shown, wrong = finish(again, "#renewed\n")
    assert wrong == ""
    assert "posted to #renewed, edited" in shown
    kept = json.loads((tmp_path / "local.slack.json").read_text())
    told = Counter(each["channel"] for each in kept if not each["thread"])
    assert told["C0RENEWED"] == 1
    titles = [each["payload"]["text"].splitlines()[0] for each in kept if each["channel"] == "C0RETURNS"]
    assert any("Refunds" in title for title in titles)


def test_a_clock_that_cannot_be_read_is_answered_with_one_that_can(tmp_path: Path) -> None:
    with running(f"sqlite:///{tmp_path / 'local.db'}", "--clock", "fast") as refused:
        assert finish(refused) == ("", "--clock takes a speed such as 1d/s or 6h/s, not fast.\n")
    assert refused.returncode == 1
