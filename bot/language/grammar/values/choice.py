"""Words that stand for values, and the values they stand for."""

from collections.abc import Callable, Collection, Mapping

from bot.language.grammar.fold import fold, is_prose
from bot.language.grammar.slip import Slip, Unread


def no_code(_text: str) -> None:
    """For a vocabulary without codes."""
    return


class Vocabulary:
    """Phrases in any spelling, each with the value it means or the several it may mean."""

    def __init__(
        self,
        phrases: Mapping[str, str | tuple[str, ...]],
        example: str,
        code: Callable[[str], str | None],
    ) -> None:
        told = {fold(phrase): (meant,) if isinstance(meant, str) else meant for phrase, meant in phrases.items()}
        self._values = {value for several in told.values() for value in several}
        self._meanings = {fold(value): (value,) for value in sorted(self._values)} | told
        self._example = example
        self._code = code
        self.longest = max(len(phrase.split()) for phrase in self._meanings)

    def phrases(self) -> Collection[str]:
        """Every phrase, folded."""
        return self._meanings.keys()

    def looks_like_code(self, text: str) -> bool:
        """Whether `text` is a value that no phrase lists."""
        return self._coded(text) is not None

    def read(self, text: str) -> str:
        """The value that `text` means. Raises Slip where it can mean several."""
        if text in self._values:
            return text
        several = self._meanings.get(fold(text), ()) if is_prose(text) else ()
        if len(several) > 1:
            raise Slip("slip.several_meanings", text, choices=several)
        value = several[0] if several else self._coded(text)
        if value is None:
            raise Unread("slip.expected.choice", text, known=self._example)
        return value

    def _coded(self, text: str) -> str | None:
        """A code is one word: more of them would swallow what follows it."""
        return None if " " in text else self._code(text)
