"""Finds sentences of the catalogue among what a database holds: whole ones, or what stands between their gaps."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from string import Formatter
from typing import Any

from sqlalchemy import Engine, select

from bot.language.catalogue import sentences
from bot.language.locale import ENGLISH
from rules.sfp.reasons import return_reasons
from storage.tables import metadata

SHORTEST = 15
"""Characters of a part that a text cannot have by chance."""

RENDERED = ("outbox",)
"""The tables that hold what Slack is sent, in the words of whom it is sent to."""

Found = tuple[str, str, str]
"""A table, a column of it, and the part of a sentence that it holds."""


@cache
def parts() -> tuple[str, ...]:
    """What is the same whatever is put into a sentence, line by line, and what our table calls return reasons."""
    fixed = (words for text in sentences(ENGLISH).values() for words, *_ in Formatter().parse(text))
    lines = (
        line.strip() for words in (*fixed, *(row.label for row in return_reasons().rows)) for line in words.split("\n")
    )
    return tuple(sorted({line for line in lines if len(line) >= SHORTEST and " " in line}))


def rows_in(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            table.name: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in metadata.sorted_tables
        }


def stored_sentences(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Found]:
    """The parts of sentences that stand in rows, by table and column."""
    texts = dict[tuple[str, str], set[str]]()
    for table in rows.keys() - RENDERED:
        for row in rows[table]:
            for column, value in row.items():
                texts.setdefault((table, column), set()).update(_texts(value))
    return sorted({(*place, part) for place, found in texts.items() for part in _among(found)})


def _among(texts: Iterable[str]) -> Iterator[str]:
    whole = "\0".join(text for text in texts if len(text) >= SHORTEST)
    return (part for part in parts() if part in whole)


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, the names in JSON too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for pair in value.items() for each in pair for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))
