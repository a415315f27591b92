"""The local workspace as a newcomer runs it with a fast clock: a warning arrives by itself, and once."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

HOME = Path(__file__).parents[4]


def run(url: str, lines: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bot", "run", *arguments],
        input=lines,
        capture_output=True,
        cwd=HOME,
        env={**os.environ, "NO_COLOR": "1", "DATABASE_URL": url},
        timeout=60,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_warning_arrives_and_a_restart_in_the_middle_posts_nothing_twice(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'local.db'}"
    first = run(url, "wait 6\n", "--clock", "10d/s")
    assert first.stderr == ""
    assert "posted to #renewed" in first.stdout
    again = run(url, "wait 3\n#renewed\n", "--clock", "10d/s")
    assert again.stderr == ""
    assert "posted to #renewed, edited" in again.stdout
    kept = json.loads((tmp_path / "local.slack.json").read_text())
    told = Counter(each["channel"] for each in kept if not each["thread"])
    assert told["C0RENEWED"] == 1
    titles = [each["payload"]["text"].splitlines()[0] for each in kept if each["channel"] == "C0RETURNS"]
    assert any("Refunds" in title for title in titles)


def test_a_clock_that_cannot_be_read_is_answered_with_one_that_can(tmp_path: Path) -> None:
    refused = run(f"sqlite:///{tmp_path / 'local.db'}", "", "--clock", "fast")
    assert refused.returncode == 1
    assert refused.stderr == "--clock takes a speed such as 1d/s or 6h/s, not fast.\n"
