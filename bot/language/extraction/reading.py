"""What a text tells once everything found in it is weighed: what is certain, what to ask, what is not used."""

from collections.abc import Mapping
from dataclasses import field
from itertools import product
from math import prod

from bot.language.extraction.finding import Values
from bot.language.grammar.slip import Slip
from rules.core.value import value

MOST_WAYS = 5
"""Readings that a person is asked to choose from."""


@value
class Question:
    """What only a person can tell: the name of an argument, or `condition`; why; and the values to choose from."""

    about: str
    why: Slip
    options: tuple[Values, ...]


@value
class Reading:
    """What a text tells of.

    `values` are certain, each with the words it was read from in `sources`. `unread` are phrases that look like facts
    and are in no reading, `denied` those that say that something is not so, `slips` why a figure is refused.
    `strange` are words that nothing is known of, which a typed line does not forgive.
    """

    values: Values = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    unread: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()
    strange: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether anything of a return was seen."""
        return bool(self.values or self.questions or self.slips)

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of the arguments that are asked about."""
        return tuple(dict.fromkeys(question.about for question in self.questions))

    @property
    def ways(self) -> tuple[Values, ...]:
        """The readings to choose from, each with all that is certain; none where nothing is asked, or too much."""
        options = [question.options for question in self.questions if question.options]
        if not options or prod(map(len, options)) > MOST_WAYS:
            return ()
        ways = [dict(self._way(chosen)) for chosen in product(*options)]
        return tuple(way for place, way in enumerate(ways) if way and way not in ways[:place])

    def _way(self, chosen: tuple[Values, ...]) -> Values:
        values = dict(self.values)
        for option in chosen:
            values |= option
        return {name: values[name] for name in self.order if name in values}
