"""Whatever Slack tells of a file: it is heard of or refused, and its name does no harm."""

import json
import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.entrypoints.local.emulator.limits import check_message
from bot.language.locale import ENGLISH
from bot.reports.parsing.report import Unreadable
from bot.slack.blocks import Message
from bot.slack.files import NAME_LIMIT, SlackFile, is_answered
from bot.views.files.imports import refused_view
from bot.views.files.uploads import account_view, order_view

NAMES = st.text(max_size=400) | st.text("<>&*`~_@!|\u202e\u200f\u2066\n. csv", max_size=60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=8,
)
FIELDS = ("id", "name", "mimetype", "mode", "size", "url_private_download")
FILES = st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6) | JSON


def looks_right(message: Message) -> None:
    check_message({"text": message.text, "blocks": list(message.blocks)})


@given(NAMES)
def test_any_name_is_shown_in_one_line_of_characters_that_can_be_seen(name: str) -> None:
    called = SlackFile(id="F1", name=name).called
    assert len(called) <= NAME_LIMIT
    assert called.splitlines() == ([called] if called else [])
    assert not any(unicodedata.category(each)[0] == "C" for each in called)
    json.dumps(called, ensure_ascii=False).encode()


@given(NAMES, NAMES)
def test_any_name_makes_messages_that_slack_takes(name: str, account: str) -> None:
    called = SlackFile(id="F1", name=name).called
    two_days = Unreadable("import.refuse.two_days", account, column=account[:40], line=2)
    looks_right(refused_view(ENGLISH, called, Unreadable("dropped.refuse.gone")))
    looks_right(order_view(ENGLISH, called, two_days, {"file": "F1", "thread": "1.0"}))
    looks_right(account_view(ENGLISH, called, [account[:80] or "main", "other"], {"file": "F1", "thread": "1.0"}))


@given(st.none() | NAMES, st.none() | st.text(max_size=20), st.sampled_from([None, "hosted", "snippet"]))
def test_in_a_direct_message_every_file_is_answered(name: str | None, mimetype: str | None, mode: str | None) -> None:
    file = SlackFile(id="F1", name=name, mimetype=mimetype, mode=mode)
    assert is_answered(file, "D0YOU")
    assert not is_answered(file.model_copy(update={"mode": "snippet"}), "C0GENERAL")


@given(files=st.lists(FILES, max_size=3) | JSON, about=st.dictionaries(st.sampled_from(["user", "ts", "bot_id"]), JSON))
def test_any_message_with_files_is_taken_or_refused(files: Any, about: dict[str, Any]) -> None:
    from bot.listeners.payloads.message_event import MessageEvent
    from bot.listeners.payloads.payload import Malformed

    told = {"type": "message", "channel": "C1", "ts": "1.0", "user": "U1", "files": files} | about
    try:
        event = MessageEvent.of({"team_id": "T1", "event": told})
    except Malformed:
        return
    assert all(isinstance(each.id, str) for each in event.files)
