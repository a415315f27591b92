"""How one return looks that somebody asked for: how it stands, or the whole decision about it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.language.catalogue import say
from bot.language.grammar.parse import Parsed
from bot.language.locale import Locale
from bot.slack.blocks import Block, Message, actions, button, section
from bot.views.mentions import user
from bot.views.model.question import Question
from bot.views.model.returns import Due, Shown
from bot.views.reply import decision_view, plain
from bot.views.returns.desk import RETURN_UNDO_CONDITION, ask_button, due_text, refund_text, return_buttons
from bot.views.rules.refund import refund_body
from rules.core.decision import Interpretation
from rules.sfp.reasons import PAYERS
from rules.sfp.refund import label_payer

SENTENCES = {
    "coming": "returns.coming_row",
    "elsewhere": "returns.elsewhere_row",
    "refunded": "returns.refunded_row",
    "settled": "returns.settled_row",
    "marked refunded": "returns.marked_refunded",
    "marked not-arrived": "returns.marked_not_arrived",
}


def due_view(locale: Locale, due: Due, question: Question, reading: Interpretation, parsed: Parsed) -> Message:
    """A return that is to be refunded, with its decision, the note to copy and what can be done about it."""
    body = refund_body(locale, due.decision, due.case, reading.stacking)
    heading = [_heading(locale, due.order, due.title, due.rma), *_payer(locale, due, reading)]
    body = replace(body, verdict="\n".join((*heading, body.verdict)))
    return decision_view(locale, due.decision, body, question, reading, parsed, return_buttons(locale, due))


def _payer(locale: Locale, due: Due, reading: Interpretation) -> tuple[str, ...]:
    """Amazon's own verdict on the label, beside which ours is only a table's."""
    payer = {"seller": "seller", "customer": "buyer"}.get(due.label_payer or "")
    if payer is None:
        return ()
    ours = PAYERS[label_payer(due.case, reading)]
    key = "returns.amazon_payer" if ours in (None, payer) else f"returns.amazon_{payer}_not_ours"
    return (say(locale, key, payer=payer),)


def several_view(locale: Locale, shown: list[Shown]) -> Message:
    """How several items of an order, or one that is settled, stand."""
    texts = ["\n".join((_heading(locale, each.order, each.title, each.rma), _standing(locale, each))) for each in shown]
    buttons = [_buttons(locale, each, at) for at, each in enumerate(shown)]
    blocks = [block for text, below in zip(texts, buttons, strict=True) for block in (section(text), *below)]
    return Message(
        plain("\n".join(texts)), (*blocks, actions(ask_button(say(locale, "returns.button_desk"), "", "desk")))
    )


def _standing(locale: Locale, shown: Shown) -> str:
    if shown.due:
        return f"{refund_text(locale, shown.due)} {due_text(locale, shown.due)}"
    values = {"refunded": shown.refunded, "resolution": shown.resolution, "who": user(shown.who), "day": shown.on}
    return say(locale, SENTENCES[shown.state], **values)


def _buttons(locale: Locale, shown: Shown, at: int) -> tuple[Block, ...]:
    return (actions(*return_buttons(locale, shown.due, at)),) if shown.due else ()


def _heading(locale: Locale, order: str, title: str, rma: str) -> str:
    return say(locale, "returns.heading", order=order, title=title, rma=rma)


def not_found_view(locale: Locale, reference: str, accounts: Sequence[str]) -> Message:
    """No return of that order or RMA is held."""
    lines = (
        say(locale, "returns.not_found", reference=reference, accounts=accounts),
        say(locale, "returns.not_found_next"),
    )
    return Message(plain("\n".join(lines)), (section("\n".join(lines)),))


def noted_view(locale: Locale, shown: Message, condition: Sequence[str], value: str) -> Message:
    """A return as it stands once its condition was noted, with the way back; `value` is what the button carries."""
    key = "returns.noted" if condition else "returns.noted_nothing"
    noted = say(locale, key, condition=condition) if condition else say(locale, key)
    back = actions(button(say(locale, "returns.button_undo"), RETURN_UNDO_CONDITION, value))
    return Message(plain(f"{noted}\n{shown.text}"), (section(noted), back, *shown.blocks))
