"""What a workspace has set, when and by whom; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sqlalchemy import bindparam, func

from storage.tables import setting
from storage.workspaces import Snapshot, Workspace, own


@dataclass(frozen=True, slots=True)
class Setting:
    """A value in force, and who put it there."""

    name: str
    value: str
    since: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Change:
    """One entry in the history of a setting; None is "back to the default"."""

    name: str
    value: str | None
    since: datetime
    who: str


_COLUMNS = (setting.c.name, setting.c.value, setting.c.since, setting.c.who)
_newest = (
    own(setting)
    .with_only_columns(setting.c.workspace_id, func.max(setting.c.id).label("id"))
    .group_by(setting.c.workspace_id, setting.c.name)
    .subquery("newest")
)
_IN_FORCE = (
    own(_newest)
    .with_only_columns(*_COLUMNS)
    .join_from(_newest, setting, setting.c.id == _newest.c.id)
    .where(setting.c.value.is_not(None))
)
_HISTORY = own(setting).with_only_columns(*_COLUMNS).where(setting.c.name == bindparam("name")).order_by(setting.c.id)


def current(ws: Workspace) -> dict[str, Setting]:
    """The settings in force by name, in the order of the names; a name that is absent has its default."""
    with ws.read() as snapshot:
        return _in_force(snapshot)


def recent(ws: Workspace) -> Mapping[str, Setting]:
    """The settings in force, or those of at most a second ago; a change made through `ws` itself is seen at once.

    Every answer needs them and they hardly ever change, so that reading them each time would be most of its cost.
    """
    return ws.remember(current)


def put(
    ws: Workspace, changes: Mapping[str, str | None], who: str, now: datetime, request: str | None = None
) -> list[Change]:
    """Set several names at once, None for "back to the default", and return those that changed.

    A name that already has the value keeps its date and its author. All or nothing: raises
    `sqlalchemy.exc.StatementError` if the table refuses one of them, and changes none; and
    `storage.workspaces.Repeated` for a request that changed something before.
    """
    with ws.begin() as transaction:
        transaction.lock()
        transaction.once(request, now)
        before = {name: held.value for name, held in _in_force(transaction).items()}
        changed = [Change(name, value, now, who) for name, value in changes.items() if before.get(name) != value]
        transaction.insert(setting, *(_row(change) for change in changed))
    ws.forget(current)
    return changed


def history(ws: Workspace, name: str) -> list[Change]:
    """Every value a name has had, oldest first."""
    with ws.read() as snapshot:
        rows = snapshot.rows(_HISTORY, name=name)
    return [Change(*row) for row in rows]


def _in_force(snapshot: Snapshot) -> dict[str, Setting]:
    # Databases differ in how they order letters; Python does not.
    return {row.name: Setting(*row) for row in sorted(snapshot.rows(_IN_FORCE), key=attrgetter("name"))}


def _row(change: Change) -> dict[str, object]:
    return {"name": change.name, "value": change.value, "since": change.since, "who": change.who}
