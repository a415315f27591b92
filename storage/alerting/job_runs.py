"""Jobs that run once per time slot, in whichever process claims the slot."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func

from storage.scoping import scoped_select
from storage.tables import job_run
from storage.transaction import Snapshot, Transaction

_LAST = scoped_select(job_run).with_only_columns(func.max(job_run.c.ran_at)).where(job_run.c.job == bindparam("job"))


def claim_slot(transaction: Transaction, job: str, slot: str, now: datetime) -> bool:
    """Claim a slot in the transaction that does the job: False if it was claimed before."""
    return transaction.insert_if_absent(job_run, {"job": job, "slot": slot, "ran_at": now})


def select_last_run(snapshot: Snapshot, job: str) -> datetime | None:
    """When a job last ran; None if it never did."""
    ran_at: datetime | None = snapshot.rows(_LAST, job=job)[0][0]
    return ran_at
