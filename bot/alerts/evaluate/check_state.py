"""From what a check finds to its alerts: raised when it is there, at its level while it is, over when it is gone."""

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from bot.alerts.evaluate.check_item import Seen, as_json
from bot.alerts.evaluate.metrics import About, change_of
from bot.workspace.context import Context
from rules.core.levels import OK
from rules.warnings.states import follow
from storage.alerting import alerts
from storage.alerting.alerts import Alert, AlertEvent
from storage.transaction import Snapshot, Transaction

SUBJECT_LIMIT = 40
"""Characters of an alert's subject."""


class Slot(NamedTuple):
    """Which alert something belongs to, of one account."""

    metric: str
    band: int
    subject: str


CheckState = Mapping[Slot, Alert]
"""What an account's alerts hold to be so."""

Present = Mapping[Slot, tuple[int, Seen]]
"""What is so now: the level of each thing and what it is."""


def check_state_of(snapshot: Snapshot, account: str, checks: Collection[str]) -> CheckState:
    """What an account's alerts of these checks hold to be so."""
    open_alerts = alerts.select_open_of_account(snapshot, account, checks)
    return {Slot(each.metric, each.band, each.subject): each for each in open_alerts}


def abouts(account: str, current: CheckState, present: Present) -> set[About]:
    """Which messages that concerns."""
    return {(account, slot.metric, slot.band) for slot in {*current, *present}}


def differ(current: CheckState, present: Present) -> bool:
    """Whether an alert says something else than what is so."""
    return current.keys() != present.keys() or any(
        current[slot].level != level or current[slot].outlook != _kept(current[slot], seen)
        for slot, (level, seen) in present.items()
    )


def follow_all(context: Context, transaction: Transaction, account: str, current: CheckState, present: Present) -> None:
    """Raise what is new, bring what is held to its level, and end what is no longer so."""
    changed: list[Alert] = []
    changes: list[AlertEvent] = []
    for slot in sorted({*current, *present}):
        before = current.get(slot) or Alert(account=account, **slot._asdict())
        level, seen = present.get(slot, (OK, None))
        outlook = _kept(before, seen) if seen else before.outlook
        state, transition = follow(before.state, level, context.today)
        changed.append(
            Alert(
                account=account, **slot._asdict(), level=level, state=state, silences=before.silences, outlook=outlook
            )
        )
        if transition:
            changes.append(change_of(before, transition, outlook, context.now))
    alerts.upsert(transaction, changed)
    alerts.insert_events(transaction, changes)


def _kept(before: Alert, seen: Seen) -> dict[str, Any]:
    """What an alert keeps of what is seen now; when it was first seen stays."""
    item = as_json(seen)
    return item | {"seen_at": before.outlook.get("seen_at", item["seen_at"])}


def subject_of(*parts: str) -> str:
    """What tells one thing from others of its check: its own words, or their beginning and a number."""
    words = " ".join(filter(None, parts))
    if len(words) <= SUBJECT_LIMIT:
        return words
    number = sha256("\0".join(parts).encode()).hexdigest()[:16]
    return f"{words[: SUBJECT_LIMIT - 17]} {number}"
