"""`/seller-settings`: the workspace's own settings, each dated and named in the answers that use it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from bot.language.grammar.fold import fold
from bot.language.grammar.grammar import Argument, Grammar
from bot.language.grammar.normalise import normalise
from bot.language.grammar.parse import parse
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.identifiers import looks_like_user
from bot.language.grammar.values.kinds import CHANNEL, USER_OR_GROUP, Kind, choice, length
from bot.language.grammar.values.kinds import NAME as TEXT
from bot.language.grammar.values.read import Read
from bot.language.policy_words import reason_code
from bot.slack.blocks import Message
from bot.views.settings import Row, settings_view
from bot.workspace.defaults import DEFAULTS
from bot.workspace.request import Ask, Reply
from bot.workspace.roles import ADMIN, ROLES
from rules.core.postal import REGIONS, is_postal_code
from storage import accounts
from storage import settings as stored

NAME = "/seller-settings"
SUMMARY = "your province, time zone, readings of the policy, roles and accounts"
USAGE = (
    "[province=QC zone=America/Toronto stacking=single|added payer CODE=seller role @user=admin account=NAME "
    "escalate=@group after=4h fallback=#channel]"
)
EXAMPLES = (
    "",
    "province=QC",
    "stacking=added",
    "payer CR-UNWANTED_ITEM=buyer",
    "region X0A=rural",
    "after=4h",
    "province=default",
)

DEFAULT = "default"
LONGEST_CODE = 60
"""Characters of a return reason code; Amazon's have 30 at most."""
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
ZONE = choice({zone: zone for zone in sorted(available_timezones())} | {DEFAULT: DEFAULT}, "America/Toronto")
STACKING = choice({"single": "single", "added": "added", DEFAULT: DEFAULT}, "single")


def _or_default(kind: Kind, kept: Callable[[Any], str] = str) -> Kind:
    """The kind as a setting: its value as it is kept, or the word that takes the setting back."""

    def read(text: str, today: date) -> Read[str]:
        return Read(DEFAULT if fold(text) == DEFAULT else kept(kind.read(text, today).value))

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
_PAIR = re.compile(r"(?<!\S)(payer|role|region) +([^\s=]+) ?= ?(\S+)", re.IGNORECASE)


def answer(ask: Ask) -> Reply:
    """Show the settings, or change those that the line gives, all or none. Raises Slip."""
    line = normalise(ask.text)
    pairs = dict(_pair(*found.groups()) for found in _PAIR.finditer(line))
    told = _told(_PAIR.sub(" ", line), " ".join(found[0] for found in _PAIR.finditer(line)), ask.today)
    account = told.pop("account", None)
    changes = {name: None if value == DEFAULT else value for name, value in (told | pairs).items()}
    if changes or account:
        ask.needs(ADMIN)
    changed = _change(ask, changes, account)
    return Reply(_view(ask, changed, asked=bool(changes or account)))


def _change(ask: Ask, changes: Mapping[str, str | None], account: str | None) -> list[str]:
    """Write down what is new, and return the names of what that was."""
    who, now = ask.line.user_id, ask.line.now
    changed = [each.name for each in stored.put(ask.workspace, changes, who, now, ask.line.request)] if changes else []
    if account and account not in accounts.names(ask.workspace):
        accounts.add(ask.workspace, account, who, now)
        changed.append(f"account {account}")
    return changed


def _told(line: str, pairs: str, today: date) -> dict[str, str]:
    """The settings with a name of their own; a suggestion for them keeps the pairs beside them. Raises Slip."""
    try:
        return parse(GRAMMAR, line, today).values
    except Slip as slip:
        slip.place(lambda mended: f"{mended} {pairs}".strip())
        raise


def _view(ask: Ask, changed: list[str], *, asked: bool) -> Message:
    held = stored.current(ask.workspace).values()
    rows = [Row(each.name, each.value, each.since.astimezone(ask.zone).date()) for each in held]
    return settings_view(rows, DEFAULTS, accounts.names(ask.workspace), changed if asked else None)


def _pair(kind: str, key: str, value: str) -> tuple[str, str]:
    """A setting that has a key of its own, such as `payer CR-UNWANTED_ITEM=seller`. Raises Slip."""
    return PAIRS[kind.lower()](key, fold(value))


def _payer(key: str, value: str) -> tuple[str, str]:
    code = reason_code(key)
    if code is None or len(code) > LONGEST_CODE:
        raise Slip("settings.slip.code", key)
    return f"payer {code}", _one_of(("seller", "buyer"), value, f"payer {code}")


def _role(key: str, value: str) -> tuple[str, str]:
    if not looks_like_user(key):  # a name that is no one's id would lock everyone out as the first admin
        raise Slip("settings.slip.user", key)
    return f"role {key[1:]}", _one_of(ROLES, value, f"role {key}")


def _region(key: str, value: str) -> tuple[str, str]:
    if not is_postal_code(key[:3]) or len(key) != len("K1A"):
        raise Slip("settings.slip.postal", key)
    return f"region {key.upper()}", _one_of(REGIONS[:3], value, f"region {key.upper()}")


PAIRS = {"payer": _payer, "role": _role, "region": _region}


def _one_of(values: tuple[str, ...], value: str, name: str) -> str:
    if value not in (*values, DEFAULT):
        choices = tuple(f"{name}={each}" for each in values)
        raise Slip("settings.slip.value", value, name=name, known=", ".join(values), choices=choices)
    return value
