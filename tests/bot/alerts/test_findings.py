"""What a channel hears of what the checks over reports find: once, with the clause, until it is gone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from bot.alerts.tick import tick_workspace
from bot.amazon.imports.import_file import Giving, import_file
from bot.slack.blocks import Message
from storage.alerting import outbox, subscriptions
from storage.reports import imports, offers
from storage.reports.imports import ImportBatch
from storage.reports.offers import Offer
from tests.builders.channel import Watched, watched
from tests.builders.returns import bring, case
from tests.builders.warnings import lines

SAMPLES = Path(__file__).parents[3] / "bot/entrypoints/local/samples"
MISMATCH = {"reason": "CR-UNWANTED_ITEM", "label_payer": "seller", "refunded": 12_999}
PRIME = Offer(
    sku="P-1",
    asin="B0ABCD1234",
    marketplace="ca",
    quantity=3,
    condition="New",
    template="Prime template",
    fulfilled_by="seller",
    status="Active",
)
TWIN = replace(PRIME, sku="N-1", template="Standard template")


@pytest.fixture
def watch(engine: Engine) -> Iterator[Watched]:
    with watched(engine) as watching:
        yield watching


def file_came(watch: Watched) -> list[str]:
    """A file has been taken, and the next tick comes."""
    now = watch.clock.now
    with watch.workspace.begin() as transaction:
        name = sha256(f"{imports.count_by_account(transaction)}".encode()).hexdigest()
        batch = ImportBatch(
            account="main", file_hash=name, kind="returns", name="r.txt", rows=1, problems=0, imported_at=now, who="U1"
        )
        imports.insert(transaction, batch)
    return watch.tick()


def offered(watch: Watched, *held: Offer) -> None:
    with watch.workspace.begin() as transaction:
        offers.upsert(transaction, "main", held)


def shown(watch: Watched) -> list[str]:
    payload = watch.channel[-1].payload
    return lines(Message(payload["text"], tuple(payload["blocks"])))


def test_what_is_found_is_told_with_its_money_and_clause(watch: Watched) -> None:
    bring(watch.workspace, case(**MISMATCH))
    assert file_came(watch) == ["posted: 🟡 Watch · Label payer · 1 open · $12.40"]
    told = shown(watch)
    assert told[3].startswith(
        "• 701-1234567-1234567 D0000000RRMA SKU-1 · $12.40 · Amazon has you pay this return label."
    )
    assert told[-1].startswith("sfp-ca/return-shipping/reason-codes · ")


def test_it_is_told_once_however_often_the_clock_ticks_and_files_come(watch: Watched) -> None:
    bring(watch.workspace, case(**MISMATCH))
    file_came(watch)
    watch.clock.now += timedelta(minutes=5)
    assert (watch.tick(), file_came(watch)) == ([], [])


def test_without_a_file_nothing_is_swept(watch: Watched) -> None:
    bring(watch.workspace, case(**MISMATCH))
    assert watch.tick() == []


def test_a_new_one_joins_in_the_thread_and_the_dearest_stands_first(watch: Watched) -> None:
    bring(watch.workspace, case(1, **MISMATCH))
    file_came(watch)
    bring(watch.workspace, case(2, **MISMATCH, label_cost=1_999))
    watch.clock.now += timedelta(hours=1)
    assert file_came(watch) == [
        "edited: 🟡 Watch · Label payer · 2 open · $32.39",
        "thread: 1 more has come to it:",
    ]
    assert [line[2:21] for line in shown(watch)[3:5]] == ["701-1234567-0000002", "701-1234567-0000001"]


def test_what_breaks_a_term_is_to_be_acted_upon_and_ends_once_it_is_mended(watch: Watched) -> None:
    offered(watch, PRIME, TWIN)
    assert file_came(watch) == ["posted: 🟠 Act now · Twin offers · 1 open"]
    watch.clock.now += timedelta(hours=1)
    offered(watch, replace(TWIN, note="A scratch on the lid"))
    assert file_came(watch) == [
        "edited: 🟢 Twin offers: all settled. Nothing of it is left.",
        "thread: 🟢 Twin offers: nothing of it is left.",
    ]


def test_the_day_alone_can_end_a_restock_date(watch: Watched) -> None:
    offered(watch, replace(PRIME, restock=date(2026, 11, 25)))
    assert file_came(watch) == ["posted: 🟠 Act now · Restock date ahead · 1 open"]
    watch.clock.now += timedelta(days=2)
    assert watch.tick()[0] == "edited: 🟢 Restock date ahead: all settled. Nothing of it is left."


def test_of_returns_of_long_ago_nobody_is_told(watch: Watched) -> None:
    bring(watch.workspace, case(**MISMATCH, return_date=date(2026, 9, 1), order_date=date(2026, 8, 1)))
    assert file_came(watch) == []


def test_in_quiet_hours_it_waits(watch: Watched) -> None:
    held = subscriptions.list_all(watch.workspace)[0]
    subscriptions.upsert(watch.workspace, replace(held, quiet="09:00-12:00"), watch.clock.now)
    offered(watch, PRIME, TWIN)
    assert file_came(watch) == []
    watch.clock.now += timedelta(hours=3)
    assert watch.tick() == ["posted: 🟠 Act now · Twin offers · 1 open"]


def test_two_processes_sweep_it_once(watch: Watched) -> None:
    offered(watch, PRIME, TWIN)
    file_came(watch)
    tick_workspace(watch.workspace, watch.clock.now)
    tick_workspace(watch.workspace, watch.clock.now)
    assert outbox.count_by_state(watch.workspace) == {"sent": 1}


def test_the_sample_reports_are_told_of_one_by_one(watch: Watched) -> None:
    watch.clock.now = datetime(2026, 11, 25, 16, tzinfo=watch.clock.now.tzinfo)
    giving = Giving("main", "U0YOU", watch.clock.now, ZoneInfo("America/Toronto"))
    for path in sorted(SAMPLES.iterdir()):
        import_file(watch.workspace, BytesIO(path.read_bytes()), path.name, giving)
    heard = [told.partition(" · ")[2].partition(" · ")[0] for told in watch.tick()]
    assert {"Label payer", "Restock date ahead", "Out of stock", "Twin offers", "Refunded too little"} <= set(heard)
