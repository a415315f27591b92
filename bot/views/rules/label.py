"""How the answer to "who pays this label?" looks."""

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.views.reply import Body, reason_line
from rules.core.decision import Decision, Status
from rules.sfp.label import HAZMAT, REASON_CODES, LabelCase, LabelOutcome
from rules.sfp.reasons import return_reasons


def label_body(locale: Locale, decision: Decision[LabelOutcome], case: LabelCase) -> Body:
    """Who pays, why, and how sure that is."""
    reasons = [reason for reason in decision.reasons if reason.clause == REASON_CODES or reason.applied]
    lines = tuple(reason_line(locale, reason) for reason in reasons if reason.clause != HAZMAT)
    return Body(_verdict(locale, decision, case), lines, (*_certainty(locale, decision, case), *_hazmat(locale, case)))


def _verdict(locale: Locale, decision: Decision[LabelOutcome], case: LabelCase) -> str:
    if decision.status is Status.NEEDS_INFO:
        return say(locale, "label.reply.missing")
    if decision.outcome.payer == "buyer":
        priced = case.cost is not None
        return say(locale, "label.reply.buyer", cost=case.cost) if priced else say(locale, "label.reply.buyer_unpriced")
    return say(locale, "label.reply.seller" if decision.outcome.payer else "label.reply.undetermined")


def _certainty(locale: Locale, decision: Decision[LabelOutcome], case: LabelCase) -> tuple[str, ...]:
    """What the answer rests on, and how to settle it where that is not the policy itself."""
    code = return_reasons().code_of(case.reason) if case.reason else None
    if decision.outcome.basis == "stated":
        return (say(locale, "label.reply.stated"),)
    if decision.outcome.basis == "other-marketplace":
        return (say(locale, "label.reply.provisional", code=code, payer=decision.outcome.payer),)
    return (say(locale, "label.reply.confirm", code=code),) if decision.status is Status.UNDETERMINED else ()


def _hazmat(locale: Locale, case: LabelCase) -> tuple[str, ...]:
    return (say(locale, "label.reply.not_returnable"),) if case.hazmat else ()
