"""The newest reading of every series, for those that are held already."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from alembic import op

from rules.renewed.standing import Reading
from rules.warnings.bands import bands
from storage.migrations.constraints import integer_checks, text_checks

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BATCH = 5_000
SERIES = ("workspace_id", "account", "metric", "subject")
FIELDS = ("value", "orders", "defects", "reviews", "window_days", "as_of", "source", "who")
NEWLY_NEAR = "band > 0 AND previous_band = 0"

LATEST_TWO = sa.text(
    """
    SELECT * FROM (
        SELECT reading.*, dense_rank() OVER series AS days_ago, row_number() OVER day AS said_since FROM reading
        WINDOW series AS (PARTITION BY workspace_id, account, metric, subject ORDER BY as_of DESC),
            day AS (PARTITION BY workspace_id, account, metric, subject, as_of ORDER BY id DESC)
    ) AS ranked WHERE said_since = 1 AND days_ago <= 2 ORDER BY workspace_id, account, metric, subject, days_ago
    """
).columns(as_of=sa.Date)
"""What every series read on its last two days, the newest first."""


LATEST_READING = sa.table(
    "latest_reading",
    *(sa.column(name, sa.Date if name == "as_of" else None) for name in (*SERIES, *FIELDS)),
    *map(sa.column, ("band", "previous", "previous_band")),
    sa.column("previous_as_of", sa.Date),
)


def upgrade() -> None:
    create_latest_reading()
    connection = op.get_bind()
    held = connection.execute(LATEST_TWO, execution_options={"stream_results": True}).mappings()
    series = (list(rows) for _, rows in groupby(held, itemgetter(*SERIES)))
    while batch := list(islice(series, BATCH)):
        connection.execute(LATEST_READING.insert(), list(latest(batch)))


def latest(batch: list[list[Any]]) -> Iterator[dict[str, Any]]:
    newest, before = [rows[0] for rows in batch], [rows[1] if len(rows) > 1 else None for rows in batch]
    bands_before = iter(bands([reading(row) for row in before if row]))
    for row, band, previous in zip(newest, bands(list(map(reading, newest))), before, strict=True):
        yield {
            **{name: row[name] for name in (*SERIES, *FIELDS)},
            "band": band,
            "previous": previous and previous["value"],
            "previous_band": previous and next(bands_before),
            "previous_as_of": previous and previous["as_of"],
        }


def reading(row: Any) -> Reading:
    return Reading(metric=row["metric"], subject=row["subject"], **{name: row[name] for name in FIELDS})


def create_latest_reading() -> None:
    op.create_table(
        "latest_reading",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("account", sa.String(80), nullable=False),
        sa.Column("metric", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.Column("orders", sa.BigInteger),
        sa.Column("defects", sa.BigInteger),
        sa.Column("reviews", sa.BigInteger),
        sa.Column("window_days", sa.BigInteger),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("band", sa.BigInteger, nullable=False),
        sa.Column("previous", sa.BigInteger),
        sa.Column("previous_band", sa.BigInteger),
        sa.Column("previous_as_of", sa.Date),
        sa.PrimaryKeyConstraint(*SERIES, name="pk_latest_reading"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "account"], ["account.workspace_id", "account.name"], name="fk_latest_reading_account"
        ),
        *text_checks("latest_reading", workspace_id=64, account=80, metric=20, subject=40, source=200, who=120),
        *integer_checks("latest_reading", "value", "orders", "defects", "reviews", "window_days", "band"),
        *integer_checks("latest_reading", "previous", "previous_band"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_latest_reading_newly_near",
        "latest_reading",
        ["workspace_id", "previous_band", "band"],
        sqlite_where=sa.text(NEWLY_NEAR),
        postgresql_where=sa.text(NEWLY_NEAR),
    )
