"""The bench of understanding: how what people wrote is read, counted by door and language.

A case is one mapping of a YAML list: `input`, `lang`, `door`, and under `want` what a careful reader reads: `read`,
`ask`, `allow`, `facts` and `line`. Run it as `python -m tests.understanding.score FILE...`; `--show` prints what is not
right.

A case counts as `right` (read and asked as wanted), `asked` (nothing wrong, something asked instead), `named` (nothing
wrong, a fact named as not used), `dropped` (a fact neither used, asked nor named) or `wrong` (a value that is not so).
For a typed line it is `right` (answered, or the right line offered), `asked`, `refused`, or `wrong`.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from bot.assistant.as_json import answer_json, prose_json
from bot.assistant.assistant import Assistant
from bot.commands.sfp_refund import GRAMMAR
from bot.language.grammar.parse import parse
from bot.language.grammar.slip import Slip
from rules.sfp.reasons import return_reasons
from storage.database.engine import open_engine
from storage.database.migrate import upgrade

DAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 15, tzinfo=UTC)
CONDITIONS = {"used", "damaged", "missing-parts", "not-original", "condition"}
CAUSES = {"seller-error", "reason", "condition"}


@dataclass(frozen=True)
class Judged:
    """A case, how it came out, and why."""

    case: Mapping[str, Any]
    verdict: str
    why: str
    got: Mapping[str, Any]


def judge(assistant: Assistant, case: Mapping[str, Any]) -> Judged:
    """How one case comes out at its door."""
    if case.get("door", "message") == "command":
        return _judge_line(assistant, case)
    if case["door"] == "message":
        got = prose_json(assistant.answer_prose("T0BENCH", case["input"], "U0BENCH", "C0BENCH", day=DAY))
    else:
        channel = "D0BENCH" if case["door"] == "direct" else "C0BENCH"
        got = prose_json(assistant.answer_message("T0BENCH", case["input"], "U0BENCH", channel))
    verdict, why = _of_prose(case["want"], got)
    return Judged(case, verdict, why, got)


def _of_prose(want: Mapping[str, Any], got: Mapping[str, Any]) -> tuple[str, str]:
    allowed = set(want.get("allow") or ())
    wanted = {name: canonical(name, value) for name, value in (want.get("read") or {}).items()}
    read = {name: canonical(name, value) for name, value in got["read"].items()}
    asked, to_ask = set(got["asked"]), set(want.get("ask") or ())
    wrong = [
        name
        for name in read
        if name not in allowed and read[name] != wanted.get(name, to_ask & near(name) and read[name])
    ]
    if wrong:
        return "wrong", f"read { ({name: got['read'][name] for name in wrong}) }"
    absent = [name for name in wanted if name not in read and name not in allowed]
    unasked = [name for name in to_ask if not asked & near(name)]
    if _is_green(got) and want.get("green_is_wrong"):
        return "wrong", "a green verdict"
    if not absent and not unasked:
        return ("right", "") if not _extra(asked, to_ask, allowed) else ("asked", f"asked {sorted(asked)}")
    dropped = [name for name in (*absent, *unasked) if not asked & near(name) and not _is_named(name, want, got)]
    if dropped:
        return "dropped", f"dropped {dropped}"
    return ("asked" if asked else "named"), f"absent {absent}, unasked {unasked}"


def _extra(asked: set[str], to_ask: set[str], allowed: set[str]) -> set[str]:
    expected = {name for wanted in (*to_ask, *allowed) for name in near(wanted)}
    return asked - expected - {"price", "total", "window-end"}


def near(name: str) -> set[str]:
    """The names under which the same thing may be asked."""
    if name in CONDITIONS:
        return CONDITIONS | {"seller-error"}
    return CAUSES if name in CAUSES else {name, "price", "total"} if name in ("price", "total") else {name}


def _is_green(got: Mapping[str, Any]) -> bool:
    decision = got.get("decision")
    if not decision or decision["status"] != "decided" or decision["rule"] != "sfp.refund":
        return False
    return bool(decision["outcome"]["refund_min"] == decision["outcome"]["refund_max"])


def _is_named(name: str, want: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    """Whether every fact that is told stands among what is named, where the value is not read."""
    named = " ".join((*got["unread"], got["text"])).lower()
    value = str((want.get("read") or {}).get(name, "")).lower()
    facts = [str(fact).lower() for fact in want.get("facts") or ()]
    unread = " ".join(got["unread"]).lower()
    return any(
        fact in named or (unread and any(part in fact for part in map(str.lower, got["unread"]))) for fact in facts
    ) or (bool(value) and value in named)


def canonical(name: str, value: Any) -> Any:
    """A value as it is compared: amounts without signs, reasons and families by their row."""
    if isinstance(value, bool):
        return value
    text = str(value).strip()
    if name in ("price", "total", "label", "deduct") and not text.endswith("%"):
        return f"{float(text.replace('CA$', '').replace(',', '')):.2f}"
    if name == "reason":
        table = return_reasons()
        near_label = get_close_matches(text.lower(), table.vocabulary, n=1, cutoff=0.85)
        codes = table.vocabulary.get(text.lower()) or (table.vocabulary[near_label[0]] if near_label else None)
        return table.code_of(codes[0] if codes else text.upper())
    if name == "category":
        return return_reasons().free_category(text) or text
    return text.rstrip("d") if name in ("late", "accepted") else text


def _judge_line(assistant: Assistant, case: Mapping[str, Any]) -> Judged:
    command, _, text = case["input"].strip().partition(" ")
    got = answer_json(assistant.answer("T0BENCH", command, text, "U0BENCH", "C0BENCH"))
    error = got.get("error") or {}
    offered = (
        [got["command"] + " " + text]
        if got["ok"]
        else [*filter(None, [error.get("suggestion")]), *error.get("choices", ())]
    )
    wanted, also = case["want"].get("line"), case["want"].get("also") or ()
    meanings = [meaning(assistant, line) for line in offered]
    wants = [meaning(assistant, line) for line in (wanted, *also) if line]
    if wants and (wanted in offered or any(one in wants for one in meanings)):
        return Judged(case, "right" if got["ok"] or len(offered) == 1 else "asked", "", {"offered": offered})
    if not wants:
        verdict = "wrong" if got["ok"] and case["want"].get("green_is_wrong", True) else "right"
        if error.get("suggestion"):
            verdict = "wrong"
        return Judged(case, verdict, str(offered), {"offered": offered})
    if got["ok"] or error.get("suggestion"):
        return Judged(case, "wrong", str(offered), {"offered": offered})
    return Judged(case, "asked" if offered else "refused", str(offered), {"offered": offered})


def meaning(assistant: Assistant, line: str) -> Any:
    """What a line comes to, so that two spellings of it are equal."""
    command, _, text = line.strip().partition(" ")
    if command == "/sfp-refund":
        try:
            return (
                command,
                sorted(
                    (name, canonical(name, str(value)) if name == "category" else str(value))
                    for name, value in parse(GRAMMAR, text, DAY).values.items()
                ),
            )
        except Slip:
            return (command, text)
    answered = assistant.answer("T0BENCH", command, text, "U0BENCH", "C0BENCH")
    if answered.decision:
        return (command, sorted(map(_input, answered.decision.receipt.inputs.items())))
    return (command, answered.message.text if answered.ok else text)


def _input(pair: tuple[str, Any]) -> str:
    name, told = pair
    return f"{name} {canonical(name, told) if name == 'category' else told}"


def cases(files: Iterable[Path]) -> Iterator[Mapping[str, Any]]:
    """Every case of the files whose right reading is a reading or a line."""
    for file in files:
        for case in yaml.safe_load(file.read_text("utf-8")):
            if isinstance(case.get("want"), dict) and ("read" in case["want"] or case.get("door") == "command"):
                yield case


def counted(judged: Iterable[Judged]) -> dict[tuple[str, str], Counter[str]]:
    """How many cases came out how, by door and language."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for one in judged:
        counts.setdefault((one.case["door"], one.case["lang"]), Counter())[one.verdict] += 1
    return counts


def fresh_assistant() -> Assistant:
    """An assistant over an empty database, whose day is that of the cases."""
    engine = open_engine("sqlite://")
    upgrade(engine)
    return Assistant(engine, lambda: NOW, DAY, trusted=True)


def main() -> None:
    """Print the counts, and with `--show` what is not right."""
    options = argparse.ArgumentParser(description="Count how what people wrote is read.")
    options.add_argument("files", nargs="+", type=Path)
    options.add_argument("--show", action="store_true")
    chosen = options.parse_args()
    with closing(fresh_assistant()) as assistant:
        judged = [judge(assistant, case) for case in cases(chosen.files)]
    for one in judged if chosen.show else ():
        if one.verdict != "right":
            sys.stdout.write(f"{one.verdict:8} {one.case['id']} {one.case['input']!r}\n")
            sys.stdout.write(f"  want {one.case['want']}\n  got {_brief(one)}\n")
    for (door, language), counts in sorted(counted(judged).items()):
        sys.stdout.write(f"{door:8} {language} {sum(counts.values()):4} {dict(counts)}\n")


def _brief(one: Judged) -> str:
    kept = {name: one.got[name] for name in ("line", "read", "asked", "unread", "offered") if name in one.got}
    return f"{one.why} | {kept}"


if __name__ == "__main__":
    main()
