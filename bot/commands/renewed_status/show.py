"""Every metric of the account, or those of one offer, worst first; of several accounts, a line each."""

from collections.abc import Sequence

from bot.commands.renewed_status.standing import SUBJECT, decision_on, standing_of, standing_reply
from bot.language.grammar.grammar import Grammar
from bot.language.grammar.parse import Parsed, parse
from bot.views.rules.standing import account_line, accounts_view
from bot.workspace.accounts import account_of
from bot.workspace.request import Ask, Reply
from rules.core.value import value
from storage import accounts
from storage.metrics import readings as stored

GRAMMAR = Grammar(*SUBJECT)


@value
class ShowAccounts:
    """How several accounts stand."""

    ask: Ask
    accounts: Sequence[str]


@value
class ShowAccount:
    """How one account stands."""

    ask: Ask
    parsed: Parsed
    account: str


def read(ask: Ask, text: str) -> ShowAccounts | ShowAccount:
    """The account, or all of them. Raises Slip."""
    parsed, known = parse(GRAMMAR, text, ask.today), accounts.cached_names(ask.workspace)
    if not parsed.values and len(known) > 1:
        return ShowAccounts(ask, known)
    return ShowAccount(ask, parsed, account_of(known, parsed.values.get("account"), text))


def run(request: ShowAccounts | ShowAccount) -> Reply:
    """Show it. Raises NoTerms."""
    return _accounts(request) if isinstance(request, ShowAccounts) else _account(request)


def _accounts(request: ShowAccounts) -> Reply:
    ask = request.ask
    latest = ((name, stored.list_latest(ask.workspace, name, ask.today)) for name in request.accounts)
    return Reply(accounts_view(request.ask.locale, [(name, decision_on(ask, readings)) for name, readings in latest]))


def _account(request: ShowAccount) -> Reply:
    ask, parsed = request.ask, request.parsed
    heading = account_line(request.ask.locale, request.account) if "account" in parsed.values else None
    decision, ahead = standing_of(ask, request.account, parsed.values.get("asin"))
    return standing_reply(ask, decision, ahead, parsed, ask.question(), heading)
