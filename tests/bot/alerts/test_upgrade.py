"""A database of the version before, with open alerts that channels were told of: the upgrade is heard by nobody."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from bot.alerts.notify.compose import fingerprint
from bot.alerts.notify.dispatch import group_of
from bot.alerts.notify.templates import template_of
from bot.workspace.context import context_of
from storage.alerting import alerts, notification_log, outbox, subscriptions
from storage.database.engine import open_engine
from storage.database.migrate import upgrade
from storage.tables import notice, transition
from storage.tables import outbox as sayings
from tests.bot.alerts.test_findings import file_came
from tests.builders.channel import Clock, Watched, watched
from tests.builders.returns import MONDAY, bring, case
from tests.fixtures.databases import BOTH
from tests.storage.database.earlier import fill, rows_of, upgrade_to

pytestmark = BOTH

LEFT_AT = datetime(2026, 11, 28, 16, 5, tzinfo=UTC)
"""When the version before did its last tick."""


@pytest.fixture
def watch(new_url: str) -> Iterator[Watched]:
    """A channel after the upgrade, five minutes after the last tick before it."""
    engine = open_engine(new_url)
    upgrade_to(engine, "0007")
    fill(engine, rows_of("0007"))
    upgrade(engine)
    with watched(engine, clock=Clock(LEFT_AT + timedelta(minutes=5))) as watching:
        yield watching
    engine.dispose()


def rows(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        return [sorted(map(tuple, connection.execute(select(table)).all()), key=str) for table in (notice, transition)]


def lines(watch: Watched) -> dict[str, str]:
    """What each open alert of a check says its line is."""
    held = alerts.list_open(watch.workspace)
    return {f"{each.metric} {each.subject}": each.outlook["line"]["key"] for each in held if "line" in each.outlook}


def test_a_tick_after_the_upgrade_posts_edits_and_raises_nothing(watch: Watched) -> None:
    before, said = rows(watch.assistant.engine), outbox.count_by_state(watch.workspace)
    assert len(lines(watch)) == 8
    assert watch.tick() == []
    assert before == rows(watch.assistant.engine)
    assert said == outbox.count_by_state(watch.workspace)


def test_every_message_looks_as_it_looked_before(watch: Watched) -> None:
    context = context_of(watch.workspace, watch.clock.now)
    [subscription] = subscriptions.list_all(watch.workspace)
    with watch.workspace.read() as snapshot:
        for about, notice in notification_log.select_all(snapshot).items():
            group = group_of(context, snapshot, subscription, about[1:], notice)
            assert notice.shown == fingerprint(template_of(group).present(context, group, notice.level)), about


def test_nor_does_one_after_a_file_by_which_every_check_is_looked_at_again(watch: Watched) -> None:
    before = rows(watch.assistant.engine)
    assert file_came(watch) == []
    assert before == rows(watch.assistant.engine)
    assert "stored.text" not in lines(watch).values()


def test_what_is_due_is_kept_as_a_phrase_from_the_first_tick_on(watch: Watched) -> None:
    assert set(lines(watch).values()) == {"stored.text"}
    watch.tick()
    of_refunds = {key for alert, key in lines(watch).items() if alert.startswith("refund-due")}
    assert of_refunds == {"check.item_refund"}


def test_what_changes_after_the_upgrade_is_told_as_ever(watch: Watched) -> None:
    bring(watch.workspace, case(1, arrived_on=MONDAY, refunded=12_999))
    watch.tick()
    with watch.assistant.engine.connect() as connection:
        newest = connection.execute(select(sayings.c.act, sayings.c.text).order_by(sayings.c.id.desc()).limit(1)).one()
    assert newest.act == "edit"
    assert newest.text.startswith("🔴 Refunds overdue, due by Wed 25 Nov 2026 · 1 open")
