"""Working a decision out again from its receipt."""

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
"""Each rule that decides a case, with the shape of its case."""


class PolicyChanged(LookupError):
    """The receipt is of another text of the policy than the one held."""


def replay(receipt: Receipt) -> Decision[Any]:
    """The decision that a receipt is of. Raises PolicyChanged where the policy file is not the one it was made with."""
    held = policy(receipt.policy.split()[0])
    if held.hash != receipt.policy_hash:
        raise PolicyChanged(f"{receipt.policy}: made with {receipt.policy_hash}, held is {held.hash}")
    reading = Interpretation.model_validate(receipt.interpretation)
    if receipt.rule == standing_decision.RULE:
        return standing_decision.decide(_readings(receipt.inputs["readings"]), receipt.as_of, reading)
    case, decide = QUESTIONS[receipt.rule]
    return decide(case.model_validate(receipt.inputs), receipt.as_of, reading)


def _readings(told: Iterable[Reading | dict[str, Any]]) -> list[Reading]:
    """The readings of a receipt, as they were or as JSON keeps them."""
    return [each if isinstance(each, Reading) else _reading(each) for each in told]


def _reading(told: dict[str, Any]) -> Reading:
    return Reading(**{**told, "as_of": date.fromisoformat(told["as_of"])})
