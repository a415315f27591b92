"""A message as plain text to be read: without mark-up, and in lower case without accents, letter for letter."""

import re
import unicodedata

from bot.language.grammar.normalise import normalise

_LINE_END = "␤"
_INSTANT = re.compile(r"<!date\^[^|<>]*\|([^<>]*)>")

_SAYS = (
    (r"(?<![\w~])~(?![ ~\n])[^~\n]*(?<! )~(?![\w~])", " "),  # struck out
    (r":(?:x|negative_squared_cross_mark|no_entry|no_entry_sign|white_large_square):|\[ ?\]", " ☐ "),
    (r":[a-z][a-z0-9_+-]{0,60}:", " "),  # emoji
    (r"(?<!\w)w/o(?!\w)", "without"),
    (r"(?<!\w)w/(?=[ a-z])", "with "),
    (r"(?<!\w)(?:no|nº|n°)[.:]? ?(?=#?[0-9]{3}-)", ""),  # the number of something
    (r"(?<=[^\W\d_])/(?=[^\W\d_])", " or "),
)
"""What stands for a word or in the way of one, and what it says."""

_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), says) for pattern, says in _SAYS)


def readable(message: str) -> str:
    """A message without Slack's mark-up, struck-out words and emoji, its lines kept. Linear time."""
    text = message.replace("\r\n", "\n").replace("\r", "\n").replace("\n", _LINE_END)
    text = normalise(_INSTANT.sub(r"\1", text)).replace(_LINE_END, "\n")
    for pattern, says in _PATTERNS:
        text = pattern.sub(says, text)
    return text


def plain(text: str) -> str:
    """The text in lower case without accents: every letter stays where it was."""
    low = text.lower()
    if low.isascii():
        return low
    if len(low) != len(text):
        low = "".join([letter if len(letter.lower()) != 1 else letter.lower() for letter in text])
    return low.translate(_BARE)


def _bare_letters() -> dict[int, str]:
    pairs = ((code, unicodedata.normalize("NFD", chr(code))[0]) for code in range(0xC0, 0x250))
    return {code: bare for code, bare in pairs if bare.isascii()} | {ord("œ"): "o", ord("’"): "'"}


_BARE = _bare_letters()
