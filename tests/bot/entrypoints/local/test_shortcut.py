"""A message written in the terminal, and the shortcut in its menu."""

import io
from collections.abc import Iterator
from contextlib import closing

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from rich.console import Console

from bot.entrypoints.local.emulator.person import LocalWorkspace
from bot.entrypoints.local.terminal.completion import LineCompleter
from bot.entrypoints.local.terminal.repl import Terminal
from tests.builders.channel import stopped


@pytest.fixture
def workspace(assistant) -> Iterator[LocalWorkspace]:
    with closing(assistant), LocalWorkspace(assistant, stopwatch=stopped) as workspace:
        yield workspace


def drawn(workspace: LocalWorkspace, *lines: str) -> str:
    """What a terminal draws to these lines; what Slack would refuse fails the test."""
    shown = io.StringIO()
    Terminal(workspace, [], Console(file=shown, width=200)).converse(lines)
    return shown.getvalue()


def test_the_shortcut_works_on_the_last_message_or_on_one_by_its_number(workspace):
    said = drawn(workspace, "say paid $5, used & <b>", "say paid $6, used", "shortcut", "SHORTCUT 1", "1")
    assert "Message 1, said by you: paid $5, used & <b>" in said
    assert said.index("I read: price $6.00, used.") < said.index("I read: price $5.00, used.")
    assert "Refund at least $2.50 of $5.00" in said
    assert "posted to #general" in said


def test_a_reading_is_chosen_by_the_number_of_its_button(workspace):
    said = drawn(workspace, "say paid $5 or $6", "shortcut", "2")
    assert "[1] price $5.00  [2] price $6.00" in said
    assert "Refund in full: $6.00" in said


def test_a_channel_keeps_what_was_said_in_it(workspace):
    said = drawn(workspace, "say paid $5", "#returns", "shortcut", "#general")
    assert "There is no message 1 here." in said
    assert said.endswith("This is #general.\nMessage 1, said by you: paid $5\n")


def test_a_message_that_is_not_there_is_said(workspace):
    said = drawn(workspace, "say paid $5", "shortcut 0", "shortcut 2")
    assert "There is no message 2 here." in said
    assert "There is no message 0 here." in said


def test_the_words_of_the_terminal_are_completed():
    completed = LineCompleter().get_completions(Document("s"), CompleteEvent())
    assert [each.text for each in completed] == ["say", "shortcut"]
