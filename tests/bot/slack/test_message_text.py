"""Where the words of a message stand, whoever posted it and however it is built."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.message_text import texts


def rich(*elements, kind="rich_text_section"):
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(elements)}]}


WORDS = {"type": "text", "text": "paid $1"}
MORE = {"type": "text", "text": "29.99", "style": {"bold": True}}
BLOCKS = [
    [rich(WORDS, MORE)],
    [rich(WORDS, MORE, kind="rich_text_quote")],
    [{"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": rich(WORDS, MORE)["elements"]}]}],
    [{"type": "section", "text": {"type": "mrkdwn", "text": "paid $129.99"}}],
    [{"type": "section", "fields": [{"type": "plain_text", "text": "paid $129.99"}]}],
    [{"type": "header", "text": {"type": "plain_text", "text": "paid $129.99"}}],
    [{"type": "context", "elements": [{"type": "mrkdwn", "text": "paid $129.99"}]}],
    [{"type": "table", "rows": [[{"type": "raw_text", "text": "paid $129.99"}]]}],
]


@pytest.mark.parametrize("blocks", BLOCKS)
def test_the_words_of_blocks_are_found(blocks):
    assert list(texts({"text": " ", "blocks": blocks})) == ["paid $129.99"]


def test_what_is_not_read_aloud_is_left_out():
    button = {"type": "button", "text": {"type": "plain_text", "text": "Paid $5"}, "value": "$5"}
    blocks = [{"type": "actions", "elements": [button]}, {"type": "image", "title": {"text": "paid $6"}}]
    emoji = rich({"type": "emoji", "name": "package"}, WORDS, {"type": "user", "user_id": "U1"})
    assert list(texts({"blocks": [*blocks, emoji]})) == [" paid $1 "]


def test_an_attachment_says_its_fields_with_their_titles():
    fields = [{"title": "Price", "value": "$129.99", "short": True}, {"title": "Received", "value": "Nov 20"}]
    attachment = {"fallback": "a return", "pretext": "Came back", "text": "screen damaged", "fields": fields}
    said = "Came back\nscreen damaged\nPrice: $129.99\nReceived: Nov 20"
    assert list(texts({"text": "", "attachments": [attachment]})) == [said, "a return"]


def test_the_text_comes_before_blocks_and_attachments():
    message = {"text": "first", "blocks": BLOCKS[3], "attachments": [{"text": "third"}]}
    assert list(texts(message)) == ["first", "paid $129.99", "third"]


@pytest.mark.parametrize("nothing", [None, 5, "", [], {}, [5], [[]], [{"type": "rich_text_section", "elements": 5}]])
def test_what_has_no_words_says_nothing(nothing):
    assert list(texts({"text": "" if nothing == "" else None, "blocks": nothing, "attachments": nothing})) == []


def test_words_may_be_nested_as_deeply_as_a_request_can_be():
    deep = {"type": "section", "text": "bottom"}
    for _ in range(50_000):
        deep = {"type": "section", "elements": [deep]}
    assert list(texts({"blocks": [deep]})) == ["bottom"]


NAMES = st.sampled_from(["type", "text", "elements", "fields", "title", "value", "blocks", "rows", "fallback", "url"])
TYPES = st.sampled_from(["rich_text", "rich_text_section", "section", "text", "actions", "\ud800"])
ANYTHING = st.recursive(
    st.none() | st.integers() | TYPES | st.text(max_size=5),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(NAMES, below, max_size=4),
)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(["text", "blocks", "attachments"]), ANYTHING))
def test_whatever_an_app_posted_has_words_or_none(message):
    assert all(said.strip() for said in texts(message))
