"""The tables, alike on SQLite and PostgreSQL; the workspace is the first column of every key.

A change here needs a new file in `migrations/versions`: a test compares the two.
"""

from storage.tables.alerts import alert, evaluation, notice, subscription, transition
from storage.tables.amazon import amazon_connection, amazon_pace, report_request
from storage.tables.base import metadata
from storage.tables.files import dropped_file, import_batch, import_problem
from storage.tables.outbox import job_run, outbox
from storage.tables.readings import arrival, defect, defect_order, latest_reading, order_day, reading
from storage.tables.reports import invoice_line, offer, return_case, return_mark
from storage.tables.strict import make_strict
from storage.tables.workspaces import account, answer, seen_request, setting, workspace

__all__ = [
    "account",
    "alert",
    "amazon_connection",
    "amazon_pace",
    "answer",
    "arrival",
    "defect",
    "defect_order",
    "dropped_file",
    "evaluation",
    "import_batch",
    "import_problem",
    "invoice_line",
    "job_run",
    "latest_reading",
    "metadata",
    "notice",
    "offer",
    "order_day",
    "outbox",
    "reading",
    "report_request",
    "return_case",
    "return_mark",
    "seen_request",
    "setting",
    "subscription",
    "transition",
    "workspace",
]

for _table in metadata.sorted_tables:
    make_strict(_table)
