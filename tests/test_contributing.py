"""What CONTRIBUTING asks for beside a change, so that forgetting it is told here and not by a person in Slack."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import rules
from bot.commands import COMMANDS
from bot.language.catalogue import sentences
from bot.language.locale import ENGLISH
from bot.listeners.shortcuts import SHORTCUTS
from rules.renewed import standing_decision
from rules.replay import QUESTIONS

ROOT = Path(rules.__file__).parents[1]
MODULES = [importlib.import_module(each.name) for each in pkgutil.walk_packages(rules.__path__, "rules.")]
DECIDING = [module for module in MODULES if hasattr(module, "decide") and hasattr(module, "RULE")]


@pytest.mark.parametrize("module", DECIDING, ids=lambda module: module.__name__)
def test_every_rule_that_decides_can_be_replayed(module):
    assert module.RULE in {*QUESTIONS, standing_decision.RULE}, "add it to QUESTIONS in rules/replay.py"


def missing_fields() -> set[str]:
    """The inputs that rules may ask for, as they are written in the calls that do."""
    calls = (node for file in (ROOT / "rules").rglob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    asked = (node for node in calls if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Missing")
    return {call.args[0].value for call in asked if isinstance(call.args[0], ast.Constant)}


@pytest.mark.parametrize("field", sorted(missing_fields()))
def test_every_input_that_may_be_missing_has_words(field):
    assert f"need.{field}" in sentences(ENGLISH), "add it under [need] in bot/words/en/words.toml"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command):
    assert f"| `{command}" in (ROOT / "README.md").read_text("utf-8"), "add a line to the table in README.md"


@pytest.mark.parametrize("shortcut", SHORTCUTS.values(), ids=SHORTCUTS)
def test_every_shortcut_is_in_the_readme(shortcut):
    assert f"**{shortcut.NAME}**" in (ROOT / "README.md").read_text("utf-8"), "say below the table what it does"


NAMED = re.findall(r"`((?:bot|rules|storage|tests)/[\w./-]+)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))


@pytest.mark.parametrize("path", sorted(set(NAMED)))
def test_every_place_that_contributing_names_is_there(path):
    assert (ROOT / path).exists()
