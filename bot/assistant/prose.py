"""A return told in somebody's own words: read, worked out as the line would be, or asked about with every sum."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.assistant.dispatch import answer, ask_of
from bot.commands import sfp_refund
from bot.language.extraction.extract import line, read
from bot.language.extraction.finding import Values
from bot.language.extraction.reading import Reading
from bot.language.grammar.slip import Slip
from bot.views.extracted import asked_view, nothing_view, read_view
from bot.workspace.request import Answer, Ask, Invocation
from rules.core.decision import Alternative, Decision, Missing, Status
from rules.core.policy import NoTerms
from rules.sfp.refund_decision import CONDITION
from storage.workspaces import Workspace

COMMAND = sfp_refund.NAME
GRAMMAR = sfp_refund.GRAMMAR


def reading_of(text: str, day: date) -> Reading:
    """What a text written on that day tells of a return."""
    return read(GRAMMAR, text, day)


def is_of_a_return(reading: Reading) -> bool:
    """Whether figures are told that a refund can be worked out from: an amount and something beside it."""
    seen = {*reading.values, *reading.asked}
    return bool(seen & {"price", "total", "order"}) and len(seen) > 1


def worked_out(invocation: Invocation, workspace: Workspace, reading: Reading) -> Answer:
    """The answer to the line that a reading amounts to, where nothing is asked."""
    return answer(replace(invocation, command=COMMAND, text=line(GRAMMAR, reading.values)), workspace)


def shown(answered: Answer, reading: Reading) -> Answer:
    """The same with what was read above it, and what was not used below its verdict."""
    message = read_view(answered.invocation.locale, reading, COMMAND, answered.invocation.text, answered.message)
    return replace(answered, message=message, reading=reading)


def unsettled(invocation: Invocation, workspace: Workspace, reading: Reading) -> Answer:
    """What only a person can tell, with the sums of each reading; or that nothing is told at all."""
    if not (reading.values or reading.questions):
        nothing = nothing_view(invocation.locale, reading, COMMAND)
        return Answer(invocation, nothing, slip=Slip("message.nothing", command=COMMAND), reading=reading)
    told = replace(invocation, command=COMMAND, text=line(GRAMMAR, reading.values))
    ask = ask_of(told, workspace)
    ways = [(way, line(GRAMMAR, way), _decision(ask, way)) for way in reading.ways]
    decision = _merged(_decision(ask, reading.values), reading, [(way, made) for way, _, made in ways])
    return Answer(told, asked_view(invocation.locale, reading, COMMAND, ways), decision, reading=reading)


def answer_prose(invocation: Invocation, workspace: Workspace, reading: Reading) -> Answer:
    """The answer to a reading, whatever it leaves open."""
    if reading.values and not reading.questions:
        return shown(worked_out(invocation, workspace, reading), reading)
    return unsettled(invocation, workspace, reading)


def _decision(ask: Ask, values: Values) -> Decision[Any] | None:
    """What the line of those values comes to; None where they contradict each other."""
    try:
        return sfp_refund.run(sfp_refund.read(ask.with_text(line(GRAMMAR, values)))).decision
    except (Slip, NoTerms):
        return None


def _merged(
    base: Decision[Any] | None, reading: Reading, ways: Sequence[tuple[Values, Decision[Any] | None]]
) -> Decision[Any] | None:
    """The decision that waits for an answer: sums that the readings do not share are not known."""
    if base is None:
        return None
    readings = [Alternative(_apart(way, reading), made.outcome) for way, made in ways if made]
    missing = [one for one in base.missing if not _has_missing(one, readings)]
    asked = [Missing(name, CONDITION) for name in reading.asked if name not in {one.field for one in missing}]
    outcome = _shared(base.outcome, [one.outcome for one in readings])
    return replace(
        base, status=Status.NEEDS_INFO, outcome=outcome, missing=(*missing, *asked), readings=tuple(readings)
    )


def _apart(way: Values, reading: Reading) -> Values:
    """What sets a reading apart from what is certain."""
    return {name: way[name] for name in way if name not in reading.values or reading.values[name] != way[name]}


def _has_missing(missing: Missing, readings: Sequence[Alternative[Any]]) -> bool:
    """Whether every reading has what is missing."""
    return bool(readings) and all(missing.field in one.inputs for one in readings)


def _shared(outcome: Any, others: Sequence[Any]) -> Any:
    """The outcome with None for every sum that is not the same in all readings."""
    names = [name for name in outcome.__slots__ if name != "currency"]
    if not others:
        return replace(outcome, **dict.fromkeys((name for name in names if name != "refund_due"), None))
    same = {name: {getattr(one, name) for one in others} for name in names}
    return replace(outcome, **{name: next(iter(found)) if len(found) == 1 else None for name, found in same.items()})
