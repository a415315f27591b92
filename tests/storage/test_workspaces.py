import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import DatabaseError, StatementError

import storage
from rules.renewed.standing import Reading
from storage import accounts, audit_log, claims, settings, tables
from storage.alerting import alerts, job_runs, notification_log, outbox, outbox_channels, outbox_claims, subscriptions
from storage.alerting.alerts import Alert, EvaluationKey
from storage.alerting.notification_log import Notice
from storage.alerting.outbox import MessageLocation, OutboxMessage
from storage.alerting.outbox_claims import ClaimedMessage
from storage.alerting.subscriptions import Subscription
from storage.audit_log import AuditEntry
from storage.database.encryption import Keys, generate_key
from storage.database.engine import open_engine, read_only
from storage.metrics import daily_counts, data_versions, defect_orders, latest_readings, readings
from storage.metrics.daily_counts import DailyDefects, DailyOrders
from storage.metrics.defect_orders import DefectOrder
from storage.reports import (
    connections,
    imports,
    invoices,
    offers,
    rate_limits,
    report_requests,
    return_marks,
    returns,
    uploads,
)
from storage.reports.connections import Connection, Credentials
from storage.reports.imports import ImportBatch, ImportProblem
from storage.reports.invoices import InvoiceLine
from storage.reports.offers import Offer
from storage.reports.rate_limits import RateLimit
from storage.reports.report_requests import ReportRequest
from storage.reports.return_marks import ReturnKey, ReturnMark, ReturnWithMark
from storage.reports.returns import ReturnCase
from storage.reports.uploads import Upload
from storage.scoping import scoped_select
from storage.settings import SettingChange
from storage.transaction import Snapshot, Transaction
from storage.workspaces import Workspace, open_workspace

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = date(2026, 3, 1)
READ = Reading(metric="odr", subject="", value=7_400, as_of=DAY, source="typed", who="U1")
FAR = replace(READ, metric="seller-rqs", value=999_000)
NEAR = replace(FAR, value=981_000, as_of=DAY + timedelta(days=1))
ENTRY = AuditEntry(command="status", line="main", user_id="U1", channel="C1", ok=True, status="safe")
CHANGE = SettingChange("near", "0.8", NOW, "U1")
ORDERS = DailyOrders("", DAY, 40)
DEFECTS = DailyDefects("odr", "", DAY, DAY, 1)
ORDER = "701-1234567-1234567"
DEFECT_ORDER = DefectOrder("odr", ORDER, DAY, DAY)
CASE = ReturnCase(order_id=ORDER, rma="D1", item="SKU-1", return_date=DAY, order_date=DAY, arrived_on=DAY)
COMING = ReturnCase(order_id="701-2", rma="D2", item="SKU-1", return_date=DAY)
MARK = ReturnMark(marked_at=NOW, who="U1", remind_at=NOW)
KEY = ReturnKey(ORDER, "D1", "SKU-1")
OFFER = Offer(sku="SKU-1", asin="B0ABCD1234")
INVOICE_LINE = InvoiceLine(line="1", invoiced_on=DAY, supplier="A supplier", brand="A brand", currency="CAD")
BATCH = ImportBatch(
    account="main", file_hash="f" * 64, kind="returns", name="r.txt", rows=1, problems=0, imported_at=NOW, who="U1"
)
PROBLEM = ImportProblem(line=2, column_name="Order ID", what="feeds.problem.blank", value="")
UPLOADS = [
    Upload(key=key, channel="C1", thread="1.0", file="F1", user_id="U1", dropped_at=NOW)
    for key in ("taken", "waiting", "left")
]

NOTICE = Notice(
    channel="C1",
    account="main",
    metric="odr",
    band=0,
    message="m1",
    level=1,
    opened_at=NOW,
    said_at=NOW,
)

ALERT = Alert(account="main", metric="odr", subject="", level=1, outlook={"chance": 0.3})
EVALUATION = EvaluationKey("main", "odr", 0, DAY, 1)
EVENT = alerts.AlertEvent(
    account="main",
    metric="odr",
    subject="",
    band=0,
    kind="raised",
    before=0,
    after=1,
    episode=1,
    who="",
    why={"chance": 0.3},
    happened_at=NOW,
)

LEASE = timedelta(minutes=1)
MESSAGES = [
    OutboxMessage(key=key, channel=channel, act="post", text=key)
    for key, channel in (("lapsing", "C1"), ("sent", "C2"), ("waiting", "C3"))
]
# A claim on the first row, which belongs to the other workspace.
THEIRS = ClaimedMessage(
    **{name: getattr(MESSAGES[0], name) for name in ("key", "channel", "act", "text")},
    id=1,
    attempts=1,
    claimant="one",
    claimed_at=NOW,
    lease_until=NOW + LEASE,
    created_at=NOW,
)


def claim_again_and_send(ws: Workspace) -> bool:
    [lapsed] = outbox_claims.claim(ws, "two", NOW + LEASE, LEASE, excluding=["C1", "C3"])
    return outbox_claims.mark_sent(ws, lapsed, "1.0", NOW)


SUBSCRIPTION = Subscription(channel="C1", since=NOW, who="U1")

KEYS = Keys(SecretStr(generate_key()))
CREDENTIALS = Credentials("client", SecretStr("secret"), SecretStr("consent"))
CONNECTION = Connection(
    account="main", marketplace="ca", client_id="client", key_id=KEYS.current_key_id, since=NOW, who="U1"
)
LIMIT = RateLimit(timedelta(minutes=1), 1)
REQUEST = ReportRequest(
    account="main", kind="returns", day=DAY, data_start=NOW, data_end=NOW, wanted_at=NOW, not_before=NOW
)
UNDER_WAY = ReportRequest(account="main", kind="orders", day=DAY, wanted_at=NOW, not_before=NOW)
FAILED = ReportRequest(account="main", kind="feedback", day=DAY, wanted_at=NOW, not_before=NOW)


def within(read: Callable[[Snapshot], object]) -> Callable[[Workspace], object]:
    """A function that reads in a snapshot, as a function of a workspace."""

    def of(ws: Workspace) -> object:
        with ws.read() as snapshot:
            return read(snapshot)

    return of


def writing(write: Callable[[Transaction], object]) -> Callable[[Workspace], object]:
    """A function that writes in a transaction, as a function of a workspace."""

    def of(ws: Workspace) -> object:
        with ws.begin() as transaction:
            return write(transaction)

    return of


@writing
def advance_requests(transaction: Transaction) -> None:
    """Advance one request to its last state and let another fail; the third stays under way."""
    moved = report_requests.advance(transaction, REQUEST, state="asking", asked_at=NOW)
    moved = moved and report_requests.advance(transaction, moved, state="requested", report_id="R1")
    if moved:
        report_requests.advance(transaction, moved, state="empty", ended_at=NOW)
    report_requests.advance(transaction, FAILED, state="failed")


@writing
def insert_file(transaction: Transaction) -> None:
    if imports.select_one(transaction, "main", BATCH.file_hash) is None:
        imports.insert(transaction, BATCH)


@writing
def insert_problems(transaction: Transaction) -> None:
    if not imports.select_problems(transaction, "main", BATCH.file_hash):
        imports.insert_problems(transaction, "main", BATCH.file_hash, [PROBLEM])


@writing
def insert_defect_order(transaction: Transaction) -> None:
    if not defect_orders.select_known(transaction, "main", "odr", [ORDER]):
        defect_orders.insert(transaction, "main", [DEFECT_ORDER])


def credentials_of(ws: Workspace) -> Credentials | None:
    try:
        return connections.get_credentials(ws, KEYS, "main")
    except LookupError:
        return None


WRITES: dict[str, tuple[Callable[[Workspace], object], object]] = {
    "accounts.add": (lambda ws: accounts.add(ws, "main", "U1", NOW), None),
    "audit_log.record": (lambda ws: audit_log.record(ws, ENTRY, NOW), None),
    "audit_log.record_all": (lambda ws: audit_log.record_all(ws, [(NOW, ENTRY)]), None),
    "alerts.upsert": (writing(lambda t: alerts.upsert(t, [ALERT])), None),
    "alerts.insert_events": (writing(lambda t: alerts.insert_events(t, [EVENT])), None),
    "alerts.delete_evaluations": (writing(lambda t: alerts.delete_evaluations(t, DAY)), 0),
    "alerts.claim_evaluation": (writing(lambda t: alerts.claim_evaluation(t, EVALUATION, NOW)), True),
    "data_versions.increment_version": (writing(lambda t: data_versions.increment_version(t, "main")), None),
    # Before this workspace has messages, so that a change of another workspace's is seen.
    "outbox_channels.combine_backlog": (
        lambda ws: outbox_channels.combine_backlog(ws, "C3", NOW, 0, lambda texts: ("".join(texts), ())),
        0,
    ),
    "outbox_channels.defer_channel": (lambda ws: outbox_channels.defer_channel(ws, "C3", NOW + LEASE), None),
    "outbox_channels.redirect_channel": (lambda ws: outbox_channels.redirect_channel(ws, "C3", "C9"), None),
    "outbox_claims.mark_dead": (lambda ws: outbox_claims.mark_dead(ws, THEIRS, "is_archived", NOW), None),
    "outbox_claims.reschedule": (lambda ws: outbox_claims.reschedule(ws, THEIRS, NOW, None), None),
    "outbox_claims.mark_uncertain": (lambda ws: outbox_claims.mark_uncertain(ws, THEIRS, NOW, "missing_scope"), None),
    "outbox.delete_finished": (writing(lambda t: outbox.delete_finished(t, NOW)), 0),
    # As above, for uploaded files.
    "uploads.delete": (writing(lambda t: uploads.delete(t, UPLOADS[2])), False),
    "uploads.reschedule": (lambda ws: uploads.reschedule(ws, UPLOADS[1], NOW + LEASE, 3), None),
    "uploads.enqueue": (lambda ws: uploads.enqueue(ws, UPLOADS, None, NOW), None),
    "uploads.claim": (lambda ws: uploads.claim(ws, NOW, LEASE), UPLOADS[2]),
    "outbox.insert_sent_post": (
        writing(lambda t: outbox.insert_sent_post(t, "theirs", MessageLocation("C1", "2.0"), NOW)),
        None,
    ),
    "outbox.enqueue": (writing(lambda t: outbox.enqueue(t, MESSAGES, NOW)), None),
    "outbox_claims.claim": (
        lambda ws: [message.key for message in outbox_claims.claim(ws, "one", NOW, LEASE, limit=2)],
        ["lapsing", "sent"],
    ),
    "outbox_claims.mark_sent": (claim_again_and_send, True),
    "connections.upsert": (lambda ws: connections.upsert(ws, KEYS, CONNECTION, CREDENTIALS), None),
    "connections.claim": (writing(lambda t: connections.claim(t, "main", "one", NOW, NOW + LEASE)), True),
    "connections.defer": (lambda ws: connections.defer(ws, "main", "one", NOW), None),
    "connections.mark_refused": (
        lambda ws: connections.mark_refused(ws, "main", "one", "invalid_grant", NOW, NOW),
        None,
    ),
    "connections.clear_trouble": (lambda ws: connections.clear_trouble(ws, "main", "two"), None),
    "connections.reencrypt": (writing(lambda t: connections.reencrypt(t, KEYS)), 0),
    "connections.release": (lambda ws: connections.release(ws, "main", "two"), None),
    "connections.delete": (lambda ws: connections.delete(ws, "another"), False),
    "rate_limits.acquire": (writing(lambda t: rate_limits.acquire(t, "main", "createReport", LIMIT, NOW)), None),
    "rate_limits.set_rate": (writing(lambda t: rate_limits.set_rate(t, "main", "createReport", LIMIT, 1.0, NOW)), None),
    "rate_limits.back_off": (writing(lambda t: rate_limits.back_off(t, "main", "createReport", LIMIT, NOW)), None),
    "report_requests.insert_if_absent": (
        writing(lambda t: report_requests.insert_if_absent(t, [REQUEST, UNDER_WAY, FAILED])),
        3,
    ),
    "report_requests.advance": (advance_requests, None),
    "daily_counts.record": (lambda ws: daily_counts.record(ws, "main", [ORDERS], [DEFECTS]), None),
    "daily_counts.upsert": (writing(lambda t: daily_counts.upsert(t, "main", [ORDERS], [DEFECTS])), None),
    "imports.insert": (insert_file, None),
    "imports.insert_problems": (insert_problems, None),
    "invoices.upsert": (writing(lambda t: invoices.upsert(t, "main", [INVOICE_LINE])), None),
    "offers.upsert": (writing(lambda t: offers.upsert(t, "main", [OFFER])), None),
    "returns.upsert": (writing(lambda t: returns.upsert(t, "main", [CASE, COMING])), None),
    "return_marks.upsert": (writing(lambda t: return_marks.upsert(t, "main", KEY, MARK)), None),
    "return_marks.set_decision": (writing(lambda t: return_marks.set_decision(t, "main", KEY, {"due": "soon"})), None),
    "return_marks.clear_reminder": (
        writing(lambda t: return_marks.clear_reminder(t, ReturnWithMark("main", CASE, None))),
        None,
    ),
    "defect_orders.insert": (insert_defect_order, None),
    "claims.claim": (lambda ws: claims.claim(ws, "line/D1/1.0", NOW, LEASE), True),
    "claims.release": (lambda ws: claims.release(ws, "line/D1/1.0", NOW), None),
    "job_runs.claim_slot": (writing(lambda t: job_runs.claim_slot(t, "digest", "2026-03-01", NOW)), True),
    "notification_log.upsert": (writing(lambda t: notification_log.upsert(t, [NOTICE])), None),
    "readings.insert": (writing(lambda t: readings.insert(t, [("main", [FAR, NEAR])], NOW)), {"main"}),
    "readings.record": (lambda ws: readings.record(ws, "main", [READ], NOW), None),
    "settings.update": (lambda ws: settings.update(ws, {"near": "0.8"}, "U1", NOW), [CHANGE]),
    # Before this workspace has a subscription, so that a change of another workspace's is seen.
    "subscriptions.update": (lambda ws: subscriptions.update(ws, "C1", lambda stored: stored, NOW), (None, None)),
    "subscriptions.delete": (lambda ws: subscriptions.delete(ws, "C1", NOW), False),
    "subscriptions.set_trouble": (lambda ws: subscriptions.set_trouble(ws, "C1", "is_archived", NOW), None),
    "subscriptions.upsert": (lambda ws: subscriptions.upsert(ws, SUBSCRIPTION, NOW), None),
}
"""Every function that writes, and what it returns in an empty workspace, called in this order."""

READS: dict[str, tuple[Callable[[Workspace], object], object]] = {
    "accounts.list_names": (accounts.list_names, []),
    "accounts.cached_names": (accounts.cached_names, []),
    "outbox_channels.list_backlogged_channels": (lambda ws: outbox_channels.list_backlogged_channels(ws, NOW, 0), []),
    "outbox_claims.list_retried": (lambda ws: outbox_claims.list_retried(ws, NOW), []),
    "outbox.count_by_state": (outbox.count_by_state, {}),
    "outbox.exists": (lambda ws: outbox.exists(ws, "sent"), False),
    "outbox.get_location": (lambda ws: outbox.get_location(ws, "sent"), None),
    "audit_log.has_asked": (lambda ws: audit_log.has_asked(ws, ENTRY.user_id), False),
    "audit_log.list_recent": (lambda ws: audit_log.list_recent(ws, 10), []),
    "alerts.select_by_subject": (within(lambda s: alerts.select_by_subject(s, "main", "odr", 0)), {}),
    "alerts.select_by_account_and_subject": (within(lambda s: alerts.select_by_account_and_subject(s, "odr", 0)), {}),
    "alerts.list_open": (alerts.list_open, []),
    "alerts.select_open": (within(alerts.select_open), []),
    "alerts.select_open_of_account": (within(lambda s: alerts.select_open_of_account(s, "main", ["odr"])), []),
    "alerts.select_evaluations": (within(lambda s: alerts.select_evaluations(s, DAY)), set()),
    "alerts.select_last_raise_details": (within(lambda s: alerts.select_last_raise_details(s, "main", "odr", 0)), {}),
    "alerts.list_events": (lambda ws: alerts.list_events(ws, "main", "odr", 9), []),
    "alerts.select_events_since": (within(lambda s: alerts.select_events_since(s, NOW - timedelta(days=1))), []),
    "data_versions.select_versions": (within(data_versions.select_versions), {}),
    "connections.list_all": (connections.list_all, []),
    "connections.get_credentials": (credentials_of, None),
    "report_requests.list_open": (lambda ws: report_requests.list_open(ws, "main"), []),
    "report_requests.select_pending_kinds": (
        within(lambda s: report_requests.select_pending_kinds(s, "main", DAY)),
        set(),
    ),
    "report_requests.select_spans": (within(lambda s: report_requests.select_spans(s, "main", "returns", NOW)), []),
    "report_requests.select_known_ids": (within(lambda s: report_requests.select_known_ids(s, "main", ["R1"])), set()),
    "report_requests.list_newest": (report_requests.list_newest, []),
    "report_requests.list_failed": (lambda ws: report_requests.list_failed(ws, DAY), []),
    "daily_counts.select_newest_days": (within(lambda s: daily_counts.select_newest_days(s, DAY)), {}),
    "daily_counts.select_orders": (within(lambda s: daily_counts.select_orders(s, DAY, DAY)), []),
    "daily_counts.select_orders_by_day": (within(lambda s: daily_counts.select_orders_by_day(s, "main", DAY, DAY)), {}),
    "daily_counts.select_defects_by_day": (
        within(lambda s: daily_counts.select_defects_by_day(s, "main", "odr", DAY, DAY, 3)),
        {},
    ),
    "daily_counts.select_defects": (within(lambda s: daily_counts.select_defects(s, "odr", DAY, DAY)), []),
    "defect_orders.select_known": (within(lambda s: defect_orders.select_known(s, "main", "odr", [ORDER])), {}),
    "imports.count_by_account": (within(imports.count_by_account), {}),
    "imports.list_recent": (lambda ws: imports.list_recent(ws, 9), []),
    "imports.select_one": (within(lambda s: imports.select_one(s, "main", BATCH.file_hash)), None),
    "imports.select_problems": (within(lambda s: imports.select_problems(s, "main", BATCH.file_hash)), []),
    "invoices.select_all": (within(lambda s: invoices.select_all(s, "main")), []),
    "invoices.count": (within(lambda s: invoices.count(s, "main")), 0),
    "offers.select_by_asin": (within(lambda s: offers.select_by_asin(s, "main", OFFER.asin)), []),
    "offers.select_all": (within(lambda s: offers.select_all(s, "main")), []),
    "offers.count": (within(lambda s: offers.count(s, "main")), 0),
    "returns.select_all": (within(lambda s: returns.select_all(s, "main")), []),
    "returns.select_columns": (
        within(lambda s: sorted(zip(*returns.select_columns(s, "main").values(), strict=True), key=repr)),
        [],
    ),
    "returns.count": (within(lambda s: returns.count(s, "main")), 0),
    "return_marks.select_arrived": (within(lambda s: return_marks.select_arrived(s, "main", DAY, DAY)), []),
    "return_marks.select_by_reference": (within(lambda s: return_marks.select_by_reference(s, "main", ORDER)), []),
    "return_marks.select_one": (within(lambda s: return_marks.select_one(s, "main", KEY)), None),
    "return_marks.count_not_arrived": (within(lambda s: return_marks.count_not_arrived(s, "main", DAY)), 0),
    "return_marks.select_due_reminders": (within(lambda s: return_marks.select_due_reminders(s, NOW)), []),
    "returns.select_order_dates": (within(lambda s: returns.select_order_dates(s, "main", [ORDER])), {}),
    "job_runs.select_last_run": (within(lambda s: job_runs.select_last_run(s, "digest")), None),
    "latest_readings.select_newly_near": (within(latest_readings.select_newly_near), []),
    "notification_log.select_all": (within(notification_log.select_all), {}),
    "readings.list_history": (lambda ws: readings.list_history(ws, "main", "odr", "", DAY), []),
    "readings.select_history": (within(lambda s: readings.select_history(s, "main", "odr", DAY)), []),
    "readings.select_latest": (within(lambda s: readings.select_latest(s, "main")), []),
    "readings.list_latest": (lambda ws: readings.list_latest(ws, "main"), []),
    "settings.cached": (settings.cached, {}),
    "settings.current": (settings.current, {}),
    "settings.history": (lambda ws: settings.history(ws, "near"), []),
    "subscriptions.list_all": (subscriptions.list_all, []),
    "subscriptions.select_all": (within(subscriptions.select_all), []),
    "subscriptions.get": (lambda ws: subscriptions.get(ws, "C1"), None),
    "subscriptions.subscribed_band": (
        lambda ws: [subscriptions.subscribed_band(stored, "main", "odr") for stored in subscriptions.list_all(ws)],
        [],
    ),
}
"""Every function that reads, and what it returns in an empty workspace."""

ACROSS = {
    "outbox_claims.list_workspaces_with_retries",
    "outbox_claims.list_workspaces_with_due_messages",
    "uploads.list_workspaces_with_due_uploads",
}
"""The functions that read all workspaces, and return only their ids."""

GUARD = (
    "storage.database",
    "storage.migrations",
    "storage.scoping",
    "storage.tables",
    "storage.transaction",
    "storage.workspaces",
)


def public_functions() -> set[str]:
    names = {module.name for module in pkgutil.walk_packages(storage.__path__, "storage.") if not module.ispkg}
    functions = set()
    for name in names:
        if name.startswith(GUARD):
            continue
        module = importlib.import_module(name)
        for function, _ in inspect.getmembers(module, inspect.isfunction):
            if not function.startswith("_") and getattr(module, function).__module__ == module.__name__:
                functions.add(f"{name.rpartition('.')[2]}.{function}")
    return functions


def write_everything(ws: Workspace) -> None:
    for write, _ in WRITES.values():
        write(ws)


def everything_of(ws: Workspace) -> list[object]:
    return [read(ws) for read, _ in READS.values()]


@pytest.fixture
def theirs(engine: Engine) -> Workspace:
    theirs = open_workspace(engine, "T-theirs", NOW)
    write_everything(theirs)
    return theirs


@pytest.fixture
def empty(engine: Engine) -> Workspace:
    return open_workspace(engine, "T-empty", NOW)


def test_every_public_function_has_a_case_here() -> None:
    assert public_functions() == {*READS, *WRITES, *ACROSS}


@pytest.mark.parametrize("name", READS)
def test_no_row_of_another_workspace_is_read(theirs: Workspace, empty: Workspace, name: str) -> None:
    read, nothing = READS[name]
    assert nothing != read(theirs)
    assert nothing == read(empty)


def test_writing_the_same_in_one_workspace_leaves_the_other_as_it_was(theirs: Workspace, empty: Workspace) -> None:
    before = everything_of(theirs)
    for name, (write, written) in WRITES.items():
        assert written == write(empty), name
    assert before == everything_of(theirs) == everything_of(empty)


def test_an_account_of_another_workspace_takes_no_readings(theirs: Workspace, empty: Workspace) -> None:
    with pytest.raises(DatabaseError):
        readings.record(empty, "main", [READ], NOW)


MAKES = {
    "scoping": {"Select", "select", "update", "delete"},
    "transaction": {"Select", "insert", "select"},
    "workspaces": {"insert", "select"},
    "bulk": {"Insert"},
    "migrate": {"text"},
}
"""The modules that may make statements without `storage.scoping`, and which."""

APPEND_ONLY = {"setting", "reading", "answer", "transition"}


def test_no_history_is_overwritten_or_deleted(engine: Engine, empty: Workspace) -> None:
    changing = re.compile(r"(?:UPDATE|DELETE FROM) (\w+)|INSERT INTO (\w+).* DO UPDATE", re.DOTALL)
    changed: set[str] = set()

    def note_tables(_1: object, _2: object, sql: str, *_: object) -> None:
        changed.update(name for match in changing.finditer(sql) for name in match.groups() if name)

    event.listen(engine, "before_cursor_execute", note_tables)
    write_everything(Workspace(engine, empty.id))
    write_everything(Workspace(engine, empty.id))
    assert {"order_day", "arrival"} <= changed
    assert not changed & APPEND_ONLY


def test_only_the_tenant_guard_makes_statements() -> None:
    makers = {"select", "insert", "update", "delete", "text", "Select", "Insert", "union", "literal_column"}
    for path in Path(storage.__path__[0]).rglob("*.py"):
        imported = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sqlalchemy")
            for alias in node.names
        }
        assert makers & imported <= MAKES.get(path.stem, set()), path.name


def test_a_statement_that_is_not_scoped_is_refused(empty: Workspace) -> None:
    with empty.read() as snapshot, pytest.raises(ValueError, match=r"storage\.scoping"):
        snapshot.rows(select(tables.account))


def test_a_scoped_statement_needs_a_workspace_to_run(engine: Engine) -> None:
    with read_only(engine).connect() as connection, pytest.raises(StatementError, match="own_workspace_id"):
        connection.execute(scoped_select(tables.account))


def test_a_caller_cannot_name_another_workspace(theirs: Workspace, empty: Workspace) -> None:
    with empty.read() as snapshot:
        assert snapshot.rows(scoped_select(tables.account), own_workspace_id=theirs.id) == []
    with empty.begin() as transaction:
        row = {"name": "other", "who": "U1", "created_at": NOW, "workspace_id": theirs.id}
        transaction.insert(tables.account, row)
    assert accounts.list_names(theirs) == ["main"]
    assert accounts.list_names(empty) == ["other"]


def test_a_workspace_keeps_the_day_it_was_first_seen(engine: Engine) -> None:
    open_workspace(engine, "T1", NOW)
    open_workspace(engine, "T1", NOW.replace(year=2027))
    with read_only(engine).connect() as connection:
        seen = connection.execute(select(tables.workspace.c.created_at)).scalars().all()
    assert seen == [NOW]


def test_processes_may_open_a_new_workspace_at_once(engine: Engine, url: str) -> None:
    engines = [open_engine(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        opened = [pool.submit(open_workspace, other, f"T{n}", NOW) for n in range(20) for other in engines]
    assert [f"T{n}" for n in range(20) for _ in engines] == [future.result().id for future in opened]
    for other in engines:
        other.dispose()


def test_a_workspace_without_a_proper_id_is_refused(engine: Engine) -> None:
    with pytest.raises(DatabaseError):
        open_workspace(engine, "T" * 65, NOW)
    with pytest.raises(StatementError):
        open_workspace(engine, "T1", NOW.replace(tzinfo=None))
