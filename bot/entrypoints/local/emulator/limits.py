"""What Slack would refuse, or show in a way that nobody meant: each rule is a function that raises `Refused`.

Block limits are those of the `slackblocks` package, which were probed against Slack itself; the rest is what that
package leaves out. Sources are the pages of docs.slack.dev named beside each rule.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from slackblocks import ModalView, WebhookMessage
from slackblocks.errors import InvalidUsageError

from bot.entrypoints.local.emulator.block_models import rebuilt

TEXT_LIMIT = 40_000
"""Characters in a message's text (reference/methods/chat.postMessage)."""

_MARKUP = re.compile(
    r"<(?:@[UW][A-Z0-9]+|#C[A-Z0-9]+|!subteam\^S[A-Z0-9]+|!date\^[^<>]+|https?://[^<>]+|mailto:[^<>]+)>"
)
_ENTITY = re.compile(r"&(?:amp|lt|gt);")
_SPECIAL = re.compile(r"[<>&]")


class Refused(Exception):
    """Slack would not take this. `rule` names which rule was broken, the message says how."""

    def __init__(self, rule: str, how: str) -> None:
        super().__init__(f"{rule}: {how}")
        self.rule = rule


def check_message(payload: dict[str, Any]) -> None:
    """Refuse a message that Slack would refuse, that has no words for a screen reader, or that is not escaped."""
    text, blocks = payload.get("text") or "", payload.get("blocks") or []
    if not text.strip():
        raise Refused("no_text", "the top-level text is missing: notifications and screen readers would have nothing")
    if len(text) > TEXT_LIMIT:
        raise Refused("msg_too_long", f"{len(text)} characters of text, at most {TEXT_LIMIT}")
    check_blocks(text, blocks)
    for written in (text, *mrkdwn_of(blocks)):
        check_escaped(written)


def check_blocks(text: str, blocks: list[dict[str, Any]]) -> None:
    """Refuse blocks that break a limit of Slack's (reference/block-kit/blocks)."""
    try:
        WebhookMessage(text=text, blocks=[rebuilt(block) for block in blocks])
    except BROKEN as broken:
        raise Refused("invalid_blocks", str(broken)) from broken
    _check_ids(blocks)
    if any(block["type"] == "image" and not block.get("alt_text", "").strip() for block in blocks):
        raise Refused("invalid_blocks", "an image has no alt text")


def check_form(view: dict[str, Any]) -> None:
    """Refuse a form that Slack would refuse (reference/views/modal-views)."""
    words = {name: view[name]["text"] for name in ("title", "submit", "close") if view.get(name)}
    fields = {name: view[name] for name in view if name not in ("type", "blocks", *words)}
    try:
        ModalView(blocks=[rebuilt(block) for block in view.get("blocks", ())], **words, **fields)
    except BROKEN as broken:
        raise Refused("invalid_arguments", str(broken)) from broken
    _check_ids(view["blocks"])
    for written in mrkdwn_of(view["blocks"]):
        check_escaped(written)


BROKEN = (InvalidUsageError, KeyError, TypeError, ValueError)
"""What `bot.entrypoints.local.emulator.block_models` raises."""


def _check_ids(blocks: list[dict[str, Any]]) -> None:
    for kind in ("block_id", "action_id"):
        ids = Counter(each[kind] for each in _with_ids(blocks) if kind in each)
        if repeated := [name for name, count in ids.items() if count > 1]:
            raise Refused("invalid_blocks", f"{kind} {repeated[0]} stands there twice")


def _with_ids(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        inside = [*block.get("elements", ()), block.get("element"), block.get("accessory")]
        yield block
        yield from (each for each in inside if isinstance(each, dict))


def mrkdwn_of(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """Every mrkdwn text in the blocks."""
    for block in blocks:
        texts = [block.get("text"), *block.get("fields", ()), *block.get("elements", ())]
        yield from (each["text"] for each in texts if isinstance(each, dict) and each.get("type") == "mrkdwn")


def check_escaped(mrkdwn: str) -> None:
    """Refuse raw `&`, `<` and `>`, and mentions of everyone (messaging/formatting-message-text)."""
    if special := _SPECIAL.search(_ENTITY.sub("", _MARKUP.sub("", mrkdwn))):
        at = mrkdwn.find(special[0])
        raise Refused("unescaped", f"“{special[0]}” is not escaped in “{mrkdwn[max(at - 10, 0) : at + 20]}”")
