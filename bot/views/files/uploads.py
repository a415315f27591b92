"""How it looks what came of a file that was dropped into Slack: read, asked back, or which of its lines were not."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.language.catalogue import escaped, say
from bot.language.grammar.account import account_typed
from bot.language.grammar.slip import Slip
from bot.language.locale import Locale
from bot.reports.result import Imported
from bot.slack.blocks import Message, actions, button, context, cut, section
from bot.views.files.imports import imported_view
from bot.views.files.problems import LABEL_LIMIT, problems_button
from bot.views.reply import plain

READ_FILE = "read_file"
"""What the buttons that say something of a file are called when they are pressed."""

MOST_ACCOUNTS = 24
"""Buttons in a row."""

NEXT: Mapping[str, str] = {
    "returns": "/sfp-returns",
    "prime-returns": "/sfp-returns",
    "returns-xml": "/sfp-returns",
    "listings": "/sfp-eligibility asin=B0ABCD1234 stock=0",
    "invoices": "/renewed-eligibility",
}
"""What to type after a kind of report; after any other one it is how the account stands now."""

OF_ONE = ("listings",)
"""Reports of which a line asks about one thing."""

Choice = dict[str, Any]
"""What a button says of a file, as `bot.listeners.actions.read_upload` reads it."""


def upload_view(locale: Locale, imported: Imported, *, several: bool) -> Message:
    """What was read, what is new, what could not be read, and what to type next; `several` accounts are named."""
    message, next_line = imported_view(locale, imported), _next(locale, imported, several=several)
    rows = (actions(problems_button(locale, imported.account, imported.file_hash)),) if imported.problem_count else ()
    return Message(f"{message.text}\n{plain(next_line)}", (*message.blocks, *rows, context(next_line)))


def _next(locale: Locale, imported: Imported, *, several: bool) -> str:
    line = NEXT.get(imported.kind) or f"/renewed-status {account_typed(imported.account) if several else ''}".strip()
    return (
        say(locale, "dropped.next_one", line=line)
        if imported.kind in OF_ONE
        else say(locale, "dropped.next", line=line)
    )


def account_view(locale: Locale, name: str, accounts: Sequence[str], choice: Choice) -> Message:
    """Which account a file is of."""
    text = say(locale, "dropped.which_account", name=name)
    return _asked(
        text, [(each, {**choice, "account": each}) for each in accounts[:MOST_ACCOUNTS]], say(locale, "dropped.hint")
    )


def order_view(locale: Locale, name: str, slip: Slip, choice: Choice) -> Message:
    """Whether the day or the month comes first."""
    ways = {"dropped.day_first": True, "dropped.month_first": False}
    text = say(locale, "dropped.two_days", name=name, **slip.values)
    return _asked(text, [(say(locale, key), {**choice, "day_first": first}) for key, first in ways.items()])


def _asked(text: str, ways: Sequence[tuple[str, Choice]], hint: str = "") -> Message:
    buttons = [
        button(cut(label, LABEL_LIMIT), f"{READ_FILE}_{place}", json.dumps(way, ensure_ascii=False))
        for place, (label, way) in enumerate(ways, start=1)
    ]
    text_only = plain("\n".join((text, *(f"[{escaped(label)}]" for label, _ in ways))))
    return Message(text_only, (section(text), actions(*buttons), *((context(hint),) if hint else ())))


def denied_view(locale: Locale, denied: Slip) -> Message:
    """Who may not bring data."""
    text = f"✋ {say(locale, denied.key, **denied.values)}"
    return Message(plain(text), (section(text),))


def dropped_fault_view(locale: Locale, reference: str) -> Message:
    """Something failed on our side over a file."""
    text = say(locale, "dropped.fault", reference=reference)
    return Message(plain(text), (section(text),))
