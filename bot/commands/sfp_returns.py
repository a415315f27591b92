"""`/sfp-returns`: the returns desk, or one return of it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from bot.language.grammar.grammar import Argument, Grammar
from bot.language.grammar.normalise import normalise
from bot.language.grammar.parse import Parsed, parse
from bot.language.grammar.slip import Slip
from bot.language.grammar.tokens import cut, unquoted
from bot.language.grammar.values.kinds import NAME as TEXT
from bot.language.grammar.values.kinds import ORDER, RMA, WHOLE, choice
from bot.services.returns_desk import board, has_returns, shown_of
from bot.views.returns.desk import accounts_view, board_view, no_returns_view
from bot.views.returns.one_return import due_view, not_found_view, several_view
from bot.workspace.accounts import MAIN, account_of
from bot.workspace.request import Ask, Reply
from rules.core.value import value
from rules.sfp.refund_clock import Place
from storage import accounts
from storage.reports import return_marks
from storage.transaction import Snapshot

NAME = "/sfp-returns"
SUMMARY = "which returned Prime items to refund, how much and by when"
USAGE = "[today | overdue | ORDER | RMA] [account=NAME]"
EXAMPLES: tuple[str, ...] = ("", "today", "overdue", "701-1234567-1234567", "DaBcDeFgRRMA")

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
GRAMMARS: Mapping[str, Grammar] = {"": GRAMMAR}

MOST_WORDS = 5
"""Words of a line that are looked for among the RMAs."""


@value
class ShowDesks:
    """The desks of several accounts, a line each."""

    ask: Ask
    accounts: Sequence[str]


@value
class ShowDesk:
    """A page of one account's desk: what is due today, what is overdue, or all; `named` where there are several."""

    ask: Ask
    account: str
    when: str
    page: int
    named: bool


@value
class ShowReturn:
    """The returns of an order or RMA, in whichever of the accounts they are."""

    ask: Ask
    parsed: Parsed
    accounts: Sequence[str]
    reference: str


Request = ShowDesks | ShowDesk | ShowReturn


def read(ask: Ask) -> Request:
    """The desk, or the return, that the line names. Raises Slip."""
    known = accounts.cached_names(ask.workspace)
    parsed = _parsed(ask, known)
    values = parsed.values
    reference, named = values.get("order") or values.get("rma"), "account" in values
    if not named and reference is not None:
        return ShowReturn(ask, parsed, known or [MAIN], reference)
    if not named and len(known) > 1:
        return ShowDesks(ask, known)
    account = account_of(known, values.get("account"), ask.text)
    if reference is not None:
        return ShowReturn(ask, parsed, [account], reference)
    return ShowDesk(ask, account, values.get("when", "all"), _page(ask, parsed), named=len(known) > 1)


def run(request: Request) -> Reply:
    """Show what is due, or how one return stands. Raises NoTerms."""
    match request:
        case ShowDesks():
            return _desks(request)
        case ShowDesk():
            return _desk(request)
        case ShowReturn():
            return _return(request)


def _parsed(ask: Ask, known: Sequence[str]) -> Parsed:
    """The line as it is read, or as it is once the RMAs in it are named: a seller's own has no shape. Raises Slip."""
    try:
        return parse(GRAMMAR, ask.text, ask.today)
    except Slip as slip:
        with suppress(Slip):
            return parse(GRAMMAR, _with_rmas_named(ask, known), ask.today)
        if slip.key == "slip.unknown_word":
            raise Slip("returns.slip.unknown", str(slip.values["text"])) from None
        raise


def _with_rmas_named(ask: Ask, known: Sequence[str]) -> str:
    """The line, with `rma=` before each of its words that is exactly that of a return that is held."""
    words = [word.text for word in cut(normalise(ask.text))]
    with ask.workspace.read() as snapshot:
        named = [f"rma={word}" if _is_rma(snapshot, known, word) else word for word in words[:MOST_WORDS]]
    return " ".join(named + words[MOST_WORDS:])


def _is_rma(snapshot: Snapshot, known: Sequence[str], word: str) -> bool:
    bare = GRAMMAR.split(word) is None
    return bare and any(return_marks.select_by_reference(snapshot, account, unquoted(word)) for account in known)


def _page(ask: Ask, parsed: Parsed) -> int:
    page: int = parsed.values.get("page", 1)
    if page < 1:
        raise Slip("returns.slip.page", suggestion=ask.text.replace(f"page={page}", "page=1"))
    return page


def _desks(request: ShowDesks) -> Reply:
    ask = request.ask
    with ask.workspace.read() as snapshot:
        boards = [board(snapshot, account, _now(ask), _place(ask), ask.interpretation) for account in request.accounts]
    return Reply(accounts_view(request.ask.locale, boards, ask.interpretation.province))


def _desk(request: ShowDesk) -> Reply:
    ask, account = request.ask, request.account
    with ask.workspace.read() as snapshot:
        if not has_returns(snapshot, account):
            return Reply(no_returns_view(request.ask.locale))
        shown = board(snapshot, account, _now(ask), _place(ask), ask.interpretation)
    return Reply(
        board_view(
            request.ask.locale, shown, request.when, request.page, ask.interpretation.province, named=request.named
        )
    )


def _return(request: ShowReturn) -> Reply:
    ask, reference = request.ask, request.reference
    with ask.workspace.read() as snapshot:
        rows = [
            row
            for account in request.accounts
            for row in return_marks.select_by_reference(snapshot, account, reference)
        ]
    if not rows:
        return Reply(not_found_view(request.ask.locale, reference, request.accounts))
    shown = [shown_of(row, _now(ask), _place(ask), ask.interpretation) for row in rows]
    if len(shown) == 1 and (due := shown[0].due):
        return Reply(
            due_view(request.ask.locale, due, ask.question(), ask.interpretation, request.parsed), due.decision
        )
    return Reply(several_view(request.ask.locale, shown))


def _place(ask: Ask) -> Place:
    return Place(ask.interpretation.province, ask.zone)


def _now(ask: Ask) -> datetime:
    """The instant of the line, moved to the day that it is asked for."""
    local = ask.invocation.now.astimezone(ask.zone)
    return local if local.date() == ask.today else datetime.combine(ask.today, local.time(), ask.zone)
