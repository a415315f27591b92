"""[Mute offer]: one offer says nothing more, until somebody mutes it off again or it is over."""

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import about_alert
from bot.actions.pressed import Pressed, Submitted
from bot.catalogue import say
from bot.desk import Desk
from bot.grammar.codes import looks_like_asin
from bot.replies import respond_at
from bot.views.forms import OFFER, mute_form
from bot.views.refusal import expired_view
from bot.views.warning import ALERT_MUTE
from bot.watch.overlays import How
from bot.watch.scene import Scene
from storage import alerts

ACTION = ALERT_MUTE


def press(desk: Desk, pressed: Pressed) -> None:
    """Ask which offer, among those that are near a limit."""
    about = about_alert.about_of(pressed)
    if about is None:
        respond_at(pressed.response_url, expired_view())
    elif about_alert.may(desk, pressed):
        with desk.workspace(pressed.workspace_id).read() as snapshot:
            held = alerts.of(snapshot, about.account, about.metric, about.band)
        near = [each for each in held.values() if each.subject and each.level]
        if near:
            pressed.open_form(mute_form(pressed.value, [(each.subject, each.overlay.muted) for each in near]))
        else:
            respond_at(pressed.response_url, expired_view())


def submit(desk: Desk, submitted: Submitted) -> Mapping[str, str]:
    """Mute the offer, or let a muted one speak again, and have the message say so."""
    asin, about = submitted.fields.get(OFFER, ""), about_alert.about_of(submitted)
    if not looks_like_asin(asin) or about is None:
        return {OFFER: say("forms.choose")}
    of_offer = replace(submitted, value=about.model_copy(update={"subject": asin}).model_dump_json())

    def by(_scene: Scene) -> How:
        return lambda overlay, _: replace(overlay, muted=not overlay.muted)

    message = about_alert.do(desk, of_offer, "muted", by)
    return {OFFER: message.text} if message else {}
