"""What a person got wrong in a line, and the line that would be right."""

from collections.abc import Callable
from typing import Self

from bot.language.phrase import Phrase

ECHO = 40


def echo(text: str) -> str:
    """The person's own words, cut to forty characters."""
    return text if len(text) <= ECHO else text[: ECHO - 1] + "…"


class Slip(Exception):
    """A person's slip: `key` names the wording, `values` fill it.

    `suggestion` is a corrected line of arguments, `choices` are several of them when only the
    person can tell. Readers of one value put corrected values there; `parse` makes them lines.
    """

    def __init__(
        self,
        key: str,
        text: str | None = None,
        *,
        suggestion: str | None = None,
        choices: tuple[str, ...] = (),
        **values: object,
    ) -> None:
        super().__init__(key)
        self.key = key
        self.values = values if text is None else {"text": echo(text), **values}
        self.suggestion = suggestion
        self.choices = choices

    @property
    def phrase(self) -> Phrase:
        """Its wording, to be kept or shown."""
        return Phrase(self.key, self.values)

    def place(self, line_with: Callable[[str], str]) -> None:
        """Puts each corrected value into its line by `line_with`."""
        if self.suggestion is not None:
            self.suggestion = line_with(self.suggestion)
        self.choices = tuple(map(line_with, self.choices))

    def offering(self, lines: tuple[str, ...]) -> Self:
        """The same slip with one suggestion, or with several choices."""
        if len(lines) == 1:
            self.suggestion = lines[0]
        else:
            self.choices = lines
        return self


class Unread(Slip):
    """The words are not of this kind at all, so fewer or other words may still be."""
