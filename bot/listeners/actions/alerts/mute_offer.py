"""[Mute offer]: one offer says nothing more, until somebody mutes it off again or it is over."""

from collections.abc import Mapping
from dataclasses import replace

from bot.alerts.notify.silences import About, How
from bot.assistant.assistant import Assistant
from bot.language.catalogue import say
from bot.language.grammar.values.identifiers import looks_like_asin
from bot.listeners.actions.alerts import handling
from bot.listeners.actions.listener import Modal
from bot.listeners.payloads.block_action import BlockAction
from bot.listeners.payloads.view_submission import ViewSubmission
from bot.slack.responses import respond_at
from bot.views.alerts.warning import ALERT_MUTE
from bot.views.channel.forms import OFFER, mute_form
from bot.views.refusal import expired_view
from bot.workspace.context import Context
from storage.alerting import alerts
from storage.alerting.alerts import Alert
from storage.workspaces import Workspace

ACTION = ALERT_MUTE


def press(assistant: Assistant, action: BlockAction) -> Modal | None:
    """Ask which offer, among those that are near a limit."""
    about = handling.about_of(action)
    if about and not handling.may(assistant, action):
        return None
    near = _near_limits(assistant.workspace(action.team_id), about) if about else []
    if near:
        return mute_form(assistant.locale, action.value, [(alert.subject, alert.silences.muted) for alert in near])
    respond_at(action.response_url, expired_view(assistant.locale))
    return None


def _near_limits(workspace: Workspace, about: About) -> list[Alert]:
    """The offers of an alert's metric that are not OK."""
    with workspace.read() as snapshot:
        by_subject = alerts.select_by_subject(snapshot, about.account, about.metric, about.band)
    return [alert for alert in by_subject.values() if alert.subject and alert.level]


def submit(assistant: Assistant, submission: ViewSubmission) -> Mapping[str, str]:
    """Mute the offer, or let a muted one speak again, and have the message say so."""
    asin, about = submission.fields.get(OFFER, ""), handling.about_of(submission)
    if not looks_like_asin(asin) or about is None:
        return {OFFER: say(assistant.locale, "forms.choose")}
    one_offer = about.model_copy(update={"subject": asin}).model_dump_json()
    of_offer = submission.model_copy(update={"private_metadata": one_offer})

    def by(_context: Context) -> How:
        return lambda silences, _: replace(silences, muted=not silences.muted)

    message = handling.do(assistant, of_offer, "muted", by)
    return {OFFER: message.text} if message else {}
