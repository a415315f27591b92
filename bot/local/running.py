"""The local workspace at work: Slack's stand-in, the sample seller, the clock and the terminal."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from bot.asking import Answer
from bot.desk import Desk
from bot.dropping.running import reading_files
from bot.local import sample, terminal
from bot.local.archive import Archive
from bot.local.clock import Clock, present, speed_of
from bot.local.slack import Slack
from bot.local.workspace import TEAM, LocalWorkspace
from bot.watch.running import Bell, speaking
from bot.watch.scene import scene_of
from bot.watch.ticking import EVERY
from storage.engine import database_file
from storage.workspaces import Workspace

LOOKS_A_DAY = 4
"""How often a fast clock looks in one of its days."""


def run_local(engine: Engine, database_url: str, clock: str | None = None) -> None:
    """Open the local workspace with its sample seller. Raises ValueError for a clock that cannot be read."""
    speed = speed_of(clock) if clock else 1.0
    archive = Archive(_beside(database_url))
    now = Clock(archive.resumes_at() or present() if clock else present(), speed)
    heard: list[Answer] = []
    bell, files = Bell(), Bell()
    slack = Slack(calendar=lambda: now().timestamp(), messages=archive.messages(), keep=archive.keep)
    desk = Desk(engine, now, speed=speed, trusted=True, heard=heard.append, outgoing=bell, dropped=files)
    every = min(EVERY, 86_400 / speed / LOOKS_A_DAY)
    with closing(desk), LocalWorkspace(desk, strict=False, slack=slack) as workspace:
        before = planting(desk.workspace(TEAM), now)
        before()
        said = speaking(desk, bell, workspace.client, every=every, speed=speed, before=before)
        with said, reading_files(desk, files, workspace.client, speed=speed):
            terminal.run(workspace, heard)


def planting(workspace: Workspace, now: Clock) -> Callable[[], None]:
    """Brings what the sample seller's reports say by now."""

    def plant() -> None:
        scene = scene_of(workspace, now())
        sample.plant(workspace, scene.today, scene.now)

    return plant


def _beside(database_url: str) -> Path | None:
    """Where the channels are kept: beside the database's file, where it is one."""
    file = database_file(database_url)
    return file.with_suffix(".slack.json") if file else None
