"""Files dropped in the terminal, as a newcomer tries it."""

import io
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from rich.console import Console

import bot
from bot.entrypoints.local.terminal import arrivals
from bot.entrypoints.local.terminal.completion import LineCompleter
from bot.entrypoints.local.terminal.repl import Terminal
from bot.entrypoints.server.composition import one_client
from bot.entrypoints.server.upload_worker import reading_files
from tests.builders.clerk import Clerk, clerk_at

SAMPLES = Path(bot.__path__[0]) / "entrypoints" / "local" / "samples"
TITLES = "Order ID,Order date,Defect type,Reported date\n"


@pytest.fixture
def clerk(engine, tmp_path) -> Iterator[Clerk]:
    with clerk_at(engine, tmp_path) as clerk:
        yield clerk


def test_a_dropped_file_is_answered_before_the_next_line_and_is_there_at_the_next_run(told, tmp_path):
    bad = tmp_path / "two ways.csv"
    bad.write_text(f"{TITLES}701-1234567-1234567,03/04/2026,Chargeback,\nnonsense,03/04/2026,Chargeback,\n")
    said = told(f'drop "{bad}"', "1", "1", "drop /no/such.csv")
    assert "reads two ways" in said
    assert said.index("[1] The day") < said.index("1 order with a new defect")
    assert "Form · Lines not read" in said
    assert "Line 3: “nonsense”" in said
    assert "There is no file /no/such.csv here." in said
    again = told("#general", "1", f"drop {bad}")
    assert "You dropped two ways.csv." in again
    assert "Form · Lines not read" in again
    assert "nothing new" in again


def drawn(clerk: Clerk, *lines: str) -> str:
    """What a terminal draws while a reader is at work; nothing is said but by the clerk's own sender."""
    shown = io.StringIO()
    with reading_files(clerk.assistant, one_client(clerk.local.client), clerk.dropped):
        Terminal(clerk.local, [], Console(file=shown, width=200), [clerk.dropped]).converse(lines)
    return shown.getvalue()


def test_what_nobody_answers_is_not_waited_for(clerk, tmp_path, monkeypatch):
    monkeypatch.setattr(arrivals, "LONGEST", math.inf)
    (tmp_path / "cat.png").write_bytes(b"\x89PNG")
    assert "Nothing was said to this file." in drawn(clerk, f"drop {tmp_path / 'cat.png'}")


def test_an_answer_is_waited_for_so_long_and_no_longer(clerk, monkeypatch):
    monkeypatch.setattr(arrivals, "LONGEST", 0.05)
    assert "Nothing was said to this file." in drawn(clerk, f"drop {SAMPLES / 'defects.csv'}")


def test_paths_are_completed_after_drop(tmp_path):
    (tmp_path / "returns.txt").touch()
    completed = LineCompleter().get_completions(Document(f"drop {tmp_path}/ret"), CompleteEvent())
    assert [each.text for each in completed] == ["urns.txt"]
    assert [each.text for each in LineCompleter().get_completions(Document("dr"), CompleteEvent())] == ["drop"]
