"""The buttons below a warning, and what they carry."""

import json

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.slack.blocks import Block, actions, button
from bot.views.alerts.offers import MOST_OFFERS
from bot.views.model.alerts import Warned
from rules.core.levels import ACT
from rules.renewed.metrics import METRICS

ALERT_ACK, ALERT_SNOOZE, ALERT_ASSIGN, ALERT_WHY = "alert_ack", "alert_snooze", "alert_assign", "alert_why"
ALERT_MUTE, ALERT_OFFERS = "alert_mute", "alert_offers"
"""What the buttons are called when they are pressed."""


def alert_value(account: str, metric: str, subject: str, band: int) -> str:
    """What a button carries: which alert it is about, as JSON; an empty subject is the whole message.

    With names as long as storage takes them it stays within Slack's 2,000 characters.
    """
    return json.dumps({"account": account, "metric": metric, "subject": subject, "band": band}, ensure_ascii=False)


def alert_buttons(locale: Locale, warned: Warned) -> tuple[Block, ...]:
    """A row of buttons, of which acknowledging stands out where something is to be done now."""
    worst = warned.worst
    if worst is None:
        return ()
    message, first = _value(warned, ""), _value(warned, worst.judged.subject)
    urgent = worst.level >= ACT and not worst.silences.acknowledged_by
    row = [
        button(say(locale, "warning.button.acknowledge"), ALERT_ACK, message, style="primary" if urgent else None),
        button(say(locale, "warning.button.snooze"), ALERT_SNOOZE, message),
        button(say(locale, "warning.button.assign"), ALERT_ASSIGN, message),
        button(say(locale, "warning.button.why"), ALERT_WHY, first),
    ]
    if METRICS[warned.metric].of_offer:
        row.append(button(say(locale, "warning.button.mute"), ALERT_MUTE, message if warned.grouped else first))
    if len(warned.audible) > MOST_OFFERS:
        row.append(button(say(locale, "warning.button.offers", n=len(warned.audible)), ALERT_OFFERS, message))
    return (actions(*row),)


def why_button(locale: Locale, warned: Warned) -> tuple[Block, ...]:
    """The one button below something that is over."""
    subject = warned.worst.judged.subject if warned.worst else ""
    return (actions(button(say(locale, "warning.button.why"), ALERT_WHY, _value(warned, subject))),)


def _value(warned: Warned, subject: str) -> str:
    return alert_value(warned.account, warned.metric, subject, warned.band)
