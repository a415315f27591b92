"""`/sfp-refund`: how much of a refund may be kept, and by when it is due."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.language.grammar.grammar import Argument, Grammar, flag, keyed
from bot.language.grammar.parse import Parsed, parse
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.kinds import CAD, DATE, DATE_AHEAD, DAYS, ORDER, WHOLE, cad
from bot.language.grammar.values.kinds import NAME as TEXT
from bot.language.grammar.values.read import Note
from bot.language.policy_words import DATE_OR_DAY, REASON, in_cents
from bot.services.reported_return import ReportedReturn, reported_return
from bot.views.reply import decision_view
from bot.views.rules.refund import cause_buttons, refund_body
from bot.workspace.request import Ask, Reply
from rules.core import money
from rules.core.value import value
from rules.sfp.refund import RefundCase
from rules.sfp.refund_decision import decide
from storage import accounts

NAME = "/sfp-refund"
SUMMARY = "the least you must refund on a returned Prime item, and what you may keep"
USAGE = (
    "PRICE [late=18d] [used|damaged|missing-parts|not-original|opened-software] [not-received total=…] [received=DATE]"
)
EXAMPLES: tuple[str, ...] = (
    "129.99 late=18d used",
    "129.99 received=2026-11-20 window-end=2026-11-05 damaged",
    "59 opened-software amazon-error",
    "not-received total=148.50",
    "129.99 used label=12.40 reason=unwanted deduct=70",
)

GRAMMAR = Grammar(
    Argument("price", CAD, bare=True),
    Argument("quantity", WHOLE, aliases=("qty",)),
    Argument("total", CAD),
    Argument("late", DAYS, bare=True),
    Argument("received", DATE, aliases=("arrived",)),
    Argument("window-end", DATE_AHEAD, aliases=("window",)),
    Argument("accepted", DATE_OR_DAY),
    flag("used", "signs of use"),
    flag("damaged"),
    flag("missing-parts"),
    flag("not-original", "not in original condition"),
    flag("opened-software", "open software", "software"),
    flag("seller-error"),
    flag("amazon-error"),
    flag("not-received", "never arrived"),
    Argument("label", cad(zero=True)),
    Argument("reason", REASON),
    Argument("category", TEXT),
    Argument("deduct", cad(zero=True), aliases=("keep",)),
    Argument("order", ORDER, bare=True),
    Argument("as-of", DATE),
)
GRAMMARS: Mapping[str, Grammar] = {"": GRAMMAR}


@value
class Request:
    """A return to work out, on the day whose terms hold."""

    ask: Ask
    parsed: Parsed
    day: date
    case: RefundCase


def read(ask: Ask) -> Request:
    """The return that the line tells of, and what the reports tell of its order. Raises Slip."""
    parsed = parse(GRAMMAR, ask.text, ask.today)
    values = in_cents(parsed.values)
    day = values.pop("as_of", ask.today)
    order = values.get("order")
    if order and (report := reported_return(ask.workspace, accounts.cached_names(ask.workspace), order)):
        parsed = replace(parsed, notes=(*parsed.notes, *_notes(report, values)))
        values = report.missing_in(values) | values
    return Request(ask, parsed, day, _case(values))


def run(request: Request) -> Reply:
    """Work out the refund. Raises NoTerms."""
    ask, case = request.ask, request.case
    decision = decide(case, request.day, ask.interpretation)
    body = refund_body(ask.locale, decision, case, ask.interpretation.stacking)
    causes = cause_buttons(ask.locale, decision, NAME, ask.text)
    return Reply(
        decision_view(ask.locale, decision, body, ask.question(), ask.interpretation, request.parsed, causes), decision
    )


def _notes(report: ReportedReturn, typed: Mapping[str, Any]) -> Iterator[Note]:
    """What comes from a report, and what a report has otherwise."""
    if taken := _typed(report.missing_in(typed)):
        key = "refund.note.from_report" if report.reported_on else "refund.note.held"
        yield Note(key, {"values": taken, "day": report.reported_on})
    if other := _typed(report.contradicted_by(typed)):
        yield Note("refund.note.contradicts", {"values": other})


def _typed(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The values as a line would have them."""
    arguments = {each.keyword: each for each in GRAMMAR.arguments}
    return tuple(
        argument.name if argument.is_flag else keyed(argument, _shown(argument, values[name]))
        for name, argument in arguments.items()
        if name in values
    )


def _shown(argument: Argument, value: Any) -> str:
    in_dollars = argument.name in ("price", "total", "label", "deduct")
    return f"{money.amount(value):.2f}" if in_dollars else argument.kind.show(value)


def _case(values: dict[str, Any]) -> RefundCase:
    """The case that the values tell of, amounts in cents. Raises Slip where they contradict each other."""
    accepted = values.pop("accepted", None)
    if accepted is not None:
        values["accepted_day" if isinstance(accepted, int) else "accepted"] = accepted
    case = RefundCase(**values)
    _check(case)
    return case


def _check(case: RefundCase) -> None:
    if case.late is not None and case.received and case.window_end:
        days = (case.received - case.window_end).days
        if days != case.late:
            raise Slip("refund.slip.lateness", late=case.late, days=days)
    if case.quantity < 1:
        raise Slip("refund.slip.quantity")
