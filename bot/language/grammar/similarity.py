"""What somebody may have meant to type."""

from collections.abc import Collection, Iterable
from difflib import SequenceMatcher, get_close_matches

from bot.language.grammar.fold import fold

CLOSE = 0.7
SAME_LETTERS = 0.95
LONGEST = 40
SHORTEST = 4


def nearest(text: str, phrases: Collection[str]) -> tuple[float, str] | None:
    """The likeness, up to 1, and the phrase most like `text`; None when none is near."""
    text = fold(text)
    if not text or len(text) > LONGEST:
        return None
    close = get_close_matches(text, phrases, n=3, cutoff=CLOSE)
    return max(((_likeness(text, phrase), phrase) for phrase in close), default=None, key=lambda found: found[0])


def _likeness(text: str, phrase: str) -> float:
    """Letters in another order, as in `alte`, count for more than other letters."""
    ratio = SequenceMatcher(None, phrase, text).ratio()
    return max(ratio, SAME_LETTERS) if sorted(text) == sorted(phrase) else ratio


def holding(text: str, phrases: Iterable[str]) -> tuple[str, ...]:
    """Up to three phrases that have the words of `text` in them; a short word is in too many to tell."""
    text = fold(text)
    if len(text) < SHORTEST:
        return ()
    found = [phrase for phrase in phrases if f" {text} " in f" {phrase} "]
    return tuple(found) if len(found) <= 3 else ()
