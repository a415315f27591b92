"""The catalogue against the code: no sentence is missing, none is left over, each gets the values it names.

And its languages against each other: they have the same keys, gaps and forms.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from string import Formatter

import pytest

from bot.language.catalogue import UnknownLanguage, escaped, has, languages, locale_of, say, sentences
from bot.language.forms import PLURAL, forms_of, plural_form
from bot.language.grammar.values.read import Note
from bot.language.locale import ENGLISH, Locale

HOME = Path(__file__).parents[3]
SOURCES = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for package in ("bot", "rules")
    for path in sorted((HOME / package).rglob("*.py"))
}
LOCALES = [locale_of(tag) for tag in languages()]
PLURALS = ("none", *ENGLISH.plurals)

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
    r"message\.value\.[a-z-]+",
    r"policy\.(name|try)\.[a-z-]+/.+",
    r"policy\.topic\.[a-z-]+/[a-z-]+",
    r"policy\.figure\.[a-z_]+",
    r"policy\.unit\.[a-z ]+",
    r"policy\.page\.[a-z-]+",
    r"policy\.figure\.[a-z_]+",
    r"policy\.unit\.[a-z ]+",
    r"invoices\.why\.[a-z_]+\.(one|other)",
    r"clause\.(says|section|why)\.[a-z]+(-ca)?/.+",
    r"clause\.title\.[a-z]+(-ca)?",
    r"clause\.assumption\.[A-Z][0-9]+",
    r"figure\.(price\.)?[a-z -]+",
    r"basis\.[a-z-]+",
    r"help\.summary\.[a-z-]+",
    r"settings\.none\.(escalate|fallback)",
)
"""The keys that the code puts together, by shape; every other one stands in it whole."""
NAMES = ("word.", "need.")
"""How the keys of single names begin; the names themselves stand in the code."""


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


PLACES = {"say": (0, 1), "spellings": (0,), "Slip": (0,), "Unread": (0,), "Note": (0,), "Phrase": (0,), "Reason": (2,)}
"""Which arguments are keys; before that of a sentence may stand its language."""


def said() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where a key stands in the code, and the values given there; None where they are not spelt out."""
    for path, tree in SOURCES.items():
        for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            places = PLACES.get(name, ())
            for key in (key for place in places for each in call.args[place : place + 1] for key in constants(each)):
                yield f"{path.relative_to(HOME)}:{call.lineno}", key, given(name, call)


def constants(node: ast.expr) -> list[str]:
    """A literal key, or both of a choice between two."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) + constants(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def given(name: str, call: ast.Call) -> set[str] | None:
    if name in ("Reason", "Note", "Phrase", "spellings") or any(keyword.arg is None for keyword in call.keywords):
        return None
    own = {"suggestion", "choices"} if name in ("Slip", "Unread") else set()
    text = {"text"} if name in ("Slip", "Unread") and len(call.args) > 1 else set()
    return {keyword.arg for keyword in call.keywords if keyword.arg} - own | text


SAID = list(said())


ENGLISH_SENTENCES = sentences(ENGLISH)


def forms(key: str) -> list[str]:
    """The sentence of a key, or those of its plural."""
    plurals = [f"{key}.{form}" for form in PLURALS]
    return [key] if key in ENGLISH_SENTENCES else [each for each in plurals if each in ENGLISH_SENTENCES]


def test_every_key_in_the_code_has_its_sentence():
    assert len(SAID) > 150
    assert [(where, key) for where, key, _ in SAID if not has(key)] == []


def test_every_sentence_gets_the_values_it_names():
    wanting = [
        (where, form, missing)
        for where, key, values in SAID
        for form in forms(key)
        if values is not None and (missing := fields(ENGLISH_SENTENCES[form]) - values)
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
    leftover = [
        key for key in ENGLISH_SENTENCES if key not in used and not any(re.fullmatch(shape, key) for shape in BUILT)
    ]
    assert leftover == []


@pytest.mark.parametrize("shape", BUILT)
def test_each_shape_is_one_that_keys_have(shape):
    assert any(re.fullmatch(shape, key) for key in ENGLISH_SENTENCES)


def gaps(template: str) -> list[tuple[str, str]]:
    """Each value that a template puts in, with its form."""
    return [(name, form or "text") for _, name, form, _ in Formatter().parse(template) if name is not None]


def stems(locale: Locale) -> dict[str, list[str]]:
    """The templates by key, those of a plural together."""
    found: dict[str, list[str]] = {}
    held = sentences(locale)
    for key, template in held.items():
        stem, _, plural = key.rpartition(".")
        counted = plural in ("none", *locale.plurals) and f"{stem}.other" in held and plural_of(stem, held, locale)
        found.setdefault(stem if counted else key, []).append(template)
    return found


def plural_of(stem: str, held: Mapping[str, str], locale: Locale) -> bool:
    """Whether all that stands below a key is its plurals."""
    below = {key.removeprefix(f"{stem}.") for key in held if key.startswith(f"{stem}.")}
    return below <= {"none", *locale.plurals}


@pytest.mark.parametrize("locale", LOCALES, ids=str)
def test_every_form_named_in_a_sentence_is_known(locale):
    known = forms_of(locale, partial(say, ENGLISH))
    for template in sentences(locale).values():
        for _, form in gaps(template):
            assert plural_form(locale, locale.plural, form) if form.startswith(PLURAL) else form in known


@pytest.mark.parametrize("locale", LOCALES, ids=str)
def test_a_language_has_the_keys_gaps_and_forms_of_english(locale):
    numbers = dict.fromkeys(("count", "number", PLURAL), "a number")

    def shape(templates: list[str]) -> set[tuple[str, str]]:
        named = {(name, form.partition("|")[0]) for template in templates for name, form in gaps(template)}
        return {(name, numbers.get(form, form)) for name, form in named}

    english, own = stems(ENGLISH), stems(locale)
    assert own.keys() == english.keys()
    assert [
        key for key in own if shape(own[key]) - {("n", "a number")} != shape(english[key]) - {("n", "a number")}
    ] == []


@pytest.mark.parametrize("locale", LOCALES, ids=str)
def test_the_plural_of_one_names_the_number_where_it_is_not_only_of_one(locale):
    """French says 0 and 1.5 in the singular."""
    held = sentences(locale)
    of_more = locale.plural(0) == "one"
    singulars = [key for key in held if key.endswith(".one") and f"{key[:-4]}.none" not in held] if of_more else []
    assert [key for key in singulars if "n" not in fields(held[key])] == []


def test_a_plural_has_one_and_other():
    stems = {key.rpartition(".")[0] for key in ENGLISH_SENTENCES if key.endswith(".one")}
    assert [stem for stem in stems if f"{stem}.other" not in ENGLISH_SENTENCES] == []


NO_NOUN = {
    "and", "are", "can", "come", "came", "does", "fit", "had", "more", "of", "on", "open", "safe", "short", "too",
    "watch", "act", "over", "due", "were", "d", "MB", "at", "percent", "cad", "usd", "Canadian", "have", "names",
    "another", "asked", "new",
}  # fmt: skip
"""What may follow a number: no noun, or one that is the same for one and for many."""
NUMBERS = "n|count|days|limit|size|orders|defects|reviews|points|near|shortfall|lines|rows"
COUNTED = re.compile(
    r"(?<![Ll]ine )(?<![Dd]ay )"
    rf"\{{(?=\w+:(?:count|number|hundredths)\}}|(?:{NUMBERS})\}})(\w+)[:\w]*\}}"
    r"[*_]* ([A-Za-z][\w-]*)"
)
"""A number and the word after it; behind `line` and `day` it is no count but a place in an order."""


def test_a_number_beside_a_noun_has_plurals():
    bare = [
        (key, name, word)
        for key, template in ENGLISH_SENTENCES.items()
        for name, word in COUNTED.findall(template)
        if word not in NO_NOUN and not (name == "n" and key.rpartition(".")[2] in PLURALS)
    ]
    assert bare == []


def test_plurals_are_chosen_for_each_value_by_itself():
    values = {"counted": 10_000, "typed": 20_000}
    one = say(ENGLISH, "standing.slip.contradiction", defects=1, orders=100, **values)
    many = say(ENGLISH, "standing.slip.contradiction", defects=2, orders=1, **values)
    assert one.startswith("1 defect of 100 orders makes 1 %")
    assert many.startswith("2 defects of 1 order make 1 %")


def test_no_sentence_holds_markup_that_slack_would_expand():
    assert [key for key, text in ENGLISH_SENTENCES.items() if "<" in text.replace("<@{user}>", "")] == []


def test_a_value_is_made_safe_unless_it_is_ready():
    assert escaped("<!here> & *b* `c` ~d~") == "&lt;!here&gt; &amp; ∗b∗ ˋcˋ ∼d∼"
    assert "&lt;!here&gt;" in say(ENGLISH, "help.unknown", text="<!here>")


def test_an_unknown_key_and_a_missing_value_are_errors():
    with pytest.raises(KeyError):
        say(ENGLISH, "no.such.key")
    with pytest.raises(KeyError):
        say(ENGLISH, "help.unknown")


def test_a_sentence_may_be_filled_with_another_one_that_is_still_to_be_said():
    inner = Note("feeds.place", {"line": 3})
    assert say(ENGLISH, "feeds.problem.blank", place=inner, column="<sku>") == "Line 3: “&lt;sku&gt;” is empty."


def test_each_file_is_read_alone_and_gives_the_same():
    assert [key for key in ENGLISH_SENTENCES if not has(key)] == []
    assert not has("no.such.key")


@pytest.mark.parametrize("tag", ["en", "en-GB", "EN_us"])
def test_a_tag_of_another_region_is_the_language(tag):
    assert locale_of(tag) is ENGLISH


@pytest.mark.parametrize("tag", ["tlh", "", "english", "../en", "."])
def test_a_language_without_sentences_is_unknown(tag):
    with pytest.raises(UnknownLanguage):
        locale_of(tag)


def test_nothing_is_said_when_a_module_is_imported():
    """A sentence made then would be in one language for all."""
    at_import = [
        f"{path.relative_to(HOME)}:{call.lineno}"
        for path, tree in SOURCES.items()
        for node in statements_run_at_import(tree)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "say"
    ]
    assert at_import == []


def statements_run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs at import: all but the bodies of functions, whose defaults and decorators do."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from (*child.args.defaults, *filter(None, child.args.kw_defaults))
            yield from getattr(child, "decorator_list", ())
        elif isinstance(child, ast.Call):
            yield child
        else:
            yield from statements_run_at_import(child)
