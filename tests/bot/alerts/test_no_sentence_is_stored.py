"""Whatever happens, storage keeps no finished sentence: who reads it may choose the language when it is shown."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from bot.alerts.notify.undeliverable import mark_undeliverable
from bot.amazon.imports.import_file import Giving, import_file
from bot.entrypoints.local.emulator.person import TEAM, USER
from bot.slack.requests import signed_event
from tests.bot.alerts.test_findings import SAMPLES
from tests.bot.listeners.uploads.test_uploads import DEFECTS, HOSTILE, TWO_WAYS, dropping
from tests.builders.channel import CHANNEL, Clock, Watched, watched
from tests.builders.clerk import Clerk, clerk_at
from tests.builders.returns import bring, case
from tests.builders.stored_sentences import parts, rows_in, stored_sentences
from tests.storage.database.earlier import rows_of

WEDNESDAY = datetime(2026, 11, 25, 15, tzinfo=UTC)
"""When the sample files are of today."""

TYPED = (
    "/seller-alerts digest daily 09:00",
    "/seller-alerts owner @you",
    "/renewed-status set odr=0.78% orders=10000 defects=78 window=90d",
    "/renewed-status",
    "/renewed-status set odr=12",
    "/renewed-eligibility",
    "/sfp-returns",
    "/sfp-refund 129.99 late=18d used",
    "/sfp-refund 12k",
    "/sfp-label 12.40 unwanted",
    "/sfp-eligibility asin=B0ABCD1234 stock=0",
    "/sfp-shipping M5V 3L9",
    "/seller-policy who pays the return label",
    "/seller-settings province=QC",
    "/seller-settings payer CR-UNWANTED_ITEM=seller",
    "/nonsense of all kinds",
)


def take_samples(watch: Watched) -> None:
    giving = Giving("main", "U0YOU", watch.clock.now, ZoneInfo("America/Toronto"))
    for path in sorted(SAMPLES.iterdir()):
        import_file(watch.workspace, BytesIO(path.read_bytes()), path.name, giving)


def act_on_messages(watch: Watched) -> None:
    """Acknowledge the newest warning, snooze and assign it, and do something about a return."""
    warning = next(each for each in reversed(watch.channel) if "Acknowledge" in str(each.payload))
    watch.press("Acknowledge", warning)
    watch.press("Snooze", warning)
    watch.fill_in(until="7d", why="counting boxes")
    watch.press("Assign", warning)
    watch.fill_in(who="U0ANN")
    for label in ("⏰ Remind me", "✅ Refunded", "Not arrived"):
        watch.local.type("/sfp-returns")
        labels = [button["text"]["text"] for _, button in watch.local.buttons]
        watch.local.press(labels.index(label) + 1)


def a_seller_has_a_week(watch: Watched) -> None:
    """Files, typed lines, warnings, findings, digests, deadlines and what people do about them."""
    take_samples(watch)
    bring(watch.workspace, *(case(number, arrived_on=date(2026, 11, 24)) for number in (1, 2)))
    for line in TYPED:
        command, _, text = line.partition(" ")
        watch.assistant.answer(TEAM, command, text, USER, CHANNEL, request_id=line)
    watch.tick()
    for defects in (70, 78, 90, 20):
        watch.day(defects)
    bring(watch.workspace, case(3, arrived_on=watch.clock.now.date()))
    watch.clock.now += timedelta(days=1)
    watch.tick()
    act_on_messages(watch)
    watch.clock.now += timedelta(days=2)
    watch.tick()
    mark_undeliverable(watch.workspace, CHANNEL, "channel_not_found", watch.clock.now)


def a_clerk_drops_files(clerk: Clerk) -> None:
    """Files that are read in part, refused, asked about, or have no name."""
    clerk.drops(f"{DEFECTS}701-1234567-1234567,2026-11-02,Chargeback,\n701-1,2026-13-02,Sunshine,x\n", "some.csv")
    clerk.drops(TWO_WAYS, "two.csv")
    clerk.drops("hello", "none.txt")
    clerk.drops(f"{DEFECTS}1,2,3,4\n", "bad.csv")
    event = dropping(clerk, "report.csv")
    [shown] = [each for each in clerk.local.slack.messages if each.ts == event["ts"]]
    shown.payload["files"][0]["name"] = HOSTILE["nothing to see"]
    clerk.local._deliver(*signed_event(event, TEAM, clerk.local._secret))
    clerk.work()


@pytest.fixture
def after_a_week(engine: Engine, tmp_path: Path) -> Engine:
    with watched(engine, clock=Clock(WEDNESDAY)) as watch:
        a_seller_has_a_week(watch)
    with clerk_at(engine, tmp_path) as clerk:
        a_clerk_drops_files(clerk)
    return engine


def test_no_table_but_the_outbox_holds_a_sentence(after_a_week: Engine) -> None:
    rows = rows_in(after_a_week)
    empty = {name for name, found in rows.items() if not found}
    assert empty == {"amazon_connection", "amazon_pace", "report_request", "dropped_file"}
    assert {each["metric"] for each in rows["alert"]} >= {"odr", "refund-due", "payer-mismatch", "twin-offers"}
    assert {each["name"] for each in rows["import_batch"]} >= {"some.csv", "", "returns.txt"}
    assert [each for each in rows["return_case"] if each["decision"]]
    assert stored_sentences(rows) == []


def test_what_the_version_before_stored_would_be_found() -> None:
    found = stored_sentences(rows_of("0007"))
    assert {place[:2] for place in found} == {
        ("alert", "outlook"),
        ("transition", "why"),
        ("report_request", "error"),
        ("import_batch", "name"),
    }


def test_every_part_is_long_enough_to_be_no_chance() -> None:
    assert len(parts()) > 500
    assert "Amazon has you pay this return label. For “" in parts()
