"""What happens every few minutes: everything is looked at, and what is new is said.

A tick may come late, twice, or to two processes at once: what it does is taken by unique keys in the transaction that
does it, so that nothing is said twice.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from bot.alerts.evaluate.metrics import evaluate
from bot.alerts.evaluate.refunds import check_refunds
from bot.alerts.evaluate.reports import sweep_reports
from bot.alerts.notify.digest import digest
from bot.alerts.notify.dispatch import dispatch
from bot.alerts.notify.escalate import escalate
from bot.alerts.notify.return_reminders import remind
from bot.alerts.prune import prune
from bot.workspace.context import context_of
from storage.workspaces import Workspace

log = logging.getLogger(__name__)

EVERY = 300.0
"""Seconds between two ticks."""

AT_ONCE = 2
"""Workspaces that are looked at together."""


def tick(workspaces: list[Workspace], now: datetime) -> None:
    """Look at every workspace; one that fails keeps no other from its warnings, and is tried again at the next tick."""
    with ThreadPoolExecutor(AT_ONCE, "tick") as pool:
        looks = {workspace.id: pool.submit(tick_workspace, workspace, now) for workspace in workspaces}
    for workspace_id, look in looks.items():
        if failure := look.exception():
            log.error("a tick failed", extra={"workspace": workspace_id}, exc_info=failure)


def tick_workspace(workspace: Workspace, now: datetime) -> None:
    """Look at one workspace and put what is new into its outbox."""
    context = context_of(workspace, now)
    dispatch(context, evaluate(context) | check_refunds(context) | sweep_reports(context))
    remind(context)
    escalate(context)
    digest(context)
    prune(context)
