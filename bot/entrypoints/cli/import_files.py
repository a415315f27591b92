"""`headroom import`: files one after the other, a bar while each is read where somebody watches, a summary of each."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot.amazon.imports.import_file import Giving, account_for, import_file
from bot.language.catalogue import say
from bot.language.locale import ENGLISH
from bot.reports.parsing.report import Unreadable
from bot.slack.plain_text import message_text
from bot.views.files.imports import imported_view, refused_view
from bot.workspace.defaults import DEFAULT_ZONE
from storage.settings import current
from storage.workspaces import Workspace, list_ids, open_workspace

LOCAL, WHO = "T0LOCAL", "U0LOCAL"
"""The workspace where there is no other yet, and the person at the command line."""

Said = tuple[str, bool]
"""What came of a file, and whether it was taken."""


def workspace_for(engine: Engine, workspace_id: str | None, now: datetime) -> Workspace:
    """The workspace that files are for: the one that is named, or the only one. Raises Unreadable."""
    held = list_ids(engine)
    if workspace_id is None and len(held) > 1:
        raise Unreadable("import.refuse.workspace", known=tuple(held))
    return open_workspace(engine, workspace_id or (held[0] if held else LOCAL), now)


def import_all(
    ws: Workspace, paths: Sequence[Path], account: str | None, now: datetime, *, day_first: bool | None
) -> Iterator[Said]:
    """What comes of each file. Raises Unreadable where it is not clear which account they are for."""
    zone = current(ws).get("zone")
    giving = Giving(account_for(ws, account), WHO, now, ZoneInfo(zone.value if zone else DEFAULT_ZONE), day_first)
    return (_import(ws, path, giving) for path in paths)


def _import(ws: Workspace, path: Path, giving: Giving) -> Said:
    try:
        _see_file(path)
        with path.open("rb") as file, _bar(path) as tick:
            return message_text(imported_view(ENGLISH, import_file(ws, file, path.name, giving, tick))), True
    except Unreadable as refused:
        return message_text(refused_view(ENGLISH, path.name, refused)), False
    except PermissionError:
        return message_text(refused_view(ENGLISH, path.name, Unreadable("import.refuse.unopened"))), False


def _see_file(path: Path) -> None:
    if path.is_dir():
        raise Unreadable("import.refuse.folder")
    if not path.is_file():
        raise Unreadable("import.refuse.missing")


@contextmanager
def _bar(path: Path) -> Iterator[Callable[[int], None]]:
    """Something to tell how many bytes were read: a bar on a terminal, which is gone at the end."""
    if not sys.stderr.isatty():
        yield lambda _read: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(say(ENGLISH, "import.progress", name=path.name), total=path.stat().st_size)
        yield lambda read: progress.update(task, completed=read)
