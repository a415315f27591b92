"""What runs once in a slot of time, whoever runs it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func

from storage.tables import job_run
from storage.workspaces import Snapshot, Transaction, own

_LAST = own(job_run).with_only_columns(func.max(job_run.c.ran_at)).where(job_run.c.job == bindparam("job"))


def take(transaction: Transaction, job: str, slot: str, now: datetime) -> bool:
    """Take a job's slot in the transaction that does the job: False where it was taken before."""
    return transaction.add(job_run, {"job": job, "slot": slot, "ran_at": now})


def last(snapshot: Snapshot, job: str) -> datetime | None:
    """When a job ran last; None where it never did."""
    ran: datetime | None = snapshot.rows(_LAST, job=job)[0][0]
    return ran
