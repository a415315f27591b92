"""The tables, the same on SQLite and PostgreSQL; the workspace comes first in every key.

A change here needs a new file in `migrations/versions`: a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
)

from storage.values import Text, UtcDateTime, Whole

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _row_number() -> Column[int]:
    # SQLite numbers the rows only of a column that is exactly INTEGER PRIMARY KEY.
    return Column("id", BigInteger().with_variant(Integer(), "sqlite"), Identity(), primary_key=True)


def _workspace() -> Column[str]:
    return Column("workspace_id", Text(64), ForeignKey("workspace.id"), nullable=False)


workspace = Table(
    "workspace",
    metadata,
    Column("id", Text(64), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
)

# Append-only. The newest row of a name is in force; NULL means "back to the default".
setting = Table(
    "setting",
    metadata,
    _row_number(),
    _workspace(),
    Column("name", Text(80), nullable=False),
    Column("value", Text(2_000)),
    Column("since", UtcDateTime, nullable=False),
    Column("who", Text(120), nullable=False),
    Index(None, "workspace_id", "name", "id"),
)

account = Table(
    "account",
    metadata,
    Column("workspace_id", Text(64), ForeignKey("workspace.id"), primary_key=True),
    Column("name", Text(80), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("who", Text(120), nullable=False),
)

# Requests that changed something, so that a repeated one changes nothing; kept for an hour.
seen_request = Table(
    "seen_request",
    metadata,
    Column("workspace_id", Text(64), ForeignKey("workspace.id"), primary_key=True),
    Column("request", Text(200), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
)

# Append-only. `value` is in millionths of the metric's unit; `subject` is an ASIN, or '' for the account.
reading = Table(
    "reading",
    metadata,
    _row_number(),
    Column("workspace_id", Text(64), nullable=False),
    Column("account", Text(80), nullable=False),
    Column("metric", Text(20), nullable=False),
    Column("subject", Text(40), nullable=False),
    Column("value", Whole, nullable=False),
    Column("orders", Whole),
    Column("defects", Whole),
    Column("reviews", Whole),
    Column("window_days", Whole),
    Column("as_of", Date, nullable=False),
    Column("source", Text(200), nullable=False),
    Column("who", Text(120), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["workspace_id", "account"], ["account.workspace_id", "account.name"]),
    CheckConstraint("value >= 0", name="value_not_negative"),
    CheckConstraint("orders >= 0", name="orders_not_negative"),
    CheckConstraint("defects >= 0", name="defects_not_negative"),
    CheckConstraint("defects <= orders", name="defects_among_orders"),
    CheckConstraint("reviews >= 0", name="reviews_not_negative"),
    CheckConstraint("window_days > 0", name="window_days_positive"),
    Index(None, "workspace_id", "account", "metric", "subject", "as_of", "id"),
)

# The newest reading of every series, so that nobody has to look for it among the others; `storage.latest` keeps it so.
# `band` is how near the limit it was on its own day (a level of `rules.standing`); `previous` is what was read on the
# last day before. Only what came near with its newest reading is in the index; the bands are in it too, because SQLite
# would otherwise take the primary key.
latest_reading = Table(
    "latest_reading",
    metadata,
    Column("workspace_id", Text(64), primary_key=True),
    Column("account", Text(80), primary_key=True),
    Column("metric", Text(20), primary_key=True),
    Column("subject", Text(40), primary_key=True),
    Column("value", Whole, nullable=False),
    Column("orders", Whole),
    Column("defects", Whole),
    Column("reviews", Whole),
    Column("window_days", Whole),
    Column("as_of", Date, nullable=False),
    Column("source", Text(200), nullable=False),
    Column("who", Text(120), nullable=False),
    Column("band", Whole, nullable=False),
    Column("previous", Whole),
    Column("previous_band", Whole),
    Column("previous_as_of", Date),
    ForeignKeyConstraint(["workspace_id", "account"], ["account.workspace_id", "account.name"]),
    sqlite_with_rowid=False,
)
Index(
    "ix_latest_reading_newly_near",
    latest_reading.c.workspace_id,
    latest_reading.c.previous_band,
    latest_reading.c.band,
    sqlite_where=(newly_near := (latest_reading.c.band > 0) & (latest_reading.c.previous_band == 0)),
    postgresql_where=newly_near,
)

# Append-only: what was asked and answered. `line` holds the longest message Slack delivers.
answer = Table(
    "answer",
    metadata,
    _row_number(),
    _workspace(),
    Column("channel", Text(64), nullable=False),
    Column("user_id", Text(64), nullable=False),
    Column("command", Text(80), nullable=False),
    Column("line", Text(40_000), nullable=False),
    Column("ok", Boolean, nullable=False),
    Column("status", Text(40), nullable=False),
    Column("decision", JSON(none_as_null=True)),
    Column("answered_at", UtcDateTime, nullable=False),
    Index(None, "workspace_id", "answered_at"),
)


def _of_account() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace_id", "account"], ["account.workspace_id", "account.name"])


def _key(name: str, longest: int) -> Column[str]:
    return Column(name, Text(longest), primary_key=True)


# How often data of an account arrived: a number that has grown since says that there is something new to judge.
arrival = Table(
    "arrival",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    Column("number", Whole, nullable=False),
    _of_account(),
)

# Orders and defects by the day of the order; `subject` is an ASIN, or '' for the account. A defect becomes known on
# the day it is reported.
order_day = Table(
    "order_day",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    _key("subject", 40),
    Column("order_date", Date, primary_key=True),
    Column("orders", Whole, nullable=False),
    _of_account(),
    CheckConstraint("orders >= 0", name="orders_not_negative"),
)

defect = Table(
    "defect",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    _key("metric", 20),
    _key("subject", 40),
    Column("order_date", Date, primary_key=True),
    Column("reported_on", Date, primary_key=True),
    Column("defects", Whole, nullable=False),
    _of_account(),
    CheckConstraint("defects >= 0", name="defects_not_negative"),
    CheckConstraint("reported_on >= order_date", name="reported_after_order"),
)

# Which channel hears of what. `metrics` maps a metric to the channel's own threshold in millionths, or null for ours;
# an empty map means every metric. `quiet` is "18:00-08:00", `digest` "daily 09:00" or "weekly mon 09:00".
subscription = Table(
    "subscription",
    metadata,
    _key("workspace_id", 64),
    _key("channel", 64),
    Column("account", Text(80), nullable=False),
    Column("metrics", JSON, nullable=False),
    Column("quiet", Text(20)),
    Column("digest", Text(40)),
    Column("owner", Text(64)),
    Column("muted_until", UtcDateTime),
    Column("trouble", Text(80)),
    Column("since", UtcDateTime, nullable=False),
    Column("who", Text(120), nullable=False),
    ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
)

# How a subject is held to stand; `band` is a channel's own threshold in millionths, or 0 for ours. Where `metric` names
# a check, it tells that check's messages apart: of refunds that are due it is their last day, counted from year 1.
alert = Table(
    "alert",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    _key("metric", 20),
    _key("subject", 40),
    Column("band", Whole, primary_key=True, autoincrement=False),
    Column("level", Whole, nullable=False),
    Column("state", JSON, nullable=False),
    Column("overlay", JSON, nullable=False),
    Column("outlook", JSON, nullable=False),
    _of_account(),
    Index(None, "workspace_id", "level"),
)

# One look at a metric of an account: no two processes take the same one.
evaluation = Table(
    "evaluation",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    _key("metric", 20),
    Column("band", Whole, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("arrival", Whole, primary_key=True, autoincrement=False),
    Column("evaluated_at", UtcDateTime, nullable=False),
    _of_account(),
)

# Append-only: every change of a level, and what people did about it.
transition = Table(
    "transition",
    metadata,
    _row_number(),
    Column("workspace_id", Text(64), nullable=False),
    Column("account", Text(80), nullable=False),
    Column("metric", Text(20), nullable=False),
    Column("subject", Text(40), nullable=False),
    Column("band", Whole, nullable=False),
    Column("kind", Text(20), nullable=False),
    Column("before", Whole, nullable=False),
    Column("after", Whole, nullable=False),
    Column("episode", Whole, nullable=False),
    Column("who", Text(120), nullable=False),
    Column("why", JSON, nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    _of_account(),
    Index(None, "workspace_id", "account", "metric", "id"),
)

# The one message of an account's metric in a channel: `message` is the key of its row in the outbox.
notice = Table(
    "notice",
    metadata,
    _key("workspace_id", 64),
    _key("channel", 64),
    _key("account", 80),
    _key("metric", 20),
    Column("band", Whole, primary_key=True, autoincrement=False),
    Column("message", Text(200), nullable=False),
    Column("level", Whole, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("said_at", UtcDateTime, nullable=False),
    Column("cleared_on", Date),
    Column("shown", Text(64), nullable=False),
    _of_account(),
)

# What is to be said in Slack, and how far that got. `about` is the key of the message that an edit, a reply or a
# removal is about; `ts` is where Slack put a post.
outbox = Table(
    "outbox",
    metadata,
    _row_number(),
    _workspace(),
    Column("key", Text(200), nullable=False),
    Column("channel", Text(64), nullable=False),
    Column("act", Text(10), nullable=False),
    Column("about", Text(200), nullable=False),
    Column("broadcast", Boolean, nullable=False),
    Column("text", Text(40_000), nullable=False),
    Column("blocks", JSON, nullable=False),
    Column("state", Text(10), nullable=False),
    Column("claimant", Text(80)),
    Column("claimed_at", UtcDateTime),
    Column("lease_until", UtcDateTime),
    Column("not_before", UtcDateTime, nullable=False),
    Column("attempts", Whole, nullable=False),
    Column("error", Text(200)),
    Column("ts", Text(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    UniqueConstraint("workspace_id", "key"),
    CheckConstraint("act IN ('post', 'edit', 'reply', 'remove')", name="act_known"),
    CheckConstraint("state IN ('waiting', 'sending', 'sent', 'folded', 'dead', 'uncertain')", name="state_known"),
    Index(None, "state", "not_before"),
    Index(None, "workspace_id", "state", "not_before"),
    Index(None, "workspace_id", "channel", "about"),
)

# What runs once in a slot of time, such as a digest on a local day.
job_run = Table(
    "job_run",
    metadata,
    Column("workspace_id", Text(64), ForeignKey("workspace.id"), primary_key=True),
    _key("job", 120),
    _key("slot", 40),
    Column("ran_at", UtcDateTime, nullable=False),
)


# Every file that was taken, once for each account: the same file again changes nothing. `marketplace` is null where
# the file names none or several.
import_batch = Table(
    "import_batch",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    _key("file_hash", 64),
    Column("kind", Text(40), nullable=False),
    Column("marketplace", Text(40)),
    Column("name", Text(200), nullable=False),
    Column("rows", Whole, nullable=False),
    Column("problems", Whole, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    Column("who", Text(120), nullable=False),
    _of_account(),
    Index(None, "workspace_id", "imported_at"),
)

# Lines of a file that could not be read, the first ones of each file, so that they can be shown again; `what` is the
# key of the sentence that says why.
import_problem = Table(
    "import_problem",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    _key("file_hash", 64),
    Column("place", Whole, primary_key=True, autoincrement=False),
    Column("line", Whole, nullable=False),
    Column("column_name", Text(80), nullable=False),
    Column("what", Text(80), nullable=False),
    Column("value", Text(80), nullable=False),
    _of_account(),
)

# Files that were dropped into Slack and are still to be read: `thread` is where the answer goes, `file` Slack's id.
# `account` and `day_first` are what a button has said of it. Whoever reads it has it until `not_before`.
dropped_file = Table(
    "dropped_file",
    metadata,
    _key("workspace_id", 64),
    _key("key", 200),
    Column("channel", Text(64), nullable=False),
    Column("thread", Text(40), nullable=False),
    Column("file", Text(64), nullable=False),
    Column("user_id", Text(64), nullable=False),
    Column("account", Text(80)),
    Column("day_first", Boolean),
    Column("dropped_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("attempts", Whole, nullable=False),
    ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
)

# One item of a return, as the reports know it together: what one of them does not say is null, and nothing is about
# the buyer. Money is in cents of `currency`; `decision` is the receipt of what our rules made of it.
return_case = Table(
    "return_case",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    _key("order_id", 40),
    _key("rma", 120),
    _key("item", 140),
    Column("marketplace", Text(40)),
    Column("asin", Text(40)),
    Column("sku", Text(120)),
    Column("title", Text(1_000)),
    Column("category", Text(120)),
    Column("reason", Text(120)),
    Column("quantity", Whole, nullable=False),
    Column("order_date", Date),
    Column("return_date", Date, nullable=False),
    Column("arrived_on", Date),
    Column("status", Text(120)),
    Column("kind", Text(120)),
    Column("resolution", Text(120)),
    Column("in_policy", Boolean),
    Column("a_to_z", Boolean),
    Column("prime", Boolean),
    Column("own_rma", Text(120)),
    Column("label", Text(120)),
    Column("label_payer", Text(120)),
    Column("label_cost", Whole),
    Column("currency", Text(3)),
    Column("carrier", Text(120)),
    Column("tracking", Text(120)),
    Column("invoice", Text(120)),
    Column("amount", Whole),
    Column("order_quantity", Whole),
    Column("refunded", Whole),
    Column("decision", JSON(none_as_null=True)),
    _of_account(),
    CheckConstraint("quantity > 0", name="quantity_positive"),
    CheckConstraint("label_cost >= 0", name="label_cost_not_negative"),
    CheckConstraint("amount >= 0", name="amount_not_negative"),
    CheckConstraint("refunded >= 0", name="refunded_not_negative"),
    Index(None, "workspace_id", "account", "arrived_on"),
)

# What people did about a return: "refunded", or "not-arrived" for the arrival of that day, which a later one ends; and
# when `who` wants to be reminded. Beside the returns, because a report brings those anew.
return_mark = Table(
    "return_mark",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    _key("order_id", 40),
    _key("rma", 120),
    _key("item", 140),
    Column("done", Text(20)),
    Column("arrived_on", Date),
    Column("remind_at", UtcDateTime),
    Column("marked_at", UtcDateTime, nullable=False),
    Column("who", Text(64), nullable=False),
    ForeignKeyConstraint(
        ["workspace_id", "account", "order_id", "rma", "item"],
        [f"return_case.{name}" for name in ("workspace_id", "account", "order_id", "rma", "item")],
    ),
    CheckConstraint("done IN ('refunded', 'not-arrived')", name="done_known"),
    Index(None, "workspace_id", "remind_at"),
)

# The newest listing of every offer; `price` is in cents, `template` the shipping template, whose name tells Prime.
offer = Table(
    "offer",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    _key("marketplace", 40),
    _key("sku", 120),
    Column("asin", Text(40), nullable=False),
    Column("title", Text(1_000), nullable=False),
    Column("price", Whole),
    Column("quantity", Whole),
    Column("condition", Text(120), nullable=False),
    Column("note", Text(1_000), nullable=False),
    Column("template", Text(120), nullable=False),
    Column("fulfilled_by", Text(120), nullable=False),
    Column("status", Text(120), nullable=False),
    Column("restock", Date),
    _of_account(),
    CheckConstraint("price >= 0", name="price_not_negative"),
    CheckConstraint("quantity >= 0", name="quantity_not_negative"),
    Index(None, "workspace_id", "account", "asin"),
)

# Purchase invoices for an application. `line` is made of what the line says, so that another file with the same line
# does not count it twice; money is in cents of `currency`, and null where the invoice hides it.
invoice_line = Table(
    "invoice_line",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    _key("line", 80),
    Column("invoiced_on", Date, nullable=False),
    Column("supplier", Text(1_000), nullable=False),
    Column("brand", Text(1_000), nullable=False),
    Column("currency", Text(3), nullable=False),
    Column("invoice", Text(120), nullable=False),
    Column("item", Text(1_000), nullable=False),
    Column("asin", Text(40), nullable=False),
    Column("units", Whole),
    Column("unit_price", Whole),
    Column("selling_price", Whole),
    Column("amount", Whole),
    _of_account(),
    Index(None, "workspace_id", "account", "invoiced_on"),
)

# The order of every defect and the day it was first seen, so that the next download does not count it again.
defect_order = Table(
    "defect_order",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    _key("metric", 20),
    _key("order_id", 40),
    Column("order_date", Date, nullable=False),
    Column("seen_on", Date, nullable=False),
    _of_account(),
    CheckConstraint("seen_on >= order_date", name="seen_after_order"),
)

# An account's way into Amazon. The secrets are sealed (`storage.sealing`) with the key that `key_id` names. `claimant`
# is at work with it until `lease_until`; nothing is asked of Amazon before `not_before`. `trouble` is Amazon's word for
# why it does not let us in, and since when.
amazon_connection = Table(
    "amazon_connection",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    Column("marketplace", Text(40), nullable=False),
    Column("client_id", Text(200), nullable=False),
    Column("key_id", Text(20), nullable=False),
    Column("client_secret", Text(4_000), nullable=False),
    Column("refresh_token", Text(8_000), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("who", Text(120), nullable=False),
    Column("claimant", Text(80)),
    Column("lease_until", UtcDateTime),
    Column("not_before", UtcDateTime),
    Column("trouble", Text(200)),
    Column("trouble_since", UtcDateTime),
    _of_account(),
)

# How soon an operation of Amazon's may be called again: `used_up_to` moves on by the time that a call takes to be
# earned back, and may be ahead of the clock by as much as the burst; `per_call` is that time in milliseconds.
amazon_pace = Table(
    "amazon_pace",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    _key("operation", 40),
    Column("used_up_to", UtcDateTime, nullable=False),
    Column("per_call", Whole, nullable=False),
    _of_account(),
    CheckConstraint("per_call > 0", name="per_call_positive"),
)

# A report of a local day, in as many parts as its span needs, and how far it got. `asked_at` is written before Amazon
# is asked, so that whoever finds it without a `report_id` looks at Amazon before asking again.
report_request = Table(
    "report_request",
    metadata,
    _key("workspace_id", 64),
    _key("account", 80),
    _key("kind", 40),
    Column("day", Date, primary_key=True),
    Column("part", Whole, primary_key=True, autoincrement=False),
    Column("data_start", UtcDateTime),
    Column("data_end", UtcDateTime),
    Column("state", Text(10), nullable=False),
    Column("wanted_at", UtcDateTime, nullable=False),
    Column("asked_at", UtcDateTime),
    Column("report_id", Text(120)),
    Column("document_id", Text(400)),
    Column("tries", Whole, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("error", Text(200)),
    Column("ended_at", UtcDateTime),
    _of_account(),
    CheckConstraint(
        "state IN ('wanted', 'asking', 'requested', 'done', 'taken', 'empty', 'failed')", name="state_known"
    ),
    Index(None, "workspace_id", "account", "state"),
)


def _type_rule(column: Column[object]) -> str | None:
    """What the column's type alone makes PostgreSQL refuse, said to SQLite."""
    name = column.name
    match column.type:
        case Text(length=longest):
            # SQLite's length() stops at a NUL character, which PostgreSQL takes in no text at all.
            whole = f"length({name}) <= {longest} AND instr({name}, char(0)) = 0"
            return f"typeof({name}) IN ('text', 'null') AND {whole}"
        case Whole():
            return f"typeof({name}) IN ('integer', 'null')"
        case Boolean():
            return f"{name} IN (0, 1)"
    return None


def _make_sqlite_strict(table: Table) -> None:
    for column in table.columns:
        if rule := _type_rule(column):
            check = CheckConstraint(rule, name=f"{column.name}_type")
            table.append_constraint(check.ddl_if(dialect="sqlite"))


for _table in metadata.sorted_tables:
    _make_sqlite_strict(_table)
