"""`/renewed-status`: how safe an account is in Renewed, its readings, and what would happen if."""

from collections.abc import Callable, Mapping

from bot.commands.renewed_status import history, imports, record, show, what_if
from bot.language.grammar.fold import fold
from bot.language.grammar.grammar import Grammar
from bot.language.grammar.normalise import normalise
from bot.language.grammar.similarity import nearest
from bot.language.grammar.slip import Slip
from bot.workspace.request import Ask, Reply

NAME = "/renewed-status"
SUMMARY = "how safe you are in Amazon Renewed: every metric, its limit and what is left"
USAGE = "[set odr=0.74% orders=4210 defects=31 window=90d | history | what-if +2 defects | import] [asin=…]"
EXAMPLES: tuple[str, ...] = (
    "",
    "set odr=0.74% orders=4210 defects=31 window=90d",
    "set seller-rqs=98.4%",
    "set offer-rqs=96.1% asin=B0ABCD1234",
    "history odr",
    "what-if +2 defects",
    "import",
)
GRAMMARS: Mapping[str, Grammar] = {
    "": show.GRAMMAR,
    "set": record.GRAMMAR,
    "history": history.GRAMMAR,
    "import": imports.GRAMMAR,
    "what-if": what_if.GRAMMAR,
}

Request = (
    show.ShowAccounts
    | show.ShowAccount
    | record.RecordReadings
    | history.ShowHistory
    | what_if.WhatIf
    | imports.ListImports
)

_READERS: Mapping[str, Callable[[Ask, str], Request]] = {
    "set": record.read,
    "history": history.read,
    "trend": history.read,
    "whatif": what_if.read,
    "import": imports.read,
}

_FIRST_WORDS = {fold(word): word for word in ("set", "history", "trend", "what-if", "import")}
"""The words for them as they are typed, by their spelling without marks."""


def read(ask: Ask) -> Request:
    """What the line asks, as its first word says. Raises Slip, NoTerms."""
    first, _, rest = normalise(ask.text).partition(" ")
    reader = _READERS.get(first.lower().replace("-", ""))
    try:
        return reader(ask, rest) if reader else show.read(ask, ask.text)
    except Slip as slip:
        if reader:
            slip.place(lambda line: f"{first} {line}")
        elif near := nearest(first, _FIRST_WORDS):
            word = _FIRST_WORDS[near[1]]
            raise Slip("slip.near", first, suggestion=f"{word} {rest}".strip(), near=word) from None
        raise


def run(request: Request) -> Reply:
    """Show, set, look back or suppose. Raises NoTerms, and `storage.transaction.RepeatedRequest`."""
    match request:
        case show.ShowAccount() | show.ShowAccounts():
            return show.run(request)
        case record.RecordReadings():
            return record.run(request)
        case history.ShowHistory():
            return history.run(request)
        case what_if.WhatIf():
            return what_if.run(request)
        case imports.ListImports():
            return imports.run(request)
