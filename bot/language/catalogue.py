"""The words people read, by key, in `words/<language>/*.toml`: every folder there is a language.

A sentence is a template, whose gaps `bot.language.forms` fills: `{cap:money}` puts in the value `cap` as money. One
with `one` and `other` below it is chosen by its value `n`, with `none` for 0. All languages have the same keys.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache, partial
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

from bot.language.clause_texts import TABLE, clause_texts
from bot.language.forms import PLURAL, Form, escaped, forms_of, plural_form
from bot.language.locale import ENGLISH, Locale, Number

__all__ = ["UnknownLanguage", "escaped", "has", "languages", "locale_of", "say", "sentences", "spellings"]

WORDS = Path(__file__).parents[1] / "words"

NONE = "none"
"""The plural of no more than nothing, where a sentence has its own."""

_TABLE = re.compile(r'^\["?([\w-]+)', re.MULTILINE)


class UnknownLanguage(LookupError):
    """No sentences are held in the language of a tag."""


class Sentence(NamedTuple):
    """A template parsed once: a pattern for `%`, and for each gap the value's name and the form it takes.

    One without gaps is the sentence itself.
    """

    pattern: str
    gaps: tuple[tuple[str, Form], ...]


class PluralSentence(NamedTuple):
    """A sentence by the plural of its value `n`."""

    forms: Mapping[str, Sentence]

    def of(self, number: Number, plural: str) -> Sentence:
        """The sentence for so many."""
        name = NONE if number == 0 and NONE in self.forms else plural
        return self.forms.get(name) or self.forms["other"]


def say(locale: Locale, key: str, /, **values: Any) -> str:
    """The sentence of that key with the values put in. Raises KeyError for an unknown key or a missing value."""
    catalogue = _catalogue(locale)
    sentence = catalogue[key]
    if isinstance(sentence, PluralSentence):
        number = values["n"]
        sentence = sentence.of(number, catalogue.plural(number))
    pattern, gaps = sentence
    if not gaps:
        return pattern
    parts = []
    for name, form in gaps:  # a comprehension is a call of its own
        parts.append(form(values[name]))
    return pattern % tuple(parts)


def has(key: str) -> bool:
    """Whether the catalogue holds a sentence of that key."""
    return key in _catalogue(ENGLISH)


def spellings(key: str) -> tuple[str, ...]:
    """The sentence of that key in every language, for what people may type in any of them."""
    return tuple(say(locale_of(language), key) for language in languages())


def languages() -> tuple[str, ...]:
    """The tag of every language that is held."""
    return tuple(sorted(folder.name for folder in WORDS.iterdir() if folder.is_dir()))


@cache
def locale_of(tag: str) -> Locale:
    """The language of a tag, whatever region it names: `en` for `en-GB`. Raises UnknownLanguage."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    if language not in languages():
        raise UnknownLanguage(tag)
    return ENGLISH if language == ENGLISH.tag else Locale(language) if language == tag else locale_of(language)


def sentences(locale: Locale) -> Mapping[str, str]:
    """Every template of a language by its dotted key."""
    templates = {key: template for text in _texts(locale) for key, template in _templates_in(text).items()}
    return {**templates, **clause_texts()} if locale is ENGLISH else templates


def _texts(locale: Locale) -> Iterator[str]:
    return (file.read_text(encoding="utf-8") for file in sorted((WORDS / locale.tag).glob("*.toml")))


@cache
def _templates_in(text: str) -> Mapping[str, str]:
    return dict(_flat(tomllib.loads(text)))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, str):
            yield prefix + key, value
        else:
            yield from _flat(value, f"{prefix}{key}.")


class Catalogue(dict[str, Sentence | PluralSentence]):
    """A language's sentences by key, each parsed when it is first said, and each file read when one of it is."""

    def __init__(self, locale: Locale) -> None:
        super().__init__()
        self.plural = lru_cache(4_096)(locale.plural)
        self._locale = locale
        self._forms = forms_of(locale, partial(say, locale))
        self._files: dict[str, list[str]] = {}
        for text in _texts(locale):
            for table in set(_TABLE.findall(text)):
                self._files.setdefault(table, []).append(text)
        self._templates: dict[str, str] = {}

    def __contains__(self, key: object) -> bool:
        try:
            return bool(self[str(key)])
        except KeyError:
            return False

    def __missing__(self, key: str) -> Sentence | PluralSentence:
        table = key.partition(".")[0]
        for text in self._files.get(table, ()):
            self._templates.update(_templates_in(text))
        if table == TABLE and self._locale is ENGLISH:
            self._templates.update(clause_texts())
        template = self._templates.get(key)
        sentence = self._plural_sentence(key) if template is None else self._parsed(template)
        self[key] = sentence
        return sentence

    def _plural_sentence(self, key: str) -> PluralSentence:
        """The forms below a key. Raises KeyError where it has none."""
        names = (name for name in (NONE, *self._locale.plurals) if f"{key}.{name}" in self._templates)
        forms = {name: self._parsed(self._templates[f"{key}.{name}"]) for name in names}
        if "other" not in forms:
            raise KeyError(key)
        return PluralSentence(forms)

    def _parsed(self, template: str) -> Sentence:
        parts = list(Formatter().parse(template))
        gaps = tuple((name, self._form(form or "text")) for _, name, form, _ in parts if name is not None)
        if not gaps:
            return Sentence("".join(words for words, *_ in parts), ())
        pattern = "".join(words.replace("%", "%%") + ("%s" if name is not None else "") for words, name, _, _ in parts)
        return Sentence(pattern, gaps)

    def _form(self, spec: str) -> Form:
        return plural_form(self._locale, self.plural, spec) if spec.startswith(PLURAL) else self._forms[spec]


@cache
def _catalogue(locale: Locale) -> Catalogue:
    return Catalogue(locale)
