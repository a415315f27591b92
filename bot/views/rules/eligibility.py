"""How the answer to "could we get into Renewed?" looks."""

from bot.language.catalogue import say
from bot.views.reply import Body, reason_line, reason_text
from rules.core.decision import Decision
from rules.renewed.eligibility_decision import EligibilityOutcome


def eligibility_body(decision: Decision[EligibilityOutcome], invoices: tuple[str, ...] = ()) -> Body:
    """Approval that carries over, or the checklist: what fails first, then what is unknown, then what is met.

    `invoices` is what is said of those that are held.
    """
    outcome = decision.outcome
    if not outcome.criteria:
        verdict = outcome.verdict or "undetermined"
        return Body(say(f"eligibility.reply.{verdict}"), tuple(reason_line(reason) for reason in decision.reasons))
    if not decision.receipt.inputs:
        return Body(say("eligibility.reply.ask"), _checklist(decision), asks=True)
    verdict, lines = say(f"eligibility.reply.{outcome.verdict or 'open'}"), (*_checklist(decision), *invoices)
    return Body(verdict, lines, _next(decision), asks=True)


def _checklist(decision: Decision[EligibilityOutcome]) -> tuple[str, ...]:
    order = ("not-met", "unknown", "met", "not-applicable")
    rows = zip(decision.outcome.criteria, decision.reasons, strict=True)
    told = sorted(rows, key=lambda row: order.index(row[0].verdict))
    return tuple(
        f"{say(f'eligibility.reply.{row.verdict}')} {reason_text(reason)} `{row.clause}`" for row, reason in told
    )


def _next(decision: Decision[EligibilityOutcome]) -> tuple[str, ...]:
    outcome = decision.outcome
    if outcome.onboarding_by:
        return (say("eligibility.reply.onboarding", by=outcome.onboarding_by),)
    return (say("eligibility.reply.apply_next"),) if outcome.verdict == "meets" else ()
