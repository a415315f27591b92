"""Which seller account a line is about."""

from collections.abc import Sequence
from difflib import get_close_matches

from bot.language.grammar.account import account_typed
from bot.language.grammar.slip import Slip

MAIN = "main"
"""The account of a workspace that has named none."""


def account_of(known: Sequence[str], name: str | None, text: str) -> str:
    """The account that was named, of those that are known, or the only one.

    Raises Slip for an unknown name, and where several would do.

    `text` is the line without the account, to which each choice adds one.
    """
    known = known or (MAIN,)
    if name is None:
        if len(known) > 1:
            raise Slip("account.slip.which", choices=tuple(f"{text} {account_typed(each)}".strip() for each in known))
        return known[0]
    if name not in known:
        near = get_close_matches(name, known, n=1)
        suggestion = text.replace(account_typed(name), account_typed(near[0])) if near else None
        raise Slip("account.slip.unknown", name=name, known=tuple(known), suggestion=suggestion)
    return name
