"""Where a text is written that the command line asks about."""

from enum import StrEnum


class WrittenAt(StrEnum):
    """A slash command, or somebody's own words in a message, in a direct one, or beside a mention."""

    COMMAND = "command"
    MESSAGE = "message"
    DIRECT = "direct"
    MENTION = "mention"
