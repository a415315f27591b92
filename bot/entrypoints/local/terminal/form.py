"""A form filled in at the terminal: one question a field, and what was wrong asked again."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.entrypoints.local.emulator.slack import Payload

Field = dict[str, Any]

CLOSE = ("cancel", "close")
ME = ("me", "")


class Filling:
    """An open form and what was filled in so far."""

    def __init__(self, view: Payload, user: str) -> None:
        self.title: str = view["title"]["text"]
        self.fields: dict[str, str] = {}
        self._user = user
        self._inputs = [block for block in view["blocks"] if block["type"] == "input"]
        self._asked = [block["block_id"] for block in self._inputs]

    @property
    def done(self) -> bool:
        """Whether every field was asked for."""
        return not self._asked

    def question(self) -> Iterator[str]:
        """The lines that ask for the next field."""
        block = self._next()
        optional = " (may be left empty)" if block.get("optional") else ""
        yield f"{block['label']['text']}{optional}"
        yield from (f"  {place}. {option['text']['text']}" for place, option in enumerate(_options(block), start=1))
        if block["element"]["type"] == "users_select":
            yield "  Type me, or a user id."

    def take(self, line: str) -> None:
        """Take a line as the next field: a number chooses an option."""
        block = self._next()
        options = _options(block)
        if options and line.isdecimal() and 1 <= int(line) <= len(options):
            line = options[int(line) - 1]["value"]
        if block["element"]["type"] == "users_select" and line.lower() in ME:
            line = self._user
        self.fields[block["block_id"]] = line.lstrip("@")
        self._asked.pop(0)

    def again(self, wrong: Mapping[str, str]) -> None:
        """Ask again for the fields that were wrong."""
        self._asked = [block["block_id"] for block in self._inputs if block["block_id"] in wrong]

    def _next(self) -> Field:
        return next(block for block in self._inputs if block["block_id"] == self._asked[0])


def _options(block: Field) -> list[Field]:
    options: list[Field] = block["element"].get("options", [])
    return options
