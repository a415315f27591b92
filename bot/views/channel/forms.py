"""The forms that the buttons of a warning open."""

from collections.abc import Sequence

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.slack.blocks import Block, section
from bot.views.alerts.warning import ALERT_ASSIGN, ALERT_MUTE, ALERT_OFFERS, ALERT_SNOOZE

Form = dict[str, object]

UNTIL, WHY, WHO, OFFER = "until", "why", "who", "offer"
"""What the fields are called when a form comes back."""

REASON_LIMIT = 150
"""Characters of a reason."""

LINES_A_BLOCK = 40
"""Offers in one block of a form."""

MOST_BLOCKS = 100
"""Blocks that Slack takes in a form."""

SNOOZES = {"1d": "forms.snooze_1d", "7d": "forms.snooze_7d", "workday": "forms.snooze_workday"}
"""How long a snooze may be, and the words for it."""


def snooze_form(locale: Locale, value: str) -> Form:
    """Until when, and why."""
    choices = [(say(locale, key), each) for each, key in SNOOZES.items()]
    reason = {"type": "plain_text_input", "action_id": WHY, "max_length": REASON_LIMIT}
    return _form(
        locale,
        ALERT_SNOOZE,
        say(locale, "forms.snooze"),
        value,
        _input(UNTIL, say(locale, "forms.until"), _select(UNTIL, choices)),
        {**_input(WHY, say(locale, "forms.why"), reason), "optional": True},
    )


def assign_form(locale: Locale, value: str) -> Form:
    """Who has it."""
    people = {"type": "users_select", "action_id": WHO}
    return _form(
        locale, ALERT_ASSIGN, say(locale, "forms.assign"), value, _input(WHO, say(locale, "forms.who"), people)
    )


def mute_form(locale: Locale, value: str, offers: Sequence[tuple[str, bool]]) -> Form:
    """Which offer; a muted one is let speak again."""
    shown = [(say(locale, "forms.muted", asin=asin) if muted else asin, asin) for asin, muted in offers[:100]]
    return _form(
        locale,
        ALERT_MUTE,
        say(locale, "forms.mute"),
        value,
        _input(OFFER, say(locale, "forms.offer"), _select(OFFER, shown)),
    )


def offers_form(locale: Locale, lines: Sequence[str]) -> Form:
    """Every offer of a warning, worst first."""
    starts = range(0, len(lines), LINES_A_BLOCK)
    blocks = [section("\n".join(lines[start : start + LINES_A_BLOCK])) for start in starts]
    return {
        "type": "modal",
        "callback_id": ALERT_OFFERS,
        "title": _plain(say(locale, "forms.offers")),
        "close": _plain(say(locale, "forms.close")),
        "blocks": blocks[:MOST_BLOCKS],
    }


def _form(locale: Locale, callback: str, title: str, value: str, *blocks: Block) -> Form:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": _plain(title),
        "submit": _plain(title),
        "close": _plain(say(locale, "forms.close")),
        "private_metadata": value,
        "blocks": list(blocks),
    }


def _input(name: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": name, "label": _plain(label), "element": element}


def _select(name: str, choices: Sequence[tuple[str, str]]) -> Block:
    options = [{"text": _plain(text), "value": value} for text, value in choices]
    return {"type": "static_select", "action_id": name, "options": options}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}
