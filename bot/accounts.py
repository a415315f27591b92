"""Which seller account a line is about."""

from bot.asking import Ask
from bot.grammar.slip import Slip
from storage import accounts

MAIN = "main"
"""The account of a workspace that has named none."""


def account_of(ask: Ask, name: str | None, text: str) -> str:
    """The account that was named, or the only one. Raises Slip for an unknown name, and where several would do.

    `text` is the line without the account, to which each choice adds one.
    """
    known = accounts.names(ask.workspace) or [MAIN]
    if name is None:
        if len(known) > 1:
            raise Slip("account.slip.which", choices=tuple(f"{text} {_typed(each)}".strip() for each in known))
        return known[0]
    if name not in known:
        raise Slip("account.slip.unknown", name=name, known=", ".join(known))
    return name


def _typed(name: str) -> str:
    return f'account="{name}"' if " " in name else f"account={name}"
