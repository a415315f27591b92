"""`/sfp-returns`: the returns desk, or one return of it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.language.grammar.conditions import CONDITIONS
from bot.language.grammar.grammar import Argument, Grammar
from bot.language.grammar.normalise import normalise
from bot.language.grammar.parse import Parsed, parse
from bot.language.grammar.slip import Slip
from bot.language.grammar.tokens import cut, unquoted
from bot.language.grammar.values.kinds import NAME as TEXT
from bot.language.grammar.values.kinds import ORDER, RMA, WHOLE, choice
from bot.services.returns_desk import board, has_returns, shown_of
from bot.views.model.returns import NotedCondition, Shown
from bot.views.returns.desk import accounts_view, board_view, no_returns_view
from bot.views.returns.one_return import due_view, not_found_view, noted_view, several_view
from bot.workspace.accounts import MAIN, account_of
from bot.workspace.request import Ask, Reply
from bot.workspace.roles import RECORDER
from rules.core.value import value
from rules.sfp.refund_clock import Place
from storage import accounts
from storage.reports import return_marks
from storage.reports.return_marks import ReturnMark, ReturnWithMark
from storage.transaction import Snapshot

NAME = "/sfp-returns"
SUMMARY = "which returned Prime items to refund, how much and by when"
USAGE = (
    "[today | overdue | ORDER | RMA] [used | damaged | missing-parts | not-original | opened-software] [account=NAME]"
)
EXAMPLES: tuple[str, ...] = ("", "today", "overdue", "701-1234567-1234567", "701-1234567-1234567 used", "DaBcDeFgRRMA")

GOOD = "good"
"""Instead of a condition: nothing is wrong with the item."""

WHEN = choice(
    {"today": "today", "due": "today", "due today": "today", "overdue": "overdue", "late": "overdue", "all": "all"},
    "today",
)
CONDITION = choice(
    {name: each.keyword for each in CONDITIONS for name in each.names} | {GOOD: GOOD, "fine": GOOD}, "used"
)
GRAMMAR = Grammar(
    Argument("when", WHEN, bare=True),
    Argument("order", ORDER, bare=True),
    Argument("rma", RMA, bare=True),
    *CONDITIONS,
    Argument("condition", CONDITION),
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


@value
class NoteCondition:
    """A return, and the flags of the condition in which a clerk saw its item; none where nothing is wrong with it."""

    ask: Ask
    parsed: Parsed
    noted: ReturnWithMark
    condition: tuple[str, ...]


Request = ShowDesks | ShowDesk | ShowReturn | NoteCondition


def read(ask: Ask) -> Request:
    """The desk, or the return, that the line names. Raises Slip, also where the asker may not note a condition."""
    known = accounts.cached_names(ask.workspace)
    parsed = _parsed(ask, known)
    values = parsed.values
    reference, named = values.get("order") or values.get("rma"), "account" in values
    if condition := _condition(values):
        return _noting(ask, parsed, [account_of(known, values["account"], ask.text)] if named else known, condition)
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
        case NoteCondition():
            return _note(request)


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


def _condition(values: Mapping[str, Any]) -> list[str]:
    """The flags of a condition that a line names, as the refund rule calls them; `GOOD` alone where it says so."""
    flags = [each.keyword for each in CONDITIONS if values.get(each.keyword)]
    return list(dict.fromkeys([*flags, *([values["condition"]] if "condition" in values else [])]))


def _noting(ask: Ask, parsed: Parsed, known: Sequence[str], condition: list[str]) -> NoteCondition | ShowReturn:
    """Raises Slip where the asker may not, and where the line names no return or several."""
    ask.needs(RECORDER)
    reference = parsed.values.get("order") or parsed.values.get("rma")
    if reference is None:
        raise Slip("returns.slip.which")
    with ask.workspace.read() as snapshot:
        rows = [row for name in known for row in return_marks.select_by_reference(snapshot, name, reference)]
    if len(rows) > 1:
        words = " ".join(condition).replace("_", "-")
        lines = tuple(f"rma={row.case.rma} {words}" for row in rows)
        raise Slip("returns.slip.several", order=reference, choices=lines)
    flags = tuple(name for name in condition if name != GOOD)
    return NoteCondition(ask, parsed, rows[0], flags) if rows else ShowReturn(ask, parsed, known or [MAIN], reference)


def _note(request: NoteCondition) -> Reply:
    """Write the condition down and work the return out anew. Raises NoTerms, Repeated."""
    ask, noted, by = request.ask, request.noted, request.ask.invocation
    before = noted.mark or ReturnMark(marked_at=by.now, who=by.user_id)
    mark = replace(before, condition=request.condition)
    with ask.workspace.begin() as transaction:
        transaction.guard_once(by.request_id, by.now)
        return_marks.upsert(transaction, noted.account, noted.key, mark)
    shown = shown_of(replace(noted, mark=mark), _now(ask), _place(ask), ask.interpretation)
    value = NotedCondition(account=noted.account, **noted.key._asdict(), before=before.condition).model_dump_json()
    reply = _shown(ask, request.parsed, [shown])
    return replace(reply, message=noted_view(ask.locale, reply.message, request.condition, value))


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
        rows = [row for name in request.accounts for row in return_marks.select_by_reference(snapshot, name, reference)]
    if not rows:
        return Reply(not_found_view(ask.locale, reference, request.accounts))
    return _shown(ask, request.parsed, [shown_of(row, _now(ask), _place(ask), ask.interpretation) for row in rows])


def _shown(ask: Ask, parsed: Parsed, shown: list[Shown]) -> Reply:
    """One return with its decision, or how each of several stands."""
    if len(shown) == 1 and (due := shown[0].due):
        return Reply(due_view(ask.locale, due, ask.question(), ask.interpretation, parsed), due.decision)
    return Reply(several_view(ask.locale, shown))


def _place(ask: Ask) -> Place:
    return Place(ask.interpretation.province, ask.zone)


def _now(ask: Ask) -> datetime:
    """The instant of the line, moved to the day that it is asked for."""
    local = ask.invocation.now.astimezone(ask.zone)
    return local if local.date() == ask.today else datetime.combine(ask.today, local.time(), ask.zone)
