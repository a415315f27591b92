"""How the answer to "could we get into Renewed?" looks."""

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.views.reply import Body, reason_line, reason_text
from rules.core.decision import Decision
from rules.renewed.eligibility_decision import EligibilityOutcome


def eligibility_body(locale: Locale, decision: Decision[EligibilityOutcome], invoices: tuple[str, ...] = ()) -> Body:
    """Approval that carries over, or the checklist: what fails first, then what is unknown, then what is met.

    `invoices` is what is said of those that are held.
    """
    outcome = decision.outcome
    if not outcome.criteria:
        verdict = outcome.verdict or "undetermined"
        return Body(
            say(locale, f"eligibility.reply.{verdict}"),
            tuple(reason_line(locale, reason) for reason in decision.reasons),
        )
    if not decision.receipt.inputs:
        return Body(say(locale, "eligibility.reply.ask"), _checklist(locale, decision), asks=True)
    verdict, lines = (
        say(locale, f"eligibility.reply.{outcome.verdict or 'open'}"),
        (*_checklist(locale, decision), *invoices),
    )
    return Body(verdict, lines, _next(locale, decision), asks=True)


def _checklist(locale: Locale, decision: Decision[EligibilityOutcome]) -> tuple[str, ...]:
    order = ("not-met", "unknown", "met", "not-applicable")
    rows = zip(decision.outcome.criteria, decision.reasons, strict=True)
    ordered = sorted(rows, key=lambda row: order.index(row[0].verdict))
    return tuple(
        f"{say(locale, f'eligibility.reply.{row.verdict}')} {reason_text(locale, reason)} `{row.clause}`"
        for row, reason in ordered
    )


def _next(locale: Locale, decision: Decision[EligibilityOutcome]) -> tuple[str, ...]:
    outcome = decision.outcome
    if outcome.onboarding_by:
        return (say(locale, "eligibility.reply.onboarding", by=outcome.onboarding_by),)
    return (say(locale, "eligibility.reply.apply_next"),) if outcome.verdict == "meets" else ()
