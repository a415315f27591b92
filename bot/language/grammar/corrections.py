"""What to say, and what to type instead, where a line cannot be read."""

from collections.abc import Sequence

from bot.language.grammar.fold import fold
from bot.language.grammar.grammar import Argument, Claim, Grammar, in_quotes, keyed
from bot.language.grammar.line import Line, ReadValue
from bot.language.grammar.similarity import nearest
from bot.language.grammar.slip import Slip, Unread, echo
from bot.language.grammar.values.kinds import NAME


class Corrections:
    """Finds the slip to raise. Places are characters of the line, `at` counts its words."""

    def __init__(self, grammar: Grammar, line: Line) -> None:
        self._grammar = grammar
        self._line = line

    def value(self, start: int, end: int, fix: str) -> str:
        """The line with another value there."""
        return self._line.replacing(start, end, in_quotes(fix))

    def named(self, argument: Argument, start: int, end: int, fix: str) -> str:
        """The line with another value there, named."""
        return self._line.replacing(start, end, keyed(argument, fix))

    def misread(self, argument: Argument, at: int, start: int, unread: Unread | None) -> Slip:
        """For a value that is not of its kind: the phrases it is near to, or else `unread`; None is no value."""
        if unread is None:
            return Slip("slip.no_value", name=argument.name, usage=argument.usage)
        likely, end = self._line.likely(at, start, argument.kind.phrases())
        if not likely:
            return unread
        lines = tuple(self.value(start, end, phrase) for phrase in likely)
        return Slip("slip.near", self._line.between(start, end), near=tuple(likely)).offering(lines)

    def unknown_key(self, head: str, start: int) -> Slip:
        """For `head=...` where no argument has that name."""
        found = nearest(head, self._grammar.keys)
        if found is None:
            return self._strange(head) or Slip("slip.unknown_key", head, known=self._grammar.names)
        name = self._grammar.keys[found[1]].name
        line = self._line.replacing(start, start + len(head), name)
        return Slip("slip.near_key", head, near=name).offering((line,))

    def unknown(self, at: int) -> Slip:
        """For words that no argument takes."""
        word = self._line.words[at]
        argument = self._grammar.keys.get(fold(word.text))
        if argument is not None and not argument.is_flag:
            line = self._line.replacing(word.start, word.end, f"{argument.name}=")
            return Slip("slip.no_equals", word.text, usage=argument.usage).offering((line,))
        likely, end = self._line.likely(at, word.start, self._grammar.corrections)
        if not likely:
            return self._strange(word.text) or Slip("slip.unknown_word", word.text, known=self._grammar.names)
        near = tuple(self._grammar.corrections[phrase] for phrase in likely)
        lines = tuple(self._line.replacing(word.start, end, fix) for fix in near)
        return Slip("slip.near", self._line.text[word.start : end], near=near).offering(lines)

    def which(self, claims: Sequence[Claim], start: int, end: int) -> Slip:
        """For words that several arguments could take, or one that has to be named."""
        lines = tuple(self.named(claim.argument, start, end, claim.text) for claim in claims)
        return Slip("slip.which", self._line.text[start:end]).offering(lines)

    def one_or_two(self, start: int, first: int, end: int, others: Sequence[Claim]) -> Slip:
        """For figures from `start` to `end` that may be one value, or end at `first` before another's."""
        text = self._line.text[start:end]
        one = self.value(start, end, text.replace(" ", ""))
        two = (self.named(claim.argument, first + 1, end, claim.text) for claim in others)
        return Slip("slip.one_or_two", text).offering((one, *two))

    def twice(self, before: ReadValue, start: int, end: int) -> Slip:
        """For an argument that is given once more, otherwise."""
        return Slip(
            "slip.twice",
            name=before.argument.name,
            first=echo(self._line.text[before.start : before.end]),
            second=echo(self._line.text[start:end]),
            choices=(
                self._line.replacing(start, end, ""),
                self._line.replacing(before.start, before.end, ""),
            ),
        )

    def unquoted_name(self, name: ReadValue, at: int) -> Slip:
        """For a stray word that may be the rest of the name before it."""
        word = self._line.words[at]
        whole = keyed(name.argument, f"{name.read.value} {word.text}")
        line = self._line.replacing(name.start, word.end, whole)
        return Slip("slip.unquoted_name", word.text, whole=echo(whole)).offering((line,))

    def _strange(self, text: str) -> Slip | None:
        """For anything at all after a command that takes nothing."""
        return None if self._grammar.arguments else Slip("slip.no_arguments", text)


def may_go_on(taken: ReadValue | None) -> bool:
    """Whether free text came last, which ends at its first space unless it is quoted."""
    return taken is not None and taken.argument.kind is NAME
