"""How the returns desk looks: what is due, row by row, with what the rules made of each."""

import json
from collections.abc import Iterator, Sequence
from datetime import date

from bot.language.catalogue import say
from bot.language.grammar.account import account_typed
from bot.language.locale import Locale
from bot.language.phrase import Phrase, phrase_text
from bot.slack.blocks import Block, Message, actions, button, context, section
from bot.views.model.returns import Board, Due, at_stake
from bot.views.reply import ASK_AGAIN, POST, plain
from rules.core.levels import ACT, BREACHED, OK, WATCH
from rules.core.policy import SFP, policy
from rules.sfp.refund_decision import PROCESSING

COMMAND = "/sfp-returns"
RETURN_REFUNDED, RETURN_NOT_ARRIVED, RETURN_REMIND = "return_refunded", "return_not_arrived", "return_remind"
RETURN_UNDO, RETURN_UNDO_CONDITION = "return_undo", "return_condition_undo"
"""What the buttons of a return are called when they are pressed."""

PAGE = 8
"""Returns on a page; each takes two of Slack's fifty blocks."""

MOST_ACCOUNTS = 20
"""Accounts listed, with a button each."""

MARKS = {OK: "🟡", WATCH: "🟡", ACT: "🟠", BREACHED: "🔴"}

Chosen = dict[str, tuple[str, tuple[int, ...]]]

WHICH: Chosen = {
    "all": ("returns.nothing", (OK, WATCH, ACT, BREACHED)),
    "today": ("returns.nothing_today", (ACT, BREACHED)),
    "overdue": ("returns.nothing_overdue", (BREACHED,)),
}
"""What may be asked for: what is said where there is nothing of it, and the levels it is of."""


def board_view(locale: Locale, board: Board, which: str, page: int, province: str, *, named: bool) -> Message:
    """An account's desk, or the part of it that was asked for."""
    nothing, levels = WHICH[which]
    due = board.at(*levels)
    page = min(page, max(1, -(-len(due) // PAGE)))
    verdict = owing(locale, due) if due else say(locale, nothing)
    title = say(locale, "returns.title", account=board.account) if named else ""
    head = "\n".join(filter(None, (title, verdict, *_else(locale, board))))
    rows = due[(page - 1) * PAGE :][:PAGE]
    blocks = [section(head), *_rows(locale, rows), context(small_print(locale, board.today, province))]
    line = " ".join(filter(None, (which if which != "all" else "", account_typed(board.account) if named else "")))
    text = "\n".join((head, *(row_text(locale, each) for each in rows)))
    return Message(plain(text), (*blocks, _below(locale, line, page, len(due), board.today)))


def owing(locale: Locale, due: Sequence[Due]) -> str:
    """How many are overdue, due today and later, and how much that is together."""
    counted = (
        ("returns.overdue_count", (BREACHED,)),
        ("returns.today_count", (ACT,)),
        ("returns.later_count", (OK, WATCH)),
    )
    tallies = ((key, sum(each.level in levels for each in due)) for key, levels in counted)
    counts = [say(locale, key, n=n) for key, n in tallies if n]
    cents = at_stake(due)
    return (
        say(locale, "returns.owing", counts=counts, cents=cents)
        if cents
        else say(locale, "returns.owing_unpriced", counts=counts)
    )


def _else(locale: Locale, board: Board) -> Iterator[str]:
    """What else an account has."""
    counts = (
        ("returns.coming", board.coming),
        ("returns.not_arrived", board.not_arrived),
        ("returns.not_ours", board.not_ours),
    )
    sentences = [say(locale, key, n=n) for key, n in counts if n]
    if sentences:
        yield " ".join(sentences)


def _rows(locale: Locale, due: Sequence[Due]) -> Iterator[Block]:
    for at, each in enumerate(due):
        yield section(row_text(locale, each))
        yield actions(*return_buttons(locale, each, at), _details_button(locale, each, at))


def row_text(locale: Locale, due: Due) -> str:
    """One return: which, how much, and by when."""
    key = "returns.row" if due.title else "returns.row_untitled"
    return say(
        locale,
        key,
        mark=MARKS[due.level],
        order=due.order,
        title=due.title,
        refund=refund_text(locale, due),
        due=due_text(locale, due),
    )


def refund_text(locale: Locale, due: Due) -> str:
    """How much is to be refunded, in words."""
    return phrase_text(locale, amount_phrase(due))


def amount_phrase(due: Due) -> Phrase:
    """How much is to be refunded, less the label where that is the buyer's."""
    outcome = due.decision.outcome
    if outcome.refund_max is None:
        if due.order_amount is None:
            return Phrase("returns.refund_unknown")
        return Phrase("returns.refund_unpriced", {"amount": due.order_amount})
    if due.condition and outcome.refund_min is None:
        return Phrase("returns.refund_unsure", {"refund_max": outcome.refund_max, "condition": due.condition})
    if due.condition:
        noted = {"refund_min": outcome.refund_min, "refund_max": outcome.refund_max, "condition": due.condition}
        return Phrase("returns.refund_condition", noted)
    if outcome.label_deduction:
        values = {"refund_min": outcome.refund_min, "refund_max": outcome.refund_max, "label": outcome.label_deduction}
        return Phrase("returns.refund_less_label", values)
    return Phrase("returns.refund", {"refund_max": outcome.refund_max})


def due_text(locale: Locale, due: Due) -> str:
    """When it arrived, and by when it is due."""
    key = "returns.overdue" if due.level == BREACHED else "returns.due"
    return say(locale, key, arrived=due.case.received, due=due.clock.day)


def return_buttons(locale: Locale, due: Due, at: int = 0) -> tuple[Block, ...]:
    """What can be done about a return; `at` keeps the buttons of several apart."""
    return (
        button(say(locale, "returns.button_refunded"), f"{RETURN_REFUNDED}_{at}", due.value),
        button(say(locale, "returns.button_not_arrived"), f"{RETURN_NOT_ARRIVED}_{at}", due.value),
        button(say(locale, "returns.button_remind"), f"{RETURN_REMIND}_{at}", due.value),
    )


def _details_button(locale: Locale, due: Due, at: int) -> Block:
    line = " ".join((due.order, account_typed(due.account)))
    return ask_button(say(locale, "returns.button_details"), line, f"details_{at}")


def ask_button(label: str, line: str, apart: str, today: date | None = None) -> Block:
    """A button that asks the desk something."""
    question = {"command": COMMAND, "text": line} | ({"as_of": today.isoformat()} if today else {})
    return button(label, f"{ASK_AGAIN}_{apart}", json.dumps(question, ensure_ascii=False))


def small_print(locale: Locale, today: date, province: str) -> str:
    """By which terms, and on which assumptions."""
    edition = policy(SFP).edition(today)
    return say(locale, "returns.small", policy=edition, province=province, clause=PROCESSING)


def _below(locale: Locale, line: str, page: int, count: int, today: date) -> Block:
    question = json.dumps({"command": COMMAND, "text": line, "as_of": today.isoformat()}, ensure_ascii=False)
    below = [button(say(locale, "reply.post"), POST, question)]
    if count > page * PAGE:
        below.append(ask_button(say(locale, "returns.next_page"), f"{line} page={page + 1}".strip(), "next", today))
    return actions(*below)


def accounts_view(locale: Locale, boards: Sequence[Board], province: str) -> Message:
    """Several accounts, a line each, those with the most to do first."""
    ranked = sorted(boards, key=lambda each: (len(each.pressing), len(each.due)), reverse=True)
    lines = [say(locale, "returns.account", account=each.account, told=_owing_text(locale, each)) for each in ranked]
    text = "\n".join((*lines, say(locale, "returns.which_account")))
    opening = [
        ask_button(say(locale, "returns.button_account", account=each.account), account_typed(each.account), f"{at}")
        for at, each in enumerate(ranked[:MOST_ACCOUNTS])
    ]
    blocks = (section(text), context(small_print(locale, ranked[0].today, province)), actions(*opening))
    return Message(plain(text), blocks)


def _owing_text(locale: Locale, board: Board) -> str:
    return owing(locale, board.due) if board.due else say(locale, "returns.nothing")


def no_returns_view(locale: Locale) -> Message:
    """Nothing was ever imported."""
    lines = (say(locale, "returns.none_held"), say(locale, "returns.imports_none"))
    return Message(plain("\n".join(lines)), (section("\n".join(lines)),))


def done_view(locale: Locale, key: str, value: str, *, undo: bool = True, **told: object) -> Message:
    """What somebody just did about a return, with the way back."""
    text = say(locale, key, **told)
    ways = [button(say(locale, "returns.button_undo"), RETURN_UNDO, value)] if undo else []
    return Message(
        plain(text), (section(text), actions(*ways, ask_button(say(locale, "returns.button_desk"), "", "desk")))
    )


def reminder_view(locale: Locale, due: Due) -> Message:
    """What somebody wanted to be reminded of, with what can be done about it."""
    text = say(
        locale, "returns.reminder.due", order=due.order, refund=refund_text(locale, due), due=due_text(locale, due)
    )
    return Message(plain(text), (section(text), actions(*return_buttons(locale, due), _details_button(locale, due, 0))))


def gone_view(locale: Locale) -> Message:
    """A button about a return that is not held any more."""
    text = say(locale, "returns.done.gone")
    return Message(plain(text), (section(text),))
