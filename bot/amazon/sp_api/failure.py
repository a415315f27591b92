"""Why a report does not come, as it is stored: a phrase, whether the word is Amazon's own or ours."""

from collections.abc import Mapping
from typing import Final

from bot.language.phrase import Phrase
from bot.slack.blocks import cut, storable

NOT_READY: Final = "not ready"

OURS: Final[Mapping[str, str]] = {
    NOT_READY: "amazon.why.not_ready",
    "address": "amazon.why.address",
    "cut short": "amazon.why.cut_short",
    "unreadable": "amazon.why.unreadable",
}
"""Our own words for what went wrong, and the sentence of each; any other one is a code, which everybody reads alike."""

CODE_LIMIT: Final = 200
"""Characters of a code that are kept."""


def failure_phrase(word: str) -> Phrase:
    """What is kept of the word for a failure."""
    return Phrase(OURS[word]) if word in OURS else Phrase("amazon.why.code", {"code": cut(storable(word), CODE_LIMIT)})
