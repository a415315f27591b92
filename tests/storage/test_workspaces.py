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
from storage.alerting.alerts import Alert, Look
from storage.alerting.notification_log import Notice
from storage.alerting.outbox import Place, Saying
from storage.alerting.outbox_claims import Claimed
from storage.alerting.subscriptions import Subscription
from storage.audit_log import Answered
from storage.database.encryption import Keys, new_key
from storage.database.engine import open_engine, reading
from storage.metrics import daily_counts, data_versions, defect_orders, latest_readings, readings
from storage.metrics.daily_counts import Defective, Ordered
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
from storage.reports.imports import Batch, Unread
from storage.reports.invoices import InvoiceLine
from storage.reports.offers import Offer
from storage.reports.rate_limits import Limit
from storage.reports.report_requests import Request
from storage.reports.return_marks import AtDesk, Key, Mark
from storage.reports.returns import Case
from storage.reports.uploads import Dropped
from storage.settings import Change
from storage.workspaces import Snapshot, Transaction, Workspace, open_workspace, own

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = date(2026, 3, 1)
READ = Reading(metric="odr", subject="", value=7_400, as_of=DAY, source="typed", who="U1")
FAR = replace(READ, metric="seller-rqs", value=999_000)
NEAR = replace(FAR, value=981_000, as_of=DAY + timedelta(days=1))
ASKED = Answered(command="status", line="main", user_id="U1", channel="C1", ok=True, status="safe")
CHANGE = Change("near", "0.8", NOW, "U1")
ORDERED = Ordered("", DAY, 40)
DEFECTIVE = Defective("odr", "", DAY, DAY, 1)
ORDER = "701-1234567-1234567"
DEFECT_ORDER = DefectOrder("odr", ORDER, DAY, DAY)
CASE = Case(order_id=ORDER, rma="D1", item="SKU-1", return_date=DAY, order_date=DAY, arrived_on=DAY)
COMING = Case(order_id="701-2", rma="D2", item="SKU-1", return_date=DAY)
MARK = Mark(marked_at=NOW, who="U1", remind_at=NOW)
KEY = Key(ORDER, "D1", "SKU-1")
OFFER = Offer(sku="SKU-1", asin="B0ABCD1234")
INVOICE_LINE = InvoiceLine(line="1", invoiced_on=DAY, supplier="A supplier", brand="A brand", currency="CAD")
BATCH = Batch(
    account="main", file_hash="f" * 64, kind="returns", name="r.txt", rows=1, problems=0, imported_at=NOW, who="U1"
)
UNREAD = Unread(line=2, column_name="Order ID", what="feeds.problem.blank", value="")
DROPPED = [
    Dropped(key=key, channel="C1", thread="1.0", file="F1", user_id="U1", dropped_at=NOW)
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
LOOK = Look("main", "odr", 0, DAY, 1)
RAISED = alerts.Change(
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
SAYINGS = [
    Saying(key=key, channel=channel, act="post", text=key)
    for key, channel in (("held", "C1"), ("said", "C2"), ("left", "C3"))
]
# The claim of the other workspace's first row, were it asked for here.
THEIRS = Claimed(
    **{name: getattr(SAYINGS[0], name) for name in ("key", "channel", "act", "text")},
    id=1,
    attempts=1,
    claimant="one",
    claimed_at=NOW,
    lease_until=NOW + LEASE,
    created_at=NOW,
)


def say_again(ws: Workspace) -> bool:
    [lapsed] = outbox_claims.claim(ws, "two", NOW + LEASE, LEASE, besides=["C1", "C3"])
    return outbox_claims.sent(ws, lapsed, "1.0", NOW)


SUBSCRIPTION = Subscription(channel="C1", since=NOW, who="U1")

KEYS = Keys(SecretStr(new_key()))
CREDENTIALS = Credentials("client", SecretStr("secret"), SecretStr("consent"))
CONNECTION = Connection(account="main", marketplace="ca", client_id="client", key_id=KEYS.in_use, since=NOW, who="U1")
LIMIT = Limit(timedelta(minutes=1), 1)
WANTED = Request(account="main", kind="returns", day=DAY, data_start=NOW, data_end=NOW, wanted_at=NOW, not_before=NOW)
UNDER_WAY = Request(account="main", kind="orders", day=DAY, wanted_at=NOW, not_before=NOW)
FAILED = Request(account="main", kind="feedback", day=DAY, wanted_at=NOW, not_before=NOW)


def within(read: Callable[[Snapshot], object]) -> Callable[[Workspace], object]:
    """A reading function of a transaction, as one of a workspace."""

    def of(ws: Workspace) -> object:
        with ws.read() as snapshot:
            return read(snapshot)

    return of


def writing(write: Callable[[Transaction], object]) -> Callable[[Workspace], object]:
    """A writing function of a transaction, as one of a workspace."""

    def of(ws: Workspace) -> object:
        with ws.begin() as transaction:
            return write(transaction)

    return of


@writing
def go_on(transaction: Transaction) -> None:
    """One report to its end, one that is under way, and one that failed."""
    moved = report_requests.move(transaction, WANTED, state="asking", asked_at=NOW)
    moved = moved and report_requests.move(transaction, moved, state="requested", report_id="R1")
    if moved:
        report_requests.move(transaction, moved, state="empty", ended_at=NOW)
    report_requests.move(transaction, FAILED, state="failed")


@writing
def take_file(transaction: Transaction) -> None:
    if imports.taken(transaction, "main", BATCH.file_hash) is None:
        imports.record(transaction, BATCH)


@writing
def keep_unread(transaction: Transaction) -> None:
    if not imports.unread(transaction, "main", BATCH.file_hash):
        imports.keep_unread(transaction, "main", BATCH.file_hash, [UNREAD])


@writing
def see_defect(transaction: Transaction) -> None:
    if not defect_orders.known(transaction, "main", "odr", [ORDER]):
        defect_orders.put(transaction, "main", [DEFECT_ORDER])


def credentials_of(ws: Workspace) -> Credentials | None:
    try:
        return connections.credentials(ws, KEYS, "main")
    except LookupError:
        return None


WRITES: dict[str, tuple[Callable[[Workspace], object], object]] = {
    "accounts.add": (lambda ws: accounts.add(ws, "main", "U1", NOW), None),
    "audit_log.record": (lambda ws: audit_log.record(ws, ASKED, NOW), None),
    "audit_log.record_all": (lambda ws: audit_log.record_all(ws, [(NOW, ASKED)]), None),
    "alerts.put": (writing(lambda t: alerts.put(t, [ALERT])), None),
    "alerts.note": (writing(lambda t: alerts.note(t, [RAISED])), None),
    "alerts.forget_looks": (writing(lambda t: alerts.forget_looks(t, DAY)), 0),
    "alerts.look": (writing(lambda t: alerts.look(t, LOOK, NOW)), True),
    "data_versions.arrived": (writing(lambda t: data_versions.arrived(t, "main")), None),
    # Before anything is to be said, so that what these would do to what another workspace has to say is seen.
    "outbox_channels.fold": (lambda ws: outbox_channels.fold(ws, "C3", NOW, 0, lambda texts: ("".join(texts), ())), 0),
    "outbox_channels.hold": (lambda ws: outbox_channels.hold(ws, "C3", NOW + LEASE), None),
    "outbox_channels.redirect": (lambda ws: outbox_channels.redirect(ws, "C3", "C9"), None),
    "outbox_claims.dead": (lambda ws: outbox_claims.dead(ws, THEIRS, "is_archived", NOW), None),
    "outbox_claims.postpone": (lambda ws: outbox_claims.postpone(ws, THEIRS, NOW, None), None),
    "outbox_claims.uncertain": (lambda ws: outbox_claims.uncertain(ws, THEIRS, NOW, "missing_scope"), None),
    "outbox.forget": (writing(lambda t: outbox.forget(t, NOW)), 0),
    # As above: what these would do to another workspace's file is seen in what waits there.
    "uploads.done": (writing(lambda t: uploads.done(t, DROPPED[2])), False),
    "uploads.later": (lambda ws: uploads.later(ws, DROPPED[1], NOW + LEASE, 3), None),
    "uploads.put": (lambda ws: uploads.put(ws, DROPPED, None, NOW), None),
    "uploads.take": (lambda ws: uploads.take(ws, NOW, LEASE), DROPPED[2]),
    "outbox.stands": (writing(lambda t: outbox.stands(t, "theirs", Place("C1", "2.0"), NOW)), None),
    "outbox.put": (writing(lambda t: outbox.put(t, SAYINGS, NOW)), None),
    "outbox_claims.claim": (
        lambda ws: [each.key for each in outbox_claims.claim(ws, "one", NOW, LEASE, most=2)],
        ["held", "said"],
    ),
    "outbox_claims.sent": (say_again, True),
    "connections.put": (lambda ws: connections.put(ws, KEYS, CONNECTION, CREDENTIALS), None),
    "connections.hold": (writing(lambda t: connections.hold(t, "main", "one", NOW, NOW + LEASE)), True),
    "connections.rest": (lambda ws: connections.rest(ws, "main", "one", NOW), None),
    "connections.refused": (lambda ws: connections.refused(ws, "main", "one", "invalid_grant", NOW, NOW), None),
    "connections.well": (lambda ws: connections.well(ws, "main", "two"), None),
    "connections.reseal": (writing(lambda t: connections.reseal(t, KEYS)), 0),
    "connections.release": (lambda ws: connections.release(ws, "main", "two"), None),
    "connections.forget": (lambda ws: connections.forget(ws, "another"), False),
    "rate_limits.take": (writing(lambda t: rate_limits.take(t, "main", "createReport", LIMIT, NOW)), None),
    "rate_limits.learn": (writing(lambda t: rate_limits.learn(t, "main", "createReport", LIMIT, 1.0, NOW)), None),
    "rate_limits.rest": (writing(lambda t: rate_limits.rest(t, "main", "createReport", LIMIT, NOW)), None),
    "report_requests.want": (writing(lambda t: report_requests.want(t, [WANTED, UNDER_WAY, FAILED])), 3),
    "report_requests.move": (go_on, None),
    "daily_counts.record": (lambda ws: daily_counts.record(ws, "main", [ORDERED], [DEFECTIVE]), None),
    "daily_counts.put": (writing(lambda t: daily_counts.put(t, "main", [ORDERED], [DEFECTIVE])), None),
    "imports.record": (take_file, None),
    "imports.keep_unread": (keep_unread, None),
    "invoices.put": (writing(lambda t: invoices.put(t, "main", [INVOICE_LINE])), None),
    "offers.put": (writing(lambda t: offers.put(t, "main", [OFFER])), None),
    "returns.put": (writing(lambda t: returns.put(t, "main", [CASE, COMING])), None),
    "return_marks.put": (writing(lambda t: return_marks.put(t, "main", KEY, MARK)), None),
    "return_marks.decided": (writing(lambda t: return_marks.decided(t, "main", KEY, {"due": "soon"})), None),
    "return_marks.reminded": (writing(lambda t: return_marks.reminded(t, AtDesk("main", CASE, None))), None),
    "defect_orders.put": (see_defect, None),
    "claims.claim": (lambda ws: claims.claim(ws, "line/D1/1.0", NOW, LEASE), True),
    "claims.release": (lambda ws: claims.release(ws, "line/D1/1.0", NOW), None),
    "job_runs.take": (writing(lambda t: job_runs.take(t, "digest", "2026-03-01", NOW)), True),
    "notification_log.put": (writing(lambda t: notification_log.put(t, [NOTICE])), None),
    "readings.add": (writing(lambda t: readings.add(t, [("main", [FAR, NEAR])], NOW)), {"main"}),
    "readings.record": (lambda ws: readings.record(ws, "main", [READ], NOW), None),
    "settings.put": (lambda ws: settings.put(ws, {"near": "0.8"}, "U1", NOW), [CHANGE]),
    # Before there is a subscription, so that what these would do to another workspace's is seen.
    "subscriptions.edit": (lambda ws: subscriptions.edit(ws, "C1", lambda held: held, NOW), (None, None)),
    "subscriptions.remove": (lambda ws: subscriptions.remove(ws, "C1", NOW), False),
    "subscriptions.trouble": (lambda ws: subscriptions.trouble(ws, "C1", "is_archived", NOW), None),
    "subscriptions.put": (lambda ws: subscriptions.put(ws, SUBSCRIPTION, NOW), None),
}
"""What every writing function gives in a workspace where nothing was written yet."""

READS: dict[str, tuple[Callable[[Workspace], object], object]] = {
    "accounts.names": (accounts.names, []),
    "accounts.recent_names": (accounts.recent_names, []),
    "outbox_channels.crowded": (lambda ws: outbox_channels.crowded(ws, NOW, 0), []),
    "outbox_claims.said_again": (lambda ws: outbox_claims.said_again(ws, NOW), []),
    "outbox.counts": (outbox.counts, {}),
    "outbox.holds": (lambda ws: outbox.holds(ws, "said"), False),
    "outbox.place": (lambda ws: outbox.place(ws, "said"), None),
    "audit_log.recent": (lambda ws: audit_log.recent(ws, 10), []),
    "alerts.of": (within(lambda s: alerts.of(s, "main", "odr", 0)), {}),
    "alerts.of_metric": (within(lambda s: alerts.of_metric(s, "odr", 0)), {}),
    "alerts.held": (alerts.held, []),
    "alerts.not_ok": (within(alerts.not_ok), []),
    "alerts.open_of": (within(lambda s: alerts.open_of(s, "main", ["odr"])), []),
    "alerts.looks": (within(lambda s: alerts.looks(s, DAY)), set()),
    "alerts.raised_with": (within(lambda s: alerts.raised_with(s, "main", "odr", 0)), {}),
    "alerts.history": (lambda ws: alerts.history(ws, "main", "odr", 9), []),
    "alerts.since": (within(lambda s: alerts.since(s, NOW - timedelta(days=1))), []),
    "data_versions.numbers": (within(data_versions.numbers), {}),
    "connections.held": (connections.held, []),
    "connections.credentials": (credentials_of, None),
    "report_requests.unfinished": (lambda ws: report_requests.unfinished(ws, "main"), []),
    "report_requests.kinds_in_hand": (within(lambda s: report_requests.kinds_in_hand(s, "main", DAY)), set()),
    "report_requests.spans": (within(lambda s: report_requests.spans(s, "main", "returns", NOW)), []),
    "report_requests.known": (within(lambda s: report_requests.known(s, "main", ["R1"])), set()),
    "report_requests.newest": (report_requests.newest, []),
    "report_requests.failed": (lambda ws: report_requests.failed(ws, DAY), []),
    "daily_counts.newest": (within(lambda s: daily_counts.newest(s, DAY)), {}),
    "daily_counts.orders": (within(lambda s: daily_counts.orders(s, DAY, DAY)), []),
    "daily_counts.order_days": (within(lambda s: daily_counts.order_days(s, "main", DAY, DAY)), {}),
    "daily_counts.defect_days": (within(lambda s: daily_counts.defect_days(s, "main", "odr", DAY, DAY, 3)), {}),
    "daily_counts.defects": (within(lambda s: daily_counts.defects(s, "odr", DAY, DAY)), []),
    "defect_orders.known": (within(lambda s: defect_orders.known(s, "main", "odr", [ORDER])), {}),
    "imports.counts": (within(imports.counts), {}),
    "imports.recent": (lambda ws: imports.recent(ws, 9), []),
    "imports.taken": (within(lambda s: imports.taken(s, "main", BATCH.file_hash)), None),
    "imports.unread": (within(lambda s: imports.unread(s, "main", BATCH.file_hash)), []),
    "invoices.of": (within(lambda s: invoices.of(s, "main")), []),
    "invoices.count": (within(lambda s: invoices.count(s, "main")), 0),
    "offers.of": (within(lambda s: offers.of(s, "main")), []),
    "offers.count": (within(lambda s: offers.count(s, "main")), 0),
    "returns.of": (within(lambda s: returns.of(s, "main")), []),
    "returns.columns": (within(lambda s: returns.columns(s, "main")), dict.fromkeys(returns.CHECKED, ())),
    "returns.count": (within(lambda s: returns.count(s, "main")), 0),
    "return_marks.arrived": (within(lambda s: return_marks.arrived(s, "main", DAY, DAY)), []),
    "return_marks.about": (within(lambda s: return_marks.about(s, "main", ORDER)), []),
    "return_marks.one": (within(lambda s: return_marks.one(s, "main", KEY)), None),
    "return_marks.coming": (within(lambda s: return_marks.coming(s, "main", DAY)), 0),
    "return_marks.reminders": (within(lambda s: return_marks.reminders(s, NOW)), []),
    "returns.order_days": (within(lambda s: returns.order_days(s, "main", [ORDER])), {}),
    "job_runs.last": (within(lambda s: job_runs.last(s, "digest")), None),
    "latest_readings.newly_near": (within(latest_readings.newly_near), []),
    "notification_log.all_of": (within(notification_log.all_of), {}),
    "readings.history": (lambda ws: readings.history(ws, "main", "odr", "", DAY), []),
    "readings.history_of": (within(lambda s: readings.history_of(s, "main", "odr", DAY)), []),
    "readings.latest_of": (within(lambda s: readings.latest_of(s, "main")), []),
    "readings.latest": (lambda ws: readings.latest(ws, "main"), []),
    "settings.recent": (settings.recent, {}),
    "settings.current": (settings.current, {}),
    "settings.history": (lambda ws: settings.history(ws, "near"), []),
    "subscriptions.held": (subscriptions.held, []),
    "subscriptions.of": (within(subscriptions.of), []),
    "subscriptions.of_channel": (lambda ws: subscriptions.of_channel(ws, "C1"), None),
    "subscriptions.wants": (
        lambda ws: [subscriptions.wants(each, "main", "odr") for each in subscriptions.held(ws)],
        [],
    ),
}
"""What every reading function gives in a workspace that is empty."""

ACROSS = {"outbox_claims.doubtful_workspaces", "outbox_claims.waiting_workspaces", "uploads.waiting_workspaces"}
"""What is asked across workspaces, and tells nothing but their ids."""

BELOW_WORKSPACES = ("storage.database", "storage.migrations", "storage.tables", "storage.workspaces")


def public_functions() -> set[str]:
    names = {module.name for module in pkgutil.walk_packages(storage.__path__, "storage.") if not module.ispkg}
    found = set()
    for name in names:
        if name.startswith(BELOW_WORKSPACES):
            continue
        module = importlib.import_module(name)
        for function, _ in inspect.getmembers(module, inspect.isfunction):
            if not function.startswith("_") and getattr(module, function).__module__ == module.__name__:
                found.add(f"{name.rpartition('.')[2]}.{function}")
    return found


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


APPEND_ONLY = {"setting", "reading", "answer", "transition"}


def test_no_history_is_overwritten_or_deleted(engine: Engine, empty: Workspace) -> None:
    changing = re.compile(r"(?:UPDATE|DELETE FROM) (\w+)|INSERT INTO (\w+).* DO UPDATE", re.DOTALL)
    changed: set[str] = set()

    def hear(_1: object, _2: object, sql: str, *_: object) -> None:
        changed.update(name for found in changing.finditer(sql) for name in found.groups() if name)

    event.listen(engine, "before_cursor_execute", hear)
    write_everything(Workspace(engine, empty.id))
    write_everything(Workspace(engine, empty.id))
    assert {"order_day", "arrival"} <= changed
    assert not changed & APPEND_ONLY


def test_only_workspaces_makes_statements() -> None:
    makers = {"select", "insert", "update", "delete", "text", "Select", "Insert", "union", "literal_column"}
    for path in Path(storage.__path__[0]).rglob("*.py"):
        imported = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sqlalchemy")
            for alias in node.names
        }
        allowed = {"workspaces": makers, "bulk": {"Insert"}, "migrate": {"text"}}.get(path.stem, set())
        assert makers & imported <= allowed, path.name


def test_a_statement_made_without_the_workspace_finds_no_way_in(empty: Workspace) -> None:
    with empty.read() as snapshot, pytest.raises(ValueError, match="own"):
        snapshot.rows(select(tables.account))


def test_a_statement_made_with_own_needs_a_workspace_to_run(engine: Engine) -> None:
    with reading(engine).connect() as connection, pytest.raises(StatementError, match="own_workspace_id"):
        connection.execute(own(tables.account))


def test_a_caller_cannot_name_another_workspace(theirs: Workspace, empty: Workspace) -> None:
    with empty.read() as snapshot:
        assert snapshot.rows(own(tables.account), own_workspace_id=theirs.id) == []
    with empty.begin() as transaction:
        row = {"name": "other", "who": "U1", "created_at": NOW, "workspace_id": theirs.id}
        transaction.insert(tables.account, row)
    assert accounts.names(theirs) == ["main"]
    assert accounts.names(empty) == ["other"]


def test_a_workspace_keeps_the_day_it_was_first_seen(engine: Engine) -> None:
    open_workspace(engine, "T1", NOW)
    open_workspace(engine, "T1", NOW.replace(year=2027))
    with reading(engine).connect() as connection:
        seen = connection.execute(select(tables.workspace.c.created_at)).scalars().all()
    assert seen == [NOW]


def test_processes_may_open_a_new_workspace_at_once(engine: Engine, url: str) -> None:
    engines = [open_engine(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        opened = [pool.submit(open_workspace, each, f"T{n}", NOW) for n in range(20) for each in engines]
    assert [f"T{n}" for n in range(20) for _ in engines] == [future.result().id for future in opened]
    for each in engines:
        each.dispose()


def test_a_workspace_without_a_proper_id_is_refused(engine: Engine) -> None:
    with pytest.raises(DatabaseError):
        open_workspace(engine, "T" * 65, NOW)
    with pytest.raises(StatementError):
        open_workspace(engine, "T1", NOW.replace(tzinfo=None))
