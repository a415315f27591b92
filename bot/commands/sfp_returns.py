"""`/sfp-returns`: the returns desk, or one return of it."""

from contextlib import suppress
from datetime import datetime

from bot.language.grammar.grammar import Argument, Grammar
from bot.language.grammar.normalise import normalise
from bot.language.grammar.parse import Parsed, parse
from bot.language.grammar.slip import Slip
from bot.language.grammar.tokens import cut, unquoted
from bot.language.grammar.values.kinds import NAME as TEXT
from bot.language.grammar.values.kinds import ORDER, RMA, WHOLE, choice
from bot.services.returns_desk import board, is_held, shown_of
from bot.views.returns.desk import accounts_view, board_view, no_returns_view
from bot.views.returns.one_return import due_view, not_found_view, several_view
from bot.workspace.accounts import account_of
from bot.workspace.request import Ask, Reply
from rules.sfp.refund_clock import Place
from storage import accounts
from storage.reports import return_marks
from storage.workspaces import Snapshot

NAME = "/sfp-returns"
SUMMARY = "which returned Prime items to refund, how much and by when"
USAGE = "[today | overdue | ORDER | RMA] [account=NAME]"
EXAMPLES = ("", "today", "overdue", "701-1234567-1234567", "DaBcDeFgRRMA")

WHEN = choice(
    {"today": "today", "due": "today", "due today": "today", "overdue": "overdue", "late": "overdue", "all": "all"},
    "today",
)
GRAMMAR = Grammar(
    Argument("when", WHEN, bare=True),
    Argument("order", ORDER, bare=True),
    Argument("rma", RMA, bare=True),
    Argument("page", WHOLE),
    Argument("account", TEXT),
)

MOST_WORDS = 5
"""Words of a line that are looked for among the RMAs."""


def answer(ask: Ask) -> Reply:
    """Show what is due, or how one return stands. Raises Slip, NoTerms."""
    known = accounts.recent_names(ask.workspace)
    told = _told(ask, known)
    reference = told.values.get("order") or told.values.get("rma")
    if reference is None and "account" not in told.values and len(known) > 1:
        return _every_account(ask, known)
    if reference is not None and "account" not in told.values:
        return _find(ask, told, known or [account_of(known, None, ask.text)], reference)
    account = account_of(known, told.values.get("account"), ask.text)
    if reference is not None:
        return _find(ask, told, [account], reference)
    return _board(ask, told, account, named=len(known) > 1)


def _told(ask: Ask, known: list[str]) -> Parsed:
    """The line as it is read, or as it is once the RMAs in it are named: a seller's own has no shape. Raises Slip."""
    try:
        return parse(GRAMMAR, ask.text, ask.today)
    except Slip as slip:
        with suppress(Slip):
            return parse(GRAMMAR, _with_rmas_named(ask, known), ask.today)
        if slip.key == "slip.unknown_word":
            raise Slip("returns.slip.unknown", str(slip.values["text"])) from None
        raise


def _with_rmas_named(ask: Ask, known: list[str]) -> str:
    """The line, with `rma=` before each of its words that is exactly that of a return that is held."""
    words = [word.text for word in cut(normalise(ask.text))]
    with ask.workspace.read() as snapshot:
        named = [f"rma={word}" if _is_rma(snapshot, known, word) else word for word in words[:MOST_WORDS]]
    return " ".join(named + words[MOST_WORDS:])


def _is_rma(snapshot: Snapshot, known: list[str], word: str) -> bool:
    bare = GRAMMAR.split(word) is None
    return bare and any(return_marks.about(snapshot, account, unquoted(word)) for account in known)


def _board(ask: Ask, told: Parsed, account: str, *, named: bool) -> Reply:
    page = told.values.get("page", 1)
    if page < 1:
        raise Slip("returns.slip.page", suggestion=ask.text.replace(f"page={page}", "page=1"))
    with ask.workspace.read() as snapshot:
        if not is_held(snapshot, account):
            return Reply(no_returns_view())
        held = board(snapshot, account, _now(ask), _place(ask), ask.interpretation)
    return Reply(board_view(held, told.values.get("when", "all"), page, ask.interpretation.province, named=named))


def _every_account(ask: Ask, known: list[str]) -> Reply:
    with ask.workspace.read() as snapshot:
        held = [board(snapshot, account, _now(ask), _place(ask), ask.interpretation) for account in known]
    return Reply(accounts_view(held, ask.interpretation.province))


def _find(ask: Ask, told: Parsed, known: list[str], reference: str) -> Reply:
    """The returns of an order or RMA, in whichever account it is."""
    with ask.workspace.read() as snapshot:
        found = [each for account in known for each in return_marks.about(snapshot, account, reference)]
    if not found:
        return Reply(not_found_view(reference, ", ".join(known)))
    shown = [shown_of(each, _now(ask), _place(ask), ask.interpretation) for each in found]
    if len(shown) == 1 and (due := shown[0].due):
        return Reply(due_view(due, ask.question(), ask.interpretation, told), due.decision)
    return Reply(several_view(shown))


def _place(ask: Ask) -> Place:
    return Place(ask.interpretation.province, ask.zone)


def _now(ask: Ask) -> datetime:
    """The instant of the line, moved to the day that it is asked for."""
    local = ask.line.now.astimezone(ask.zone)
    return local if local.date() == ask.today else datetime.combine(ask.today, local.time(), ask.zone)
