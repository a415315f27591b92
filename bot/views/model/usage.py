"""A command as help shows it."""

from typing import Protocol


class Usage(Protocol):
    """What a command says of itself.

    `NAME` is what Slack sends, `SUMMARY` what it is for, `USAGE` what it takes (also the hint that Slack shows), and
    `EXAMPLES` are lines to copy.
    """

    NAME: str
    SUMMARY: str
    USAGE: str
    EXAMPLES: tuple[str, ...]
