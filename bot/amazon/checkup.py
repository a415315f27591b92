"""What `headroom doctor` finds of connections to Amazon. It tells no secret."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Engine

from bot.amazon.standing import failures, standings
from bot.catalogue import say
from bot.views.amazon import Coming
from bot.watch.scene import scene_of
from storage import connections, workspaces
from storage.sealing import Keys, Unsealable
from storage.workspaces import Workspace


class Found(NamedTuple):
    """How a connection is, and what to do where it is not well."""

    told: str
    advice: str = ""
    bad: bool = False


def found(engine: Engine, keys: Keys) -> Iterator[Found]:
    """How the connections of every workspace are, in the order of their names."""
    for workspace_id in workspaces.ids(engine):
        ws = Workspace(engine, workspace_id)
        if connections.held(ws):
            zone = scene_of(ws, datetime.now(UTC)).zone
            yield from (_found(ws, keys, coming) for coming in standings(ws, zone))


def _found(ws: Workspace, keys: Keys, coming: Coming) -> Found:
    told = f"{ws.id}/{coming.account} is connected since {coming.since}, {_newest(coming)}"
    try:
        connections.credentials(ws, keys, coming.account)
    except Unsealable as unsealable:
        return Found(f"{told}, but its credentials cannot be read", str(unsealable), bad=True)
    if coming.refused_since:
        told += f", and Amazon refuses its credentials since {coming.refused_since}"
        return Found(told, f"Run `headroom connect amazon --account {coming.account}` again.", bad=True)
    if failed := failures(ws, coming):
        told += "".join(f"; {say(f'word.{each.kind}')} of {each.day} failed: {each.error}" for each in failed)
        return Found(told, "They are asked for again tomorrow. Unauthorized: give the application the role it lacks.")
    return Found(told)


def _newest(coming: Coming) -> str:
    if not coming.newest:
        return "nothing came yet"
    told = ", ".join(f"{say(f'word.{kind}')} {day}" for kind, day in sorted(coming.newest.items()))
    return f"newest: {told}"
