"""Two spellings of the same words, made equal."""

import re
import unicodedata
from functools import lru_cache

_APART = re.compile(r"[\W_]+")
_NOT_PROSE = re.compile(r"[^\w ',.;:/()&-]")


@lru_cache(1_024)  # the words of a trade come again and again
def fold(text: str) -> str:
    """`text` without case, accents and punctuation: `Missing_Parts` and `missing-parts` are equal."""
    if text.isascii():
        if text.isalnum():
            return text.lower()
    else:
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return _APART.sub(" ", text.casefold().replace("'", "")).strip()


def is_prose(text: str) -> bool:
    """Whether folding `text` loses nothing but punctuation: not a sign, a symbol or an emoji."""
    return text[:1] not in ("-", ".", ":", "/", "&") and not _NOT_PROSE.search(text)
