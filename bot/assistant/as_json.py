"""An answer as JSON: what `headroom ask --json` prints, and what the audit keeps of a decision."""

from dataclasses import fields
from functools import cache
from typing import Any

from pydantic_core import to_json, to_jsonable_python

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.views.reply import plain, reason_text
from bot.workspace.request import Answer
from rules.core.decision import Decision
from storage.database.column_types import EncodedJson


def answer_json(answer: Answer) -> dict[str, Any]:
    """One object for an answer or a refusal, as the contract in the README has it."""
    message = {"text": answer.message.text, "blocks": list(answer.message.blocks)}
    told = {"ok": answer.ok, "command": answer.invocation.command, **message}
    if answer.slip:
        suggestion = answer.slip.suggestion
        told["error"] = {
            "message": plain(say(answer.invocation.locale, answer.slip.key, **answer.slip.values)),
            "suggestion": None if suggestion is None else f"{answer.invocation.command} {suggestion}".strip(),
            "choices": [f"{answer.invocation.command} {choice}" for choice in answer.slip.choices],
        }
    if answer.decision:
        told["decision"] = decision_json(answer.invocation.locale, answer.decision)
    return told


def decision_json(locale: Locale, decision: Decision[Any]) -> dict[str, Any]:
    """A decision with its reasons in words."""
    reasons = [
        {"clause": each.clause, "applied": each.applied, "text": plain(reason_text(locale, each))}
        for each in decision.reasons
    ]
    return {
        "rule": decision.rule,
        "status": decision.status.value,
        "outcome": to_jsonable_python(decision.outcome),
        "reasons": reasons,
        "assumptions": list(decision.assumptions),
        "missing": [each.field for each in decision.missing],
        "as_of": decision.receipt.as_of.isoformat(),
        "policy": decision.receipt.policy,
        "receipt": to_jsonable_python(decision.receipt),
    }


def audit_json(decision: Decision[Any]) -> EncodedJson:
    """What the audit keeps: the verdict and its sums, and the receipt, from which the rest can be worked out again."""
    outcome, names = decision.outcome, _names(decision.outcome.__class__)
    sums = {name: told for name in names if (told := getattr(outcome, name)).__class__ is not tuple}
    return EncodedJson(to_json({"outcome": sums, "receipt": decision.receipt}), "utf-8")


@cache
def _names(shape: Any) -> tuple[str, ...]:
    """The names of a dataclass's fields."""
    return tuple(each.name for each in fields(shape))
