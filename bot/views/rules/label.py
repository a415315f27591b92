"""How the answer to "who pays this label?" looks."""

from bot.language.catalogue import say
from bot.views.reply import Body, reason_line
from rules.core.decision import Decision, Status
from rules.sfp.label import HAZMAT, REASON_CODES, LabelCase, LabelOutcome
from rules.sfp.reasons import return_reasons


def label_body(decision: Decision[LabelOutcome], case: LabelCase) -> Body:
    """Who pays, why, and how sure that is."""
    told = [reason for reason in decision.reasons if reason.clause == REASON_CODES or reason.applied]
    lines = tuple(reason_line(reason) for reason in told if reason.clause != HAZMAT)
    return Body(_verdict(decision, case), lines, (*_certainty(decision, case), *_hazmat(case)))


def _verdict(decision: Decision[LabelOutcome], case: LabelCase) -> str:
    if decision.status is Status.NEEDS_INFO:
        return say("label.reply.missing")
    if decision.outcome.payer == "buyer":
        priced = case.cost is not None
        return say("label.reply.buyer", cost=case.cost) if priced else say("label.reply.buyer_unpriced")
    return say("label.reply.seller" if decision.outcome.payer else "label.reply.undetermined")


def _certainty(decision: Decision[LabelOutcome], case: LabelCase) -> tuple[str, ...]:
    """What the answer rests on, and how to settle it where that is not the policy itself."""
    code = return_reasons().code_of(case.reason) if case.reason else None
    if decision.outcome.basis == "stated":
        return (say("label.reply.stated"),)
    if decision.outcome.basis == "other-marketplace":
        return (say("label.reply.provisional", code=code, payer=decision.outcome.payer),)
    return (say("label.reply.confirm", code=code),) if decision.status is Status.UNDETERMINED else ()


def _hazmat(case: LabelCase) -> tuple[str, ...]:
    return (say("label.reply.not_returnable"),) if case.hazmat else ()
