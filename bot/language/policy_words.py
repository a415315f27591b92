"""Kinds of value that several commands take, with the words of the policy in them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.language.grammar.values.days import looks_like_days
from bot.language.grammar.values.kinds import DATE, DAYS, Kind, choice
from bot.language.grammar.values.money import Money
from bot.language.grammar.values.read import Read
from rules.sfp.reasons import is_code, return_reasons


def reason_code(text: str) -> str | None:
    """A machine code as settings and answers spell it, in or out of the table; None for any other text."""
    code = text.upper().replace(" ", "_")
    if return_reasons().row(code) or is_code(text):
        return return_reasons().code_of(code)
    return None


def typed_code(text: str) -> str | None:
    """A machine code as `reason_code` has it; one that names a family of items as it is typed."""
    code = reason_code(text)
    return text.upper().replace(" ", "_") if code and return_reasons().family(text) else code


REASON = choice(return_reasons().vocabulary, "unwanted", otherwise=typed_code)
"""A return reason: a label of the table, of the buyer's menu, an everyday word for it, or a machine code."""


def _read_date_or_day(text: str, today: date) -> Read[date | int]:
    return DAYS.read(text, today) if looks_like_days(text) else DATE.read(text, today)


DATE_OR_DAY = Kind(
    _read_date_or_day,
    DATE.example,
    show=lambda value: DAYS.show(value) if isinstance(value, int) else DATE.show(value),
    longest=DATE.longest,
)
"""A date, or a number of days after the return window (`15d`)."""


def in_cents(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with Canadian amounts as whole cents, as the rules take them."""
    return {name: value.cents if isinstance(value, Money) else value for name, value in values.items()}
