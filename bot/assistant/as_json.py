"""An answer as JSON: what `headroom ask --json` prints, and what the audit keeps of a decision."""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic_core import to_json, to_jsonable_python

from bot.commands import COMMANDS
from bot.language.catalogue import say
from bot.language.grammar.parse import parse
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.money import Money
from bot.language.locale import Locale
from bot.views.reply import plain, reason_text
from bot.workspace.request import Answer
from rules.core.decision import Alternative, Decision
from storage.database.column_types import EncodedJson


def answer_json(answer: Answer) -> dict[str, Any]:
    """One object for an answer or a refusal, as the contract in the README has it."""
    message = {"text": answer.message.text, "blocks": list(answer.message.blocks)}
    body = {"ok": answer.ok, "command": answer.invocation.command, **message}
    if answer.slip:
        suggestion = answer.slip.suggestion
        body["error"] = {
            "message": plain(say(answer.invocation.locale, answer.slip.key, **answer.slip.values)),
            "suggestion": None if suggestion is None else f"{answer.invocation.command} {suggestion}".strip(),
            "choices": [f"{answer.invocation.command} {choice}" for choice in answer.slip.choices],
        }
    if answer.decision:
        body["decision"] = decision_json(answer.invocation.locale, answer.decision)
    return body


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
        **({"readings": [_reading_json(one) for one in decision.readings]} if decision.readings else {}),
    }


def _reading_json(reading: Alternative[Any]) -> dict[str, Any]:
    """One of the readings to choose from: what sets it apart, and its sums."""
    inputs = {name.replace("_", "-"): meant for name, meant in reading.inputs.items()}
    return {"read": read_json(inputs), "outcome": to_jsonable_python(reading.outcome)}


def prose_json(answer: Answer) -> dict[str, Any]:
    """One object for what somebody wrote in their own words: what was read, asked and not used, and the decision."""
    command, reading = answer.invocation.command, answer.reading
    line = f"{command} {answer.invocation.text}".strip() if command in COMMANDS else None
    missing = [each.field for each in answer.decision.missing] if answer.decision else []
    return {
        "ok": answer.ok,
        "line": line,
        "read": read_json(reading.values if reading else _typed_values(answer)),
        "asked": list(dict.fromkeys((*(reading.asked if reading else ()), *missing))),
        "unread": list(reading.unread) if reading else [],
        "decision": decision_json(answer.invocation.locale, answer.decision) if answer.decision else None,
        "text": answer.message.text,
    }


def _typed_values(answer: Answer) -> Mapping[str, Any]:
    """The values of a line that was typed in a message, where its command takes them as they stand."""
    command = COMMANDS.get(answer.invocation.command)
    grammar = command.GRAMMARS.get("") if command else None
    if grammar is None or answer.decision is None:
        return {}
    try:
        taken = parse(grammar, answer.invocation.text, answer.decision.receipt.as_of).taken
    except Slip:
        return {}
    return {one.argument.name: one.read.value for one in taken}


def read_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are typed in a line: amounts as plain decimals, days with their unit, flags as truths."""
    return {name: _typed(name, meant) for name, meant in values.items()}


def _typed(name: str, meant: Any) -> Any:
    match meant:
        case bool():
            return meant
        case Money():
            return f"{meant.cents // 100}.{meant.cents % 100:02d}"
        case int() if name in ("late", "accepted"):
            return f"{meant}d"
    return str(meant)


def audit_json(decision: Decision[Any]) -> EncodedJson:
    """What the audit keeps: the verdict and its sums, and the receipt, from which the rest can be worked out again."""
    outcome, names = decision.outcome, _names(decision.outcome.__class__)
    sums = {name: amount for name in names if (amount := getattr(outcome, name)).__class__ is not tuple}
    return EncodedJson(to_json({"outcome": sums, "receipt": decision.receipt}), "utf-8")


@cache
def _names(shape: Any) -> tuple[str, ...]:
    """The names of a dataclass's fields."""
    return tuple(each.name for each in fields(shape))
