"""Messages written in the terminal, as a newcomer tries them."""

from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from bot.entrypoints.local.terminal.completion import LineCompleter


def test_a_mention_and_a_direct_message_are_answered_before_the_next_line(told):
    lines = "@Headroom status", "#dm", "refund 129.99 used", "1", "hello", "/sfp-label unwanted", "#general"
    shown = told(*lines)
    assert "posted to #general, in a thread" in shown
    assert shown.index("posted to #dm") < shown.index("Clauses behind this answer") < shown.index("Hello again")
    assert shown.index("The buyer pays the label") > shown.index("> /sfp-label unwanted")
    assert "said by you: @Headroom status" in shown
    assert "refused" not in shown.lower()
    again = told("#dm")
    assert "said by you: refund 129.99 used" in again
    assert "Refund at least $65.00" in again


def test_a_message_is_not_late_by_a_fast_clock(told):
    assert "Refund at least $65.00" in told("#dm", "refund 129.99 used", clock="10d/s")


def test_a_mention_is_completed():
    completed = LineCompleter().get_completions(Document("@He"), CompleteEvent())
    assert [each.text for each in completed] == ["@Headroom"]


def test_the_arguments_of_everything_that_a_command_does_are_completed():
    for word, completions in {"na": [], "hist": [], "od": ["odr="], "def": ["defects="], "las": ["last="]}.items():
        typed = Document(f"/renewed-status {word}")
        assert [each.text for each in LineCompleter().get_completions(typed, CompleteEvent())] == completions
