"""How a file is called."""

from bot.language.catalogue import say


def file_name(name: str) -> str:
    """The name of a file, or what is said of one without a name."""
    return name or say("dropped.unnamed")
