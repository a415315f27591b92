"""Settings that have a key of their own, such as `payer CR-UNWANTED_ITEM=seller`."""

import re
from collections.abc import Callable, Mapping

from bot.language.grammar.fold import fold
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.identifiers import looks_like_user
from bot.language.policy_words import reason_code
from bot.workspace.roles import ROLES
from rules.core.postal import REGIONS, is_postal_code

DEFAULT = "default"
"""Instead of a value: what holds where nothing is set."""

LONGEST_CODE = 60
"""Characters of a return reason code; Amazon's have 30 at most."""

PAIR = re.compile(r"(?<!\S)(payer|role|region) +([^\s=]+) ?= ?(\S+)", re.IGNORECASE)


def pairs_in(line: str) -> dict[str, str]:
    """The pairs of a normalised line: each setting's name and its value. Raises Slip."""
    return dict(_READERS[kind.lower()](key, fold(value)) for kind, key, value in PAIR.findall(line))


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


_READERS: Mapping[str, Callable[[str, str], tuple[str, str]]] = {"payer": _payer, "role": _role, "region": _region}


def _one_of(values: tuple[str, ...], value: str, name: str) -> str:
    if value not in (*values, DEFAULT):
        choices = tuple(f"{name}={each}" for each in values)
        raise Slip("settings.slip.value", value, name=name, known=values, choices=choices)
    return value
