import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.grammar.openings import bare, commands_meant, is_greeting, last_words, near_miss, opening
from tests.bot.language.grammar.test_any_text import LONG, TEXT
from tests.builders.growth import grows_linearly

COMMANDS = ("/sfp-refund", "/sfp-eligibility", "/renewed-status", "/renewed-eligibility")

BARE = {
    "status": "status",
    " *status* ": "status",
    "```status```": "status",
    "`status` now": "status` now",
    "“status”": "status",
    "'status' 'now'": "status' 'now'",
    "@Headroom: status": "status",
    "@HEADROOM status": "status",
    "@Headroomy status": "@Headroomy status",
    "`@Headroom status`": "status",
    "- status": "status",
    "&gt; status": "status",
    "… status?": "status?",
    "?": "?",
    "@Headroom": "",
    "": "",
}


@pytest.mark.parametrize(("text", "line"), BARE.items())
def test_a_message_is_read_without_what_stands_around_its_line(text, line):
    assert line == bare(text)


@pytest.mark.parametrize(
    ("line", "opened"),
    [
        ("status", ("status", "")),
        ("status? now", ("status", "now")),
        ("refund: 5", ("refund", "5")),
        ("refund:5", ("refund", "5")),
        ("refund=5", ("refund", "5")),
        ("?!", ("?!", "")),
    ],
)
def test_a_line_opens_with_a_word_without_punctuation_behind_it(line, opened):
    assert opened == opening(line)


@pytest.mark.parametrize("word", ["sfp-refund", "/sfp-refund", "SFP-Refund", "refund", "Refund", "/refund"])
def test_a_command_is_meant_by_its_name_and_by_its_last_word(word):
    assert commands_meant(word, COMMANDS) == ("/sfp-refund",)


@pytest.mark.parametrize("word", ["sfp", "fund", "", "/", "//sfp-refund", "refunds"])
def test_no_command_is_meant_by_less(word):
    assert commands_meant(word, COMMANDS) == ()


def test_two_commands_may_end_with_the_same_word():
    assert commands_meant("eligibility", COMMANDS) == ("/sfp-eligibility", "/renewed-eligibility")
    assert last_words(COMMANDS) == ("refund", "eligibility", "status")


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("refnd 5", ("refund", "5")),
        ("sfp refund 5", ("sfp-refund", "5")),
        ("sfp_refund", ("sfp-refund", "")),
        ("sfp eligibility", ("sfp-eligibility", "")),
        ("eligible", ("eligibility", "")),
        ("what is this", None),
        ("", None),
    ],
)
def test_a_near_miss_is_told_from_what_is_none(line, near):
    assert near == near_miss(line, COMMANDS)


@pytest.mark.parametrize(
    "line", ["", "Hello", "hi there!", "thanks a lot :+1:", "Bonjour", "🎉", "thank you for your help"]
)
def test_a_greeting_asks_nothing(line):
    assert is_greeting(line)


@pytest.mark.parametrize("line", ["hello status", "high", "thanks 5", "hi :x: no", "refund"])
def test_what_has_other_words_is_no_greeting(line):
    assert not is_greeting(line)


@given(st.sampled_from(("", "@Headroom ", "@headroom, ", "> ", "`", "```", "**", '"', "- ")), TEXT)
def test_whatever_follows_a_command_is_what_it_opens(lead, text):
    assert opening(bare(f"{lead}refund 129.99 {text}")).word == "refund"


@pytest.mark.parametrize("piece", [*LONG, "@Headroom ", "hello ", "_"])
def test_an_opening_takes_time_in_proportion_to_the_length(piece):
    def look(text: str) -> None:
        line = bare(text)
        is_greeting(line)
        near_miss(line, COMMANDS)

    assert grows_linearly(look, (piece * 40_000)[:40_000])
