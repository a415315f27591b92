"""[Show problems]: the lines of a file that could not be read, as many as are kept."""

from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from bot.assistant.assistant import Assistant
from bot.language.locale import Locale
from bot.listeners.actions.listener import Modal
from bot.listeners.payloads.block_action import BlockAction
from bot.reports.parsing.report import Problem
from bot.slack.responses import respond_at
from bot.views.files.problems import SHOW_PROBLEMS, problems_form
from bot.views.refusal import expired_view
from bot.workspace.defaults import DEFAULT_ZONE
from storage.reports import imports
from storage.settings import cached
from storage.workspaces import Workspace

ACTION = SHOW_PROBLEMS


class Shown(BaseModel):
    """Which file, as `bot.views.files.problems` puts it into the button."""

    account: str
    file_hash: str


def press(assistant: Assistant, action: BlockAction) -> Modal | None:
    """Show them to who asked."""
    form = _form(assistant.locale, assistant.workspace(action.team_id), action.value)
    if form is None:
        respond_at(action.response_url, expired_view(assistant.locale))
    return form


def _form(locale: Locale, ws: Workspace, value: str) -> Modal | None:
    try:
        about = Shown.model_validate_json(value)
    except ValidationError:
        return None
    with ws.read() as snapshot:
        batch = imports.select_one(snapshot, about.account, about.file_hash)
        lines = imports.select_problems(snapshot, about.account, about.file_hash)
    if batch is None or not lines:
        return None
    zone = cached(ws).get("zone")
    day = batch.imported_at.astimezone(ZoneInfo(zone.value if zone else DEFAULT_ZONE)).date()
    problems = [Problem(each.line, each.column_name, each.what, each.value) for each in lines]
    return problems_form(locale, batch.name, batch.kind, day, problems, batch.problems)
