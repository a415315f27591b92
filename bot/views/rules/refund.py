"""How the answer to a refund question looks."""

import json
from decimal import Decimal

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.slack.blocks import Block, button, cut
from bot.views.refusal import LABEL_LIMIT
from bot.views.reply import ASK_AGAIN, Body, reason_line
from bot.views.rules.readings import sums
from rules.core.decision import Alternative, Decision
from rules.sfp.label import REASON_CODES
from rules.sfp.refund import RefundCase
from rules.sfp.refund_decision import CONDITION, FULL, LATE, PROCESSING, SOFTWARE, RefundOutcome

CAPS = {LATE: "late_cap", CONDITION: "condition_cap", SOFTWARE: "software_cap"}
"""The clauses that allow keeping part of the price, and the cap that each gives."""

SAID_ELSEWHERE = (FULL, PROCESSING)
"""Clauses that the verdict and the due date speak for."""

UNHEARD = ("within_grace", "late_but_accepted", "condition_seller_error", "software_amazon_error", "accepted_inside")
"""Sentences about something that was told and had no effect: the person wants to know why."""


def refund_body(locale: Locale, decision: Decision[RefundOutcome], case: RefundCase, stacking: str) -> Body:
    """Verdict, calculation, due date and an order note to copy."""
    outcome = decision.outcome
    if not decision.receipt.inputs:
        return Body(say(locale, "refund.reply.ask"))
    if decision.readings and outcome.refund_max is not None:
        return Body(_unsure(locale, case), _causes(locale, decision), _due(locale, decision, case), asks=True)
    if outcome.refund_min is None or outcome.refund_max is None:
        return Body(say(locale, "refund.reply.unpriced"), _weighed(locale, decision), _due(locale, decision, case))
    kept = (outcome.cap_added if stacking == "added" else outcome.cap) or Decimal(0)
    return Body(
        verdict=_verdict(locale, outcome, case, kept),
        lines=(*_weighed(locale, decision), *_together(locale, decision, outcome, stacking), *_label(locale, outcome)),
        next_steps=(*_grade(locale, outcome, case, kept), *_due(locale, decision, case)),
        copy_title=say(locale, "refund.reply.note"),
        copy=order_note(locale, decision, case, stacking),
    )


def _unsure(locale: Locale, case: RefundCase) -> str:
    return say(locale, "refund.reply.unsure", conditions=case.conditions)


def _causes(locale: Locale, decision: Decision[RefundOutcome]) -> tuple[str, ...]:
    """What each cause of the condition comes to."""
    pairs = [(cause_of(locale, reading), sums(locale, reading.outcome)) for reading in decision.readings]
    return tuple(say(locale, "refund.reply.cause_reading", cause=cause, sums=together) for cause, together in pairs)


def cause_of(locale: Locale, reading: Alternative[RefundOutcome]) -> str:
    """Who caused the condition, in one of the readings of it."""
    return say(locale, "refund.reply.cause_seller" if reading.inputs["seller_error"] else "refund.reply.cause_buyer")


def cause_buttons(locale: Locale, decision: Decision[RefundOutcome], command: str, line: str) -> tuple[Block, ...]:
    """A button for each cause of the condition, which asks the line again with it."""
    return tuple(
        button(cut(cause_of(locale, reading), LABEL_LIMIT), f"{ASK_AGAIN}_{place}", _asked(command, line, reading))
        for place, reading in enumerate(decision.readings, start=1)
    )


def _asked(command: str, line: str, reading: Alternative[RefundOutcome]) -> str:
    """What a button carries that asks the line with the cause of one reading."""
    flag = "seller-error" if reading.inputs["seller_error"] else "seller-error=no"
    return json.dumps({"command": command, "text": f"{line} {flag}"})


def _weighed(locale: Locale, decision: Decision[RefundOutcome]) -> tuple[str, ...]:
    """What applied, and what was told and did not."""
    weighed = [
        reason
        for reason in decision.reasons
        if reason.clause not in SAID_ELSEWHERE
        and (reason.applied or reason.sentence.removeprefix("refund.") in UNHEARD)
    ]
    return tuple(reason_line(locale, reason) for reason in weighed)


def _verdict(locale: Locale, outcome: RefundOutcome, case: RefundCase, kept: Decimal) -> str:
    values = {"refund_min": outcome.refund_min, "refund_max": outcome.refund_max, "keep": kept}
    if case.not_received:
        return say(locale, "refund.reply.order", **values)
    if outcome.refund_min == outcome.refund_max:
        return say(locale, "refund.reply.everything", **values)
    if outcome.refund_min == 0:
        return say(locale, "refund.reply.keep_all", **values)
    return say(locale, "refund.reply.keep", **values | {"keep": (outcome.refund_max or 0) - (outcome.refund_min or 0)})


def _together(
    locale: Locale, decision: Decision[RefundOutcome], outcome: RefundOutcome, stacking: str
) -> tuple[str, ...]:
    """How several caps combine, where there are several (A1)."""
    if "A1" not in decision.assumptions:
        return ()
    key = "refund.reply.together_added" if stacking == "added" else "refund.reply.together"
    return ("• " + say(locale, key, cap=outcome.cap, cap_added=outcome.cap_added),)


def _label(locale: Locale, outcome: RefundOutcome) -> tuple[str, ...]:
    return ("• " + say(locale, "refund.reply.label", label=outcome.label_deduction),) if outcome.label_deduction else ()


def _grade(locale: Locale, outcome: RefundOutcome, case: RefundCase, kept: Decimal) -> tuple[str, ...]:
    if outcome.grade is None:
        return ()
    most = kept + (outcome.label_deduction or 0)
    return (say(locale, f"refund.reply.grade_{outcome.grade}", deduct=case.deduct, most=most),)


def _due(locale: Locale, decision: Decision[RefundOutcome], case: RefundCase) -> tuple[str, ...]:
    if case.not_received:
        return ()
    for reason in decision.reasons:
        if reason.clause == PROCESSING:
            return (
                say(locale, "refund.reply.due", due=decision.outcome.refund_due, clause=reason.clause, **reason.values),
            )
    return (say(locale, "refund.reply.due_unknown"),)


def order_note(locale: Locale, decision: Decision[RefundOutcome], case: RefundCase, stacking: str) -> str:
    """One line to paste into the order: what came back, what is refunded, what is kept and by which clauses."""
    outcome = decision.outcome
    opening = say(locale, "refund.note.order", order=case.order) if case.order else say(locale, "refund.note.opening")
    sentences = [say(locale, "refund.note.not_received")] if case.not_received else _what_came_back(locale, case)
    parts = [say(locale, "refund.note.came_back", told=sentences)] if sentences else []
    parts.append(say(locale, "refund.note.refunding", refund=outcome.refund_min, refund_max=outcome.refund_max))
    kept = (outcome.refund_max or Decimal(0)) - (outcome.refund_min or Decimal(0))
    if kept:
        parts.append(say(locale, "refund.note.kept", kept=kept, clauses=_relied_on(decision, stacking)))
    return say(locale, "refund.note.line", opening=opening, parts=parts)


def _relied_on(decision: Decision[RefundOutcome], stacking: str) -> list[str]:
    """The clauses that what is kept rests on: that of the largest cap, or of all where they are added."""
    outcome = decision.outcome
    caps = {clause: getattr(outcome, cap) for clause, cap in CAPS.items() if getattr(outcome, cap)}
    cited = list(caps) if stacking == "added" else [clause for clause in caps if caps[clause] == outcome.cap][:1]
    return cited + ([REASON_CODES] if outcome.label_deduction else [])


def _what_came_back(locale: Locale, case: RefundCase) -> list[str]:
    sentences = []
    if case.days_late is not None:
        sentences.append(
            say(locale, "refund.note.late" if case.days_late > 0 else "refund.note.inside", days=case.days_late)
        )
    if case.conditions:
        sentences.append(say(locale, "refund.note.condition", conditions=case.conditions))
    if case.opened_software:
        sentences.append(say(locale, "refund.note.software"))
    return sentences
