"""What need not be kept: looks of long ago, and the edits and replies that were said then."""

from datetime import timedelta

from bot.workspace.context import Context
from storage.alerting import alerts, job_runs, outbox

KEPT = timedelta(days=30)


def prune(context: Context) -> None:
    """Forget them, once a local day."""
    with context.workspace.begin() as transaction:
        if job_runs.claim_slot(transaction, "forget", context.today.isoformat(), context.now):
            alerts.delete_evaluations(transaction, context.today - KEPT)
            outbox.delete_finished(transaction, context.now - KEPT)
