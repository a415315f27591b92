import ast
from pathlib import Path
from string import Formatter

import pytest

import bot.language.grammar
from bot.language.catalogue import has, say, sentences
from bot.language.grammar.slip import Slip
from bot.language.locale import ENGLISH

FILES = sorted(Path(bot.language.grammar.__file__).parent.rglob("*.py"))
WORDS = {key: text for key, text in sentences(ENGLISH).items() if key.startswith("slip.")}
NO_VALUES = {"suggestion", "choices"}


def _raised():
    """Each call in the package that names a sentence, with the names of the values it gives."""
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Slip", "Unread"):
                text = {"text"} if len(node.args) > 1 else set()
                yield node.args[0].value, text | {keyword.arg for keyword in node.keywords} - NO_VALUES


def _noted():
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Note":
                yield node.args[0].value, {key.value for key in node.args[1].keys}


def _placeholders(template):
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize(("key", "values"), list(_raised()))
def test_every_slip_has_words_for_exactly_its_values(key, values):
    assert values == _placeholders(WORDS[key])


@pytest.mark.parametrize(("key", "values"), list(_noted()))
def test_every_note_has_words_for_its_values(key, values):
    assert has(key)
    assert _placeholders(sentences(ENGLISH)[key]) <= values


def test_no_words_are_left_over():
    assert WORDS.keys() == {key for key, _ in _raised()}


def test_braces_in_what_was_typed_are_only_text():
    slip = Slip("slip.expected.date", "{0.__class__}")
    assert "{0.__class__}" in say(ENGLISH, slip.key, **slip.values)
