"""The catalogue against the code: no sentence is missing, none is left over, each gets the values it names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from bot.language import catalogue
from bot.language.catalogue import FORMS, escaped, has, say, sentences

HOME = Path(__file__).parents[3]
SOURCES = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for package in ("bot", "rules")
    for path in sorted((HOME / package).rglob("*.py"))
}
PLURALS = ("none", "one", "other")

BUILT = (
    r"eligibility\.[1-6](_[0-9])?\.(met|not_met|unknown|unknown_rate|unknown_rate_date|not_applicable)",
    r"eligibility\.(automatic|apply|reapply)",
    r"eligibility\.reply\.(meets|does-not-meet|open|automatic|apply|reapply|undetermined)",
    r"eligibility\.reply\.(met|not-met|unknown|not-applicable)",
    r"standing(\.reply)?\.(ok|watch|act|breached)",
    r"standing\.reply\.(points|stars)_(left|over)",
    r"listing\.reply\.(allowed|not-allowed|closed|unknown)",
    r"shipping(\.reply)?\.(free|seller-set|not-supported)",
    r"returns\.amazon_(seller|buyer)_not_ours",
    r"check\.next\.[a-z-]+",
    r"refund\.(late|condition|software)_unpriced",
    r"refund\.reply\.grade_(supported|arguable|unsupported)",
    r"checks\.left\.(return|order|offer)\.[a-z_]+\.(one|other)",
    r"checks\.payer\.(seller_paid|buyer_charged)_(set|free|unless_free)",
    r"message\.value\.[a-z-]+(\.(one|other))?",
    r"policy\.(name|try)\.[a-z-]+/.+",
    r"policy\.topic\.[a-z-]+/[a-z-]+",
    r"policy\.page\.[a-z-]+",
    r"invoices\.why\.[a-z_]+\.(one|other)",
)
"""The keys that the code puts together, by shape; every other one stands in it whole."""
NAMES = ("word.", "need.")
"""How the keys of single names begin; the names themselves stand in the code."""


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def said() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where a key stands in the code, and the values given there; None where they are not spelt out."""
    for path, tree in SOURCES.items():
        for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            place = {"say": 0, "Slip": 0, "Unread": 0, "Note": 0, "Phrase": 0, "Reason": 2}.get(name)
            if place is None or len(call.args) <= place:
                continue
            for key in constants(call.args[place]):
                yield f"{path.relative_to(HOME)}:{call.lineno}", key, given(name, call)


def constants(node: ast.expr) -> list[str]:
    """A literal key, or both of a choice between two."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) + constants(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def given(name: str, call: ast.Call) -> set[str] | None:
    if name in ("Reason", "Note", "Phrase") or any(keyword.arg is None for keyword in call.keywords):
        return None
    own = {"suggestion", "choices"} if name in ("Slip", "Unread") else set()
    text = {"text"} if name in ("Slip", "Unread") and len(call.args) > 1 else set()
    return {keyword.arg for keyword in call.keywords if keyword.arg} - own | text


SAID = list(said())


def forms(key: str) -> list[str]:
    """The sentence of a key, or those of its plural."""
    return [key] if key in sentences() else [f"{key}.{form}" for form in PLURALS if f"{key}.{form}" in sentences()]


def test_every_key_in_the_code_has_its_sentence():
    assert len(SAID) > 150
    assert [(where, key) for where, key, _ in SAID if not has(key)] == []


def test_every_sentence_gets_the_values_it_names():
    wanting = [
        (where, form, missing)
        for where, key, values in SAID
        for form in forms(key)
        if values is not None and (missing := fields(sentences()[form]) - values)
    ]
    assert wanting == []


def test_no_sentence_is_left_over():
    literals = {
        node.value
        for tree in SOURCES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    used = {form for literal in literals if "." in literal for form in forms(literal)}
    used |= {prefix + literal for prefix in NAMES for literal in literals}
    leftover = [key for key in sentences() if key not in used and not any(re.fullmatch(shape, key) for shape in BUILT)]
    assert leftover == []


@pytest.mark.parametrize("shape", BUILT)
def test_each_shape_is_one_that_keys_have(shape):
    assert any(re.fullmatch(shape, key) for key in sentences())


def test_every_form_named_in_a_sentence_is_known():
    named = {form for text in sentences().values() for _, _, form, _ in Formatter().parse(text) if form}
    assert named <= FORMS.keys()


def test_a_plural_has_one_and_other():
    stems = {key.rpartition(".")[0] for key in sentences() if key.endswith(".one")}
    assert [stem for stem in stems if f"{stem}.other" not in sentences()] == []


def test_no_sentence_holds_markup_that_slack_would_expand():
    assert [key for key, text in sentences().items() if "<" in text.replace("<@{user}>", "")] == []


def test_a_value_is_made_safe_unless_it_is_ready():
    assert escaped("<!here> & *b* `c` ~d~") == "&lt;!here&gt; &amp; ∗b∗ ˋcˋ ∼d∼"
    assert "&lt;!here&gt;" in say("help.unknown", text="<!here>")


def test_an_unknown_key_and_a_missing_value_are_errors():
    with pytest.raises(KeyError):
        say("no.such.key")
    with pytest.raises(KeyError):
        say("help.unknown")


def test_the_words_are_files_of_the_language_that_is_spoken():
    assert (catalogue.WORDS / catalogue.LANGUAGE).is_dir()
