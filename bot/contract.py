"""An answer as JSON: what `headroom ask --json` prints, and what the audit keeps of a decision."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from bot.asking import Answer
from bot.catalogue import say
from bot.views.reply import plain, reason_text
from rules.decision import Decision


def answer_json(answer: Answer) -> dict[str, Any]:
    """One object for an answer or a refusal, as the contract in the README has it."""
    message = {"text": answer.message.text, "blocks": list(answer.message.blocks)}
    told = {"ok": answer.ok, "command": answer.line.command, **message}
    if answer.slip:
        suggestion = answer.slip.suggestion
        told["error"] = {
            "message": plain(say(answer.slip.key, **answer.slip.values)),
            "suggestion": None if suggestion is None else f"{answer.line.command} {suggestion}".strip(),
            "choices": [f"{answer.line.command} {choice}" for choice in answer.slip.choices],
        }
    if answer.decision:
        told["decision"] = decision_json(answer.decision)
    return told


def decision_json(decision: Decision[Any]) -> dict[str, Any]:
    """A decision with its reasons in words."""
    reasons = [
        {"clause": each.clause, "applied": each.applied, "text": plain(reason_text(each))} for each in decision.reasons
    ]
    return {
        "rule": decision.rule,
        "status": decision.status.value,
        "outcome": jsonable(asdict(decision.outcome)),
        "reasons": reasons,
        "assumptions": list(decision.assumptions),
        "missing": [each.field for each in decision.missing],
        "as_of": decision.receipt.as_of.isoformat(),
        "policy": decision.receipt.policy,
        "receipt": jsonable(asdict(decision.receipt)),
    }


def audit_json(decision: Decision[Any]) -> dict[str, Any]:
    """What the audit keeps: the outcome and the receipt, from which the rest can be worked out again."""
    return {"outcome": jsonable(asdict(decision.outcome)), "receipt": jsonable(asdict(decision.receipt))}


def jsonable(value: Any) -> Any:
    """The value with decimals as strings and dates in ISO form."""
    if isinstance(value, dict):
        return {key: jsonable(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(each) for each in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
