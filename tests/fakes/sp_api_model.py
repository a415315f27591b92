"""Amazon's own model of its Reports API, and whether a request or an answer keeps to it."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

MODEL = json.loads((Path(__file__).parent / "sp_api" / "reports_2021-06-30.json").read_text("utf-8"))
TYPES: Mapping[str, type] = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


class Operation:
    """One operation of the model."""

    def __init__(self, path: str, method: str) -> None:
        told = MODEL["paths"][path][method]
        self.name = told["operationId"]
        self.method = method
        self.path = re.compile(re.sub(r"\{\w+\}", "([^/]+)", path) + "$")
        self._parameters = {each["name"]: each for each in told["parameters"]}
        self._responses = told["responses"]

    def wrong_query(self, query: Mapping[str, str]) -> Iterator[str]:
        for name, text in query.items():
            rule = self._parameters.get(name)
            if rule is None or rule["in"] != "query":
                yield f"{self.name} has no parameter {name}"
            else:
                yield from wrong(_typed(text, rule), rule, name)

    def wrong_body(self, body: Any) -> Iterator[str]:
        rules = [each["schema"] for each in self._parameters.values() if each["in"] == "body"]
        for rule in rules:
            yield from wrong(body, rule, "body")
            known = MODEL["definitions"][rule["$ref"].rpartition("/")[2]]["properties"]
            yield from (f"{self.name} has no {name}" for name in body if name not in known)

    def wrong_answer(self, status: int, body: Any) -> Iterator[str]:
        if str(status) not in self._responses:
            yield f"{self.name} never answers {status}"
        elif body is not None:
            yield from wrong(body, self._responses[str(status)]["schema"], self.name)


OPERATIONS = [Operation(path, method) for path, methods in MODEL["paths"].items() for method in methods]


def wrong(value: Any, rule: Mapping[str, Any], where: str) -> Iterator[str]:
    """What is wrong with a value by the rule of a JSON schema, as far as the model uses one."""
    if "$ref" in rule:
        rule = MODEL["definitions"][rule["$ref"].rpartition("/")[2]]
    if not isinstance(value, TYPES[rule["type"]]):
        yield f"{where} is no {rule['type']}"
        return
    if "enum" in rule and value not in rule["enum"]:
        yield f"{where} is {value}"
    if rule.get("format") == "date-time" and not _is_instant(value):
        yield f"{where} is no instant"
    if isinstance(value, list):
        yield from _wrong_items(value, rule, where)
    if isinstance(value, dict):
        yield from _wrong_fields(value, rule, where)


def _wrong_items(value: list[Any], rule: Mapping[str, Any], where: str) -> Iterator[str]:
    if not rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", len(value)):
        yield f"{where} has {len(value)} items"
    for each in value:
        yield from wrong(each, rule["items"], f"{where}[]")


def _wrong_fields(value: dict[str, Any], rule: Mapping[str, Any], where: str) -> Iterator[str]:
    yield from (f"{where} lacks {name}" for name in rule.get("required", ()) if name not in value)
    for name, each in value.items():
        if name in rule.get("properties", {}):
            yield from wrong(each, rule["properties"][name], f"{where}.{name}")


def _typed(text: str, rule: Mapping[str, Any]) -> Any:
    if rule["type"] == "array":
        return text.split(",")
    return int(text) if rule["type"] == "integer" and text.isdigit() else text


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).utcoffset() is not None
    except ValueError:
        return False
