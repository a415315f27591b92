"""`import`: which files came in last, and how to bring in more."""

from bot.language.grammar.grammar import Grammar
from bot.language.grammar.parse import parse
from bot.reports.result import PastImport
from bot.views.files.imports import imports_view
from bot.workspace.request import Ask, Reply
from rules.core.value import value
from storage.reports import imports

GRAMMAR = Grammar()

MOST_IMPORTS = 10
"""Files told of those that came in."""


@value
class ListImports:
    """The files that came in last."""

    ask: Ask


def read(ask: Ask, text: str) -> ListImports:
    """Nothing but the word itself. Raises Slip."""
    parse(GRAMMAR, text, ask.today)
    return ListImports(ask)


def run(request: ListImports) -> Reply:
    """List them."""
    ask = request.ask
    past = [
        PastImport(each.imported_at, each.kind, each.name, each.account, each.rows, each.problems, each.file_hash)
        for each in imports.list_recent(ask.workspace, MOST_IMPORTS)
    ]
    return Reply(imports_view(request.ask.locale, past, ask.zone))
