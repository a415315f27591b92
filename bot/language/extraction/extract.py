"""What a message tells once everything found in it is weighed: what is certain, what to ask, what is left out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from itertools import product
from typing import Any

from bot.language.extraction.find import Found, find
from bot.language.grammar.fold import fold
from bot.language.grammar.grammar import Argument, Grammar, keyed
from bot.language.grammar.slip import Slip, echo
from rules.core.value import value

LONGEST = 40_000
"""Characters in the text of a message, as Slack takes it."""

MOST_WAYS = 5
"""Readings that a person is asked to choose from."""

Values = Mapping[str, Any]
"""Values by the names of their arguments, in the order of the grammar; a flag is there if it is so."""


@value
class Told:
    """What a message tells of: `certain` is taken as it stands.

    `ways` are the lines it may stand for, each with everything that is certain, where there is more than one or a
    person has to confirm it; `asked` says why. `left` says what was seen and is in none of them.
    """

    certain: Values = field(default_factory=dict)
    ways: tuple[Values, ...] = ()
    asked: tuple[Slip, ...] = ()
    left: tuple[Slip, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether anything of a return was seen."""
        return bool(self.certain or self.ways or self.left)


def read(grammar: Grammar, message: str, day: date) -> Told:
    """What a message of that day tells; of what may be said in more than one way, nothing is certain."""
    if len(message) > LONGEST:
        return Told(left=(Slip("message.too_long", limit=LONGEST),))
    found: dict[str, list[Found]] = {argument.name: [] for argument in grammar.arguments}
    for each in find(grammar, message, day):
        found[each.argument.name].append(each)
    weighed = [_weighed(name, several) for name, several in found.items() if several]
    certain = {each.name: each.options[0] for each in weighed if len(each.options) == 1}
    unsettled, too_many = _askable([each for each in weighed if len(each.options) > 1])
    asked = [each.why for each in unsettled if each.why]
    left = [*too_many, *(slip for each in weighed for slip in each.left)]
    return Told(certain, tuple(_ways(found, certain, unsettled)), _once(asked), _once(left))


def line(grammar: Grammar, values: Values) -> str:
    """The line to type for those values; what the grammar takes first needs no name."""
    return " ".join([_typed(grammar.keys[fold(name)], values[name], grammar.arguments[0]) for name in values])


def _typed(argument: Argument, meant: Any, first: Argument) -> str:
    if argument.is_flag:
        return argument.name
    shown = argument.kind.show(meant)
    return shown if argument is first else keyed(argument, shown)


@value
class _Weighed:
    """What is known of one argument: the values it may have, None for leaving it out, and why they are several."""

    name: str
    options: tuple[Any, ...] = ()
    why: Slip | None = None
    seen: tuple[str, ...] = ()
    left: tuple[Slip, ...] = ()


def _weighed(name: str, found: list[Found]) -> _Weighed:
    """What several findings for one argument come to."""
    options = tuple(dict.fromkeys([each for one in found for each in one.values]))
    if options in ((), (None,)):
        return _Weighed(name, left=tuple([one.why for one in found if one.why]))
    left = tuple([one.why for one in found if one.why and not one.values])
    meant = [one for one in found if one.values]
    if len(options) == 1 and not all(one.why for one in meant):
        return _Weighed(name, options, left=left)
    seen = tuple(dict.fromkeys([one.text for one in meant]))
    return _Weighed(name, options if len(options) > 1 else (*options, None), _why(meant, options, seen), seen, left)


def _why(meant: list[Found], options: tuple[Any, ...], seen: tuple[str, ...]) -> Slip | None:
    """Why findings leave open what is meant: said and denied, said in several ways, or as the only one tells."""
    if None in options:
        return Slip("message.both", seen=_listed(seen))
    return Slip("message.several", seen=_listed(seen)) if len(seen) > 1 else meant[0].why


def _askable(unsettled: list[_Weighed]) -> tuple[list[_Weighed], list[Slip]]:
    """Those among whose values a person can choose at once, and what to say of the rest."""
    asked, too_many, ways = [], [], 1
    for each in unsettled:
        if ways * len(each.options) <= MOST_WAYS:
            asked.append(each)
            ways *= len(each.options)
        else:
            too_many.append(Slip("message.too_many", seen=_listed(each.seen)))
    return asked, too_many


def _ways(order: Iterable[str], certain: Values, unsettled: list[_Weighed]) -> Iterator[Values]:
    """Every line that the message may stand for, in the order of the grammar."""
    for chosen in product(*(each.options for each in unsettled)) if unsettled else ():
        values = {**certain, **{each.name: option for each, option in zip(unsettled, chosen, strict=True)}}
        if way := {name: values[name] for name in order if values.get(name) is not None}:
            yield way


def _listed(texts: Sequence[str]) -> tuple[str, ...]:
    """The beginnings of those texts."""
    return tuple(map(echo, texts))


def _once(slips: Iterable[Slip]) -> tuple[Slip, ...]:
    """Each sentence once, however often there is a reason for it."""
    return tuple({(slip.key, str(slip.values)): slip for slip in slips}.values())
