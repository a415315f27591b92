from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from storage.alerting import subscriptions
from storage.alerting.subscriptions import Subscription, subscribed_band
from storage.transaction import RepeatedRequest
from storage.workspaces import Workspace


@pytest.fixture
def plain(now: datetime) -> Subscription:
    return Subscription(channel="C1", since=now, who="U1")


@pytest.fixture
def rich(now: datetime) -> Subscription:
    return Subscription(
        channel="C0",
        account="main",
        metrics={"odr": 7_000, "rating": None},
        quiet="18:00-08:00",
        digest="weekly mon 09:00",
        owner="U2",
        muted_until=now + timedelta(days=2),
        trouble="not_in_channel",
        since=now,
        who="U1",
    )


def test_subscriptions_are_listed_by_channel(
    ws: Workspace, plain: Subscription, rich: Subscription, now: datetime
) -> None:
    assert subscriptions.list_all(ws) == []
    for subscription in (plain, rich):
        subscriptions.upsert(ws, subscription, now)
    assert [rich, plain] == subscriptions.list_all(ws)
    assert rich == subscriptions.get(ws, "C0")
    assert subscriptions.get(ws, "C2") is None


def test_a_channel_has_one_subscription(ws: Workspace, plain: Subscription, now: datetime) -> None:
    other = replace(plain, metrics={"odr": None}, quiet="22:00-06:00")
    for subscription in (plain, other):
        subscriptions.upsert(ws, subscription, now)
    assert [other] == subscriptions.list_all(ws)


def test_an_update_gets_the_stored_subscription_and_returns_both(
    ws: Workspace, plain: Subscription, now: datetime
) -> None:
    assert subscriptions.update(ws, "C1", lambda before: before, now) == (None, None)
    assert (None, plain) == subscriptions.update(ws, "C1", lambda _: plain, now)
    owned = replace(plain, owner="U2")
    assert (plain, owned) == subscriptions.update(ws, "C1", lambda before: before and replace(before, owner="U2"), now)
    assert (owned, None) == subscriptions.update(ws, "C1", lambda _: None, now)
    assert subscriptions.list_all(ws) == []


def test_deleting_one_subscription_leaves_the_others(
    ws: Workspace, plain: Subscription, rich: Subscription, now: datetime
) -> None:
    for subscription in (plain, rich):
        subscriptions.upsert(ws, subscription, now)
    assert subscriptions.delete(ws, "C1", now)
    assert not subscriptions.delete(ws, "C1", now)
    assert [rich] == subscriptions.list_all(ws)


def test_a_repeated_request_changes_nothing(ws: Workspace, plain: Subscription, now: datetime) -> None:
    subscriptions.upsert(ws, plain, now, "trigger")
    subscriptions.delete(ws, "C1", now, "other")
    with pytest.raises(RepeatedRequest):
        subscriptions.upsert(ws, plain, now, "trigger")
    with pytest.raises(RepeatedRequest):
        subscriptions.delete(ws, "C1", now, "other")
    assert subscriptions.list_all(ws) == []


def test_no_concurrent_update_is_lost(ws: Workspace, plain: Subscription, now: datetime) -> None:
    subscriptions.upsert(ws, plain, now)
    names = [f"metric {number}" for number in range(8)]

    def add(name: str) -> None:
        subscriptions.update(
            ws, "C1", lambda before: before and replace(before, metrics={**before.metrics, name: None}), now
        )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, names))
    stored = subscriptions.get(ws, "C1")
    assert stored is not None
    assert set(names) == stored.metrics.keys()


def test_a_refused_subscription_changes_nothing(ws: Workspace, plain: Subscription, now: datetime) -> None:
    subscriptions.upsert(ws, plain, now)
    with pytest.raises(DatabaseError):
        subscriptions.upsert(ws, replace(plain, quiet="x" * 21), now, "trigger")
    assert [plain] == subscriptions.list_all(ws)
    subscriptions.upsert(ws, plain, now, "trigger")


def test_trouble_is_stored_until_a_post_succeeds(ws: Workspace, plain: Subscription, now: datetime) -> None:
    subscriptions.upsert(ws, plain, now)
    subscriptions.set_trouble(ws, "C1", "not_in_channel", now)
    assert replace(plain, trouble="not_in_channel") == subscriptions.get(ws, "C1")
    subscriptions.set_trouble(ws, "C1", "x" * 500, now)
    assert replace(plain, trouble="x" * 80) == subscriptions.get(ws, "C1")
    subscriptions.set_trouble(ws, "C1", None, now)
    assert plain == subscriptions.get(ws, "C1")


def test_a_post_from_before_the_last_change_sets_no_trouble(ws: Workspace, plain: Subscription, now: datetime) -> None:
    subscriptions.upsert(ws, plain, now)
    subscriptions.set_trouble(ws, "C1", "not_in_channel", now - timedelta(seconds=1))
    assert plain == subscriptions.get(ws, "C1")


def test_trouble_of_a_channel_without_subscription_is_not_stored(ws: Workspace, now: datetime) -> None:
    subscriptions.set_trouble(ws, "C1", "is_archived", now)
    assert subscriptions.list_all(ws) == []


def test_a_subscription_survives_a_restart(
    ws: Workspace, rich: Subscription, now: datetime, reopened: Callable[[], Workspace]
) -> None:
    subscriptions.upsert(ws, rich, now)
    assert [rich] == subscriptions.list_all(reopened())


def test_a_channel_subscribes_to_metrics_of_its_accounts_in_its_own_band(plain: Subscription) -> None:
    assert subscribed_band(plain, "any", "odr") == 0
    one = replace(plain, account="main", metrics={"odr": 7_000, "rating": None})
    assert [subscribed_band(one, "main", metric) for metric in ("odr", "rating", "seller-rqs")] == [7_000, 0, None]
    assert subscribed_band(one, "other", "odr") is None
