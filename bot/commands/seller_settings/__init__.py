"""`/seller-settings`: the workspace's own settings, each dated and named in the answers that use it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from bot.commands.seller_settings.pairs import DEFAULT, PAIR, pairs_in
from bot.language.grammar.fold import fold
from bot.language.grammar.grammar import Argument, Grammar
from bot.language.grammar.normalise import normalise
from bot.language.grammar.parse import parse
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.kinds import CHANNEL, USER_OR_GROUP, Kind, choice, length
from bot.language.grammar.values.kinds import NAME as TEXT
from bot.language.grammar.values.read import Read
from bot.slack.blocks import Message
from bot.views.settings import Row, settings_view
from bot.workspace.defaults import DEFAULTS
from bot.workspace.request import Ask, Reply
from bot.workspace.roles import ADMIN
from rules.core.marketplaces import HOME
from rules.core.value import value
from storage import accounts
from storage import settings as stored

NAME = "/seller-settings"
SUMMARY = "your province, time zone, readings of the policy, roles and accounts"
USAGE = (
    "[province=QC zone=America/Toronto stacking=single|added payer CODE=seller role @user=admin account=NAME "
    "escalate=@group after=4h fallback=#channel]"
)
EXAMPLES: tuple[str, ...] = (
    "",
    "province=QC",
    "stacking=added",
    "payer CR-UNWANTED_ITEM=buyer",
    "region X0A=rural",
    "after=4h",
    "province=default",
)

PROVINCES = {
    "AB": "alberta",
    "BC": "british columbia",
    "MB": "manitoba",
    "NB": "new brunswick",
    "NL": "newfoundland and labrador",
    "NS": "nova scotia",
    "NT": "northwest territories",
    "NU": "nunavut",
    "ON": "ontario",
    "PE": "prince edward island",
    "QC": "quebec",
    "SK": "saskatchewan",
    "YT": "yukon",
}
PROVINCE = choice({name: code for code, name in PROVINCES.items()} | {DEFAULT: DEFAULT}, "QC")
ZONE = choice({zone: zone for zone in sorted(available_timezones())} | {DEFAULT: DEFAULT}, HOME.zone)
STACKING = choice({"single": "single", "added": "added", DEFAULT: DEFAULT}, "single")


def _or_default(kind: Kind, stored: Callable[[Any], str] = str) -> Kind:
    """The kind as a setting: its value as it is kept, or the word that takes the setting back."""

    def read(text: str, today: date) -> Read[str]:
        return Read(DEFAULT if fold(text) == DEFAULT else stored(kind.read(text, today).value))

    return Kind(read, kind.example, longest=kind.longest)


LONGEST_WAIT = 7 * 24
"""Hours until somebody else is told of a warning, at most."""

HOURS = length(LONGEST_WAIT, "4h")

GRAMMAR = Grammar(
    Argument("province", PROVINCE),
    Argument("zone", ZONE),
    Argument("stacking", STACKING),
    Argument("account", TEXT),
    Argument("escalate", _or_default(USER_OR_GROUP)),
    Argument("after", _or_default(HOURS, HOURS.show)),
    Argument("fallback", _or_default(CHANNEL)),
)
GRAMMARS: Mapping[str, Grammar] = {"": GRAMMAR}


@value
class ShowSettings:
    """Every setting."""

    ask: Ask


@value
class ChangeSettings:
    """The settings to change by name, all or none, None for "back to the default"; and an account to watch."""

    ask: Ask
    changes: Mapping[str, str | None]
    account: str | None


Request = ShowSettings | ChangeSettings


def read(ask: Ask) -> Request:
    """The settings that the line gives. Raises Slip, also where the asker may not change them."""
    line = normalise(ask.text)
    pairs = pairs_in(line)
    settings = _named_settings(line, ask.today)
    account = settings.pop("account", None)
    changes = {name: None if value == DEFAULT else value for name, value in (settings | pairs).items()}
    if not changes and not account:
        return ShowSettings(ask)
    ask.needs(ADMIN)
    return ChangeSettings(ask, changes, account)


def run(request: Request) -> Reply:
    """Show the settings, or change them first. Raises `storage.transaction.RepeatedRequest`."""
    changed = _change(request) if isinstance(request, ChangeSettings) else None
    return Reply(_view(request.ask, changed))


def _named_settings(line: str, today: date) -> dict[str, str]:
    """The settings with a name of their own; a suggestion for them keeps the pairs beside them. Raises Slip."""
    try:
        return dict(parse(GRAMMAR, PAIR.sub(" ", line), today).values)
    except Slip as slip:
        pairs = " ".join(pair[0] for pair in PAIR.finditer(line))
        slip.place(lambda corrected: f"{corrected} {pairs}".strip())
        raise


def _change(request: ChangeSettings) -> list[str]:
    """Write down what is new, and return the names of what that was."""
    workspace, by = request.ask.workspace, request.ask.invocation
    changes = stored.update(workspace, request.changes, by.user_id, by.now, by.request_id) if request.changes else []
    changed = [change.name for change in changes]
    if request.account and request.account not in accounts.list_names(workspace):
        accounts.add(workspace, request.account, by.user_id, by.now)
        changed.append(f"account {request.account}")
    return changed


def _view(ask: Ask, changed: list[str] | None) -> Message:
    settings = stored.current(ask.workspace).values()
    rows = [Row(each.name, each.value, each.since.astimezone(ask.zone).date()) for each in settings]
    return settings_view(ask.locale, rows, DEFAULTS, accounts.list_names(ask.workspace), changed)
