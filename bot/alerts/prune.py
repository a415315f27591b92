"""What need not be kept: looks of long ago, and the edits and replies that were said then."""

from datetime import timedelta

from bot.workspace.context import Scene
from storage.alerting import alerts, job_runs, outbox

KEPT = timedelta(days=30)


def forget(scene: Scene) -> None:
    """Forget them, once a local day."""
    with scene.workspace.begin() as transaction:
        if job_runs.claim_slot(transaction, "forget", scene.today.isoformat(), scene.now):
            alerts.delete_evaluations(transaction, scene.today - KEPT)
            outbox.delete_finished(transaction, scene.now - KEPT)
