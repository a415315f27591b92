"""The settings of a workspace, and who changed them when; append-only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sqlalchemy import bindparam, func

from storage.scoping import scoped_select
from storage.tables import setting
from storage.transaction import Snapshot
from storage.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class Setting:
    """A value in force since an instant, and who set it."""

    name: str
    value: str
    since: datetime
    who: str


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One entry in the history of a setting; a value of None resets it to the default."""

    name: str
    value: str | None
    since: datetime
    who: str


_COLUMNS = (setting.c.name, setting.c.value, setting.c.since, setting.c.who)
_newest = (
    scoped_select(setting)
    .with_only_columns(setting.c.workspace_id, func.max(setting.c.id).label("id"))
    .group_by(setting.c.workspace_id, setting.c.name)
    .subquery("newest")
)
_IN_FORCE = (
    scoped_select(_newest)
    .with_only_columns(*_COLUMNS)
    .join_from(_newest, setting, setting.c.id == _newest.c.id)
    .where(setting.c.value.is_not(None))
)
_HISTORY = (
    scoped_select(setting)
    .with_only_columns(*_COLUMNS)
    .where(setting.c.name == bindparam("name"))
    .order_by(setting.c.id)
)


def current(ws: Workspace) -> dict[str, Setting]:
    """The settings in force, by name and in the order of the names; an absent name has its default."""
    with ws.read() as snapshot:
        return _in_force(snapshot)


def cached(ws: Workspace) -> Mapping[str, Setting]:
    """As `current`, or as it was at most a second ago; a change made through `ws` itself is seen at once.

    Every answer needs the settings: reading them each time would be most of its cost.
    """
    return ws.cached(current)


def update(
    ws: Workspace, changes: Mapping[str, str | None], who: str, now: datetime, request: str | None = None
) -> list[SettingChange]:
    """Set names to values, None for the default: the changes made; a name that has the value already is not changed.

    All or nothing. Raises `sqlalchemy.exc.StatementError` for a change that the table refuses, and
    `storage.transaction.RepeatedRequest` for a request that was handled before.
    """
    with ws.begin() as transaction:
        transaction.lock()
        transaction.guard_once(request, now)
        before = {name: stored.value for name, stored in _in_force(transaction).items()}
        changed = [SettingChange(name, value, now, who) for name, value in changes.items() if before.get(name) != value]
        transaction.insert(setting, *(_row(change) for change in changed))
    ws.invalidate(current)
    return changed


def history(ws: Workspace, name: str) -> list[SettingChange]:
    """Every change of a setting, oldest first."""
    with ws.read() as snapshot:
        rows = snapshot.rows(_HISTORY, name=name)
    return [SettingChange(*row) for row in rows]


def _in_force(snapshot: Snapshot) -> dict[str, Setting]:
    # Databases differ in how they order letters; Python does not.
    return {row.name: Setting(*row) for row in sorted(snapshot.rows(_IN_FORCE), key=attrgetter("name"))}


def _row(change: SettingChange) -> dict[str, object]:
    return {"name": change.name, "value": change.value, "since": change.since, "who": change.who}
