"""Replay: the same decision worked out again from its receipt."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from rules.core.decision import Case, Decision, Interpretation, Receipt
from rules.core.policy import policy
from rules.renewed import eligibility_decision, standing_decision
from rules.renewed.eligibility import EligibilityCase
from rules.renewed.standing import Reading
from rules.search import answer
from rules.sfp import label, listing, refund_decision, shipping
from rules.sfp.refund import RefundCase

Question = tuple[type[Case], Callable[[Any, date, Interpretation], Decision[Any]]]

QUESTIONS: dict[str, Question] = {
    refund_decision.RULE: (RefundCase, refund_decision.decide),
    label.RULE: (label.LabelCase, label.decide),
    shipping.RULE: (shipping.ShippingCase, shipping.decide),
    listing.RULE: (listing.ListingCase, listing.decide),
    eligibility_decision.RULE: (EligibilityCase, eligibility_decision.decide),
    answer.RULE: (answer.PolicyCase, answer.decide),
}
"""For each rule that decides a case, the model of its case and the function that decides it."""


class PolicyChanged(LookupError):
    """The receipt was made with another text of the policy files than the present one."""


def replay(receipt: Receipt) -> Decision[Any]:
    """The decision of a receipt, worked out again. Raises PolicyChanged where the policy files have changed since."""
    present = policy(receipt.policy.split()[0])
    if present.hash != receipt.policy_hash:
        raise PolicyChanged(f"{receipt.policy}: made with {receipt.policy_hash}, held is {present.hash}")
    reading = Interpretation.model_validate(receipt.interpretation)
    if receipt.rule == standing_decision.RULE:
        return standing_decision.decide(_readings(receipt.inputs["readings"]), receipt.as_of, reading)
    case, decide = QUESTIONS[receipt.rule]
    return decide(case.model_validate(receipt.inputs), receipt.as_of, reading)


def _readings(inputs: Iterable[Reading | dict[str, Any]]) -> list[Reading]:
    """The readings of a receipt that is fresh, or was stored as JSON."""
    return [stored if isinstance(stored, Reading) else _from_json(stored) for stored in inputs]


def _from_json(fields: dict[str, Any]) -> Reading:
    return Reading(**{**fields, "as_of": date.fromisoformat(fields["as_of"])})
