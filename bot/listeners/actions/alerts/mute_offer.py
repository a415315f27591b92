"""[Mute offer]: one offer says nothing more, until somebody mutes it off again or it is over."""

from collections.abc import Mapping
from dataclasses import replace

from bot.alerts.notify.silences import How
from bot.assistant.assistant import Assistant
from bot.language.catalogue import say
from bot.language.grammar.values.identifiers import looks_like_asin
from bot.listeners.actions.alerts import handling
from bot.listeners.actions.payloads import Pressed, Submitted
from bot.slack.responses import respond_at
from bot.views.alerts.warning import ALERT_MUTE
from bot.views.channel.forms import OFFER, mute_form
from bot.views.refusal import expired_view
from bot.workspace.context import Scene
from storage.alerting import alerts

ACTION = ALERT_MUTE


def press(assistant: Assistant, pressed: Pressed) -> None:
    """Ask which offer, among those that are near a limit."""
    about = handling.about_of(pressed)
    if about is None:
        respond_at(pressed.response_url, expired_view())
    elif handling.may(assistant, pressed):
        with assistant.workspace(pressed.workspace_id).read() as snapshot:
            held = alerts.of(snapshot, about.account, about.metric, about.band)
        near = [each for each in held.values() if each.subject and each.level]
        if near:
            pressed.open_form(mute_form(pressed.value, [(each.subject, each.overlay.muted) for each in near]))
        else:
            respond_at(pressed.response_url, expired_view())


def submit(assistant: Assistant, submitted: Submitted) -> Mapping[str, str]:
    """Mute the offer, or let a muted one speak again, and have the message say so."""
    asin, about = submitted.fields.get(OFFER, ""), handling.about_of(submitted)
    if not looks_like_asin(asin) or about is None:
        return {OFFER: say("forms.choose")}
    of_offer = replace(submitted, value=about.model_copy(update={"subject": asin}).model_dump_json())

    def by(_scene: Scene) -> How:
        return lambda overlay, _: replace(overlay, muted=not overlay.muted)

    message = handling.do(assistant, of_offer, "muted", by)
    return {OFFER: message.text} if message else {}
