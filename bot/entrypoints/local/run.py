"""The local workspace at work: Slack's stand-in, the sample seller, the clock and the terminal."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from bot.alerts.tick import EVERY
from bot.entrypoints.local import sample_seller
from bot.entrypoints.local.clock import Clock, present, speed_of
from bot.entrypoints.local.emulator.archive import Archive
from bot.entrypoints.local.emulator.person import TEAM, LocalWorkspace
from bot.entrypoints.local.emulator.slack import Slack
from bot.entrypoints.local.terminal import repl
from bot.entrypoints.server.composition import composed, one_client
from bot.workspace.context import context_of
from bot.workspace.request import Answer
from storage.database.engine import database_file
from storage.workspaces import Workspace

LOOKS_A_DAY = 4
"""How often a fast clock looks in one of its days."""

A_LOOK = timedelta(days=1)
"""How far a fast clock goes on while nobody looks: on a busy machine its days pass slower, and none is left out."""


def run_local(engine: Engine, database_url: str, clock: str | None = None) -> None:
    """Open the local workspace with its sample seller. Raises ValueError for a clock that cannot be read."""
    speed = speed_of(clock) if clock else 1.0
    archive = Archive(_beside(database_url))
    now = Clock(archive.resumes_at() or present(), speed, A_LOOK) if clock else Clock(present())
    answers: list[Answer] = []
    slack = Slack(calendar=lambda: now().timestamp(), messages=archive.messages(), keep=archive.keep)
    every = min(EVERY, 86_400 / speed / LOOKS_A_DAY)
    with (
        composed(engine, now, heard=answers.append, speed=speed, trusted=True) as parts,
        LocalWorkspace(parts.assistant, strict=False, slack=slack) as workspace,
    ):
        before = planting(parts.assistant.workspace(TEAM), now)
        before()
        with parts.at_work(one_client(workspace.client), every=every, before=before):
            repl.run(workspace, answers, (parts.outgoing, parts.dropped))


def planting(workspace: Workspace, now: Clock) -> Callable[[], None]:
    """Brings what the sample seller's reports say by now, and lets time go on."""

    def plant() -> None:
        now.go_on()
        context = context_of(workspace, now())
        sample_seller.plant(workspace, context.today, context.now)

    return plant


def _beside(database_url: str) -> Path | None:
    """Where the channels are kept: beside the database's file, where it is one."""
    file = database_file(database_url)
    return file.with_suffix(".slack.json") if file else None
