"""The words of a message as Slack hands it over: its text, or what its blocks or attachments say.

https://docs.slack.dev/messaging says what a message holds. Anything may stand there, since any app may have posted it;
what is not of the expected shape has no words. Nothing is looked for by calling itself: a message may be nested deeply.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_LINES = ("rich_text_section", "rich_text_preformatted", "rich_text_quote")
"""Elements whose own elements stand in one line."""

_UNREAD = ("actions", "button", "input", "image")
_PARTS = ("pretext", "title", "text", "fields", "elements", "rows", "blocks")


def texts(message: Mapping[str, Any]) -> Iterator[str]:
    """The text of a message, the words of its blocks and those of its attachments, each where there are any."""
    attachments = message.get("attachments")
    for candidate in (
        message.get("text"),
        _text_lines(message.get("blocks")),
        _text_lines(attachments),
        _fallbacks(attachments),
    ):
        if isinstance(candidate, str) and candidate.strip():
            yield candidate


def _text_lines(node: object) -> str:
    """Every text below a node, a line each."""
    lines, waiting = list[str](), [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            lines.append(each)
        elif isinstance(each, list):
            waiting += reversed(each)
        elif isinstance(each, dict) and each.get("type") not in _UNREAD:
            waiting += reversed(_parts(each))
    return "\n".join(lines)


def _parts(node: Mapping[str, Any]) -> list[object]:
    """What a block, a field or an attachment is made of, in its order."""
    if node.get("type") in _LINES:
        elements = node.get("elements")
        return ["".join(map(_inline, elements if isinstance(elements, list) else ()))]
    if isinstance(node.get("title"), str) and isinstance(node.get("value"), str):
        return [f"{node['title']}: {node['value']}"]
    return [node[name] for name in _PARTS if name in node]


def _inline(element: object) -> str:
    """A part of a line of rich text; what is no words, such as an emoji, keeps its place."""
    attributes = element if isinstance(element, dict) else {}
    return next((attributes[name] for name in ("text", "url") if isinstance(attributes.get(name), str)), " ")


def _fallbacks(attachments: object) -> str:
    """What attachments say where nothing of them can be shown."""
    listed = attachments if isinstance(attachments, list) else ()
    fallbacks = [each.get("fallback") for each in listed if isinstance(each, dict)]
    return "\n".join([each for each in fallbacks if isinstance(each, str)])
