"""How an account's connection to Amazon stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Coming:
    """An account's reports: the newest day of each kind, and since when Amazon refuses the credentials, if it does.

    `account` is empty where only one is held.
    """

    account: str
    since: date
    newest: Mapping[str, date]
    refused_since: date | None = None
