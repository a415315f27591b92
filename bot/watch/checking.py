"""Looking at what is so or is not: refunds that are due, and what the checks over reports find.

There is nothing to hold and no baseline: what is found is told, what is found no more is over.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from bot.checks import REFUND_DUE
from bot.returns_desk import board
from bot.views.check import refund_line
from bot.views.returned import Due
from bot.watch.check_face import Seen, as_json
from bot.watch.evaluating import About, change_of
from bot.watch.scene import Scene
from rules.refund_decision import PROCESSING
from rules.standing import BREACHED, OK
from rules.warnings import follow
from storage import alerts
from storage.alerts import Alert, Change
from storage.workspaces import Snapshot, Transaction

SUBJECT_LIMIT = 40
"""Characters of an alert's subject."""

FROM_BEFORE = 0
"""The band of refunds that were overdue when they were first seen; every other one's is its last day, as a number."""


class Place(NamedTuple):
    """Which alert something belongs to, of one account."""

    metric: str
    band: int
    subject: str


Present = Mapping[Place, tuple[int, Seen]]
"""What is so now: the level of each thing and what it is."""


def check(scene: Scene) -> set[About]:
    """Bring every account's alerts to what is so now: which messages that concerns."""
    return {about for account in scene.accounts for about in check_account(scene, account)}


def check_account(scene: Scene, account: str) -> set[About]:
    """As `check`, for one account."""
    with scene.workspace.read() as snapshot:
        held, present = _now(scene, snapshot, account)
    if any(_differ(held.get(place), present.get(place)) for place in {*held, *present}):
        with scene.workspace.begin() as transaction:
            transaction.lock()
            held, present = _now(scene, transaction, account)
            _follow(scene, transaction, account, held, present)
    return {(account, place.metric, place.band) for place in {*held, *present}}


def _now(scene: Scene, snapshot: Snapshot, account: str) -> tuple[Mapping[Place, Alert], Present]:
    """What is held to be so, and what is so."""
    held = _held(snapshot, account, (REFUND_DUE,))
    return held, dict(_refunds(scene, snapshot, account, held))


def _differ(held: Alert | None, present: tuple[int, Seen] | None) -> bool:
    """Whether an alert says something else than what is so."""
    if held is None or present is None:
        return True
    level, seen = present
    return held.level != level or held.outlook != _kept(held, seen)


def _held(snapshot: Snapshot, account: str, checks: tuple[str, ...]) -> dict[Place, Alert]:
    """What an account's alerts of these checks hold to be so."""
    mine = (each for each in alerts.not_ok(snapshot) if each.account == account and each.metric in checks)
    return {Place(each.metric, each.band, each.subject): each for each in mine}


def _refunds(
    scene: Scene, snapshot: Snapshot, account: str, held: Mapping[Place, Alert]
) -> Iterator[tuple[Place, tuple[int, Seen]]]:
    """The refunds that are due or nearly so."""
    for due in board(snapshot, account, scene.now, scene.place, scene.interpretation).due:
        if due.level == OK:
            continue
        place = Place(REFUND_DUE, due.clock.day.toordinal(), subject_of(due.order, due.rma, due.item))
        if due.level == BREACHED and place not in held:
            place = place._replace(band=FROM_BEFORE)
        yield place, (due.level, _seen(scene, due, place.band))


def _seen(scene: Scene, due: Due, band: int) -> Seen:
    return Seen(
        line=refund_line(due),
        clause=PROCESSING,
        seen_at=scene.now,
        cents=due.case.price,
        day=due.clock.day if band != FROM_BEFORE else None,
    )


def _follow(
    scene: Scene, transaction: Transaction, account: str, held: Mapping[Place, Alert], present: Present
) -> None:
    """Raise what is new, bring what is held to its level, and end what is no longer so."""
    changed: list[Alert] = []
    changes: list[Change] = []
    for place in sorted({*held, *present}):
        before = held.get(place) or Alert(account=account, **place._asdict())
        level, seen = present.get(place, (OK, None))
        outlook = _kept(before, seen) if seen else before.outlook
        state, transition = follow(before.state, level, scene.today)
        after = Alert(
            account=account, **place._asdict(), level=level, state=state, overlay=before.overlay, outlook=outlook
        )
        if after != before:
            changed.append(after)
        if transition:
            changes.append(change_of(before, transition, outlook, scene.now))
    alerts.put(transaction, changed)
    alerts.note(transaction, changes)


def _kept(before: Alert, seen: Seen) -> dict[str, object]:
    """What an alert keeps of what is seen now; when it was first seen stays."""
    kept = as_json(seen)
    return kept | {"seen_at": before.outlook.get("seen_at", kept["seen_at"])}


def subject_of(*parts: str) -> str:
    """What tells one thing from others of its check: its own words, or their beginning and a number."""
    words = " ".join(filter(None, parts))
    if len(words) <= SUBJECT_LIMIT:
        return words
    number = sha256("\0".join(parts).encode()).hexdigest()[:16]
    return f"{words[: SUBJECT_LIMIT - 17]} {number}"
