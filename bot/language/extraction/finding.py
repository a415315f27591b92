"""What some words of a text tell of an argument."""

from collections.abc import Mapping
from typing import Any

from bot.language.grammar.slip import Slip
from rules.core.value import value

Values = Mapping[str, Any]
"""Values by the names of their arguments; a flag is there if it is so, or False where somebody says that it is not."""


@value
class Finding:
    """Words, and the values that they may stand for.

    One option without a `why` is certain. Otherwise `why` says what is in the way, and only a person can choose among
    the options; an empty one leaves them out. Without options the words are named as not used. `about` is the name
    that the question goes by; `start` and `end` are the places of the words.
    """

    about: str
    text: str
    options: tuple[Values, ...] = ()
    why: Slip | None = None
    start: int = 0
    end: int = 0

    @property
    def is_certain(self) -> bool:
        """Whether the words mean one thing."""
        return len(self.options) == 1 and self.why is None and bool(self.options[0])

    @property
    def is_denied(self) -> bool:
        """Whether the words say that something is not so."""
        return self.options == ({},)


def asked(about: str, text: str, *options: Values, why: Slip | None = None, start: int = 0, end: int = 0) -> Finding:
    """A finding that only a person can settle; leaving it out is always possible."""
    several = options if {} in options else (*options, {})
    return Finding(about, text, several, why or Slip("message.doubted", text), start, end)
