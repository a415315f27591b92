"""A grammar as rich as that of /sfp-refund, for the tests of this folder."""

from datetime import date

from bot.language.grammar.grammar import Argument, Grammar, flag
from bot.language.grammar.parse import Parsed, parse
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.kinds import (
    AMOUNT,
    ASIN,
    CAD,
    COUNTRY,
    DATE,
    DAYS,
    NAME,
    ORDER,
    PERCENT,
    POSTAL,
    RATE,
    RATING,
    USER,
    WHOLE,
    cad,
    choice,
)

TODAY = date(2026, 11, 22)


def code(text: str) -> str | None:
    """A return reason in capitals that no table lists."""
    return text.removeprefix("CR-") if text.isupper() and "_" in text else None


REASON = choice(
    {
        "unwanted": "UNWANTED_ITEM",
        "no longer needed": "UNWANTED_ITEM",
        "CR-UNWANTED_ITEM": "UNWANTED_ITEM",
        "defective": "DEFECTIVE",
        "Item defective or doesn't work": "DEFECTIVE",
        "not compatible": ("NOT_COMPATIBLE", "PART_NOT_COMPATIBLE"),
        "damaged during shipping": "DAMAGED_BY_CARRIER",
    },
    "unwanted",
    otherwise=code,
)

REFUND = Grammar(
    Argument("price", CAD, bare=True, aliases=("prix",)),
    Argument("received", DATE, aliases=("reçu",)),
    Argument("window-end", DATE),
    Argument("accepted", DATE),
    Argument("late", DAYS),
    flag("used", "signs of use"),
    flag("damaged"),
    flag("missing-parts"),
    flag("not-original"),
    Argument("total", CAD),
    Argument("label", cad(zero=True)),
    Argument("reason", REASON, bare=True),
    Argument("category", choice({"watch": "watches", "watches": "watches", "jewellery": "jewelry"}, "watches")),
    Argument("order", ORDER, bare=True),
    Argument("asin", ASIN, bare=True),
    Argument("postal", POSTAL, bare=True),
    Argument("country", COUNTRY),
    Argument("odr", PERCENT),
    Argument("rating", RATING),
    Argument("rate", RATE),
    Argument("invoices", AMOUNT),
    Argument("orders", WHOLE),
    Argument("owner", USER),
    Argument("account", NAME),
)


def read(text: str, grammar: Grammar = REFUND) -> Parsed:
    return parse(grammar, text, TODAY)


def outcome_of(text: str, grammar: Grammar = REFUND) -> Parsed | Slip:
    """What comes of the line, whether it is read or not."""
    try:
        return read(text, grammar)
    except Slip as slip:
        return slip


def slip_of(text: str, grammar: Grammar = REFUND) -> Slip:
    """The slip that the line raises."""
    outcome = outcome_of(text, grammar)
    assert isinstance(outcome, Slip), f"{text!r} was read as {outcome.values}"
    return outcome
