from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from storage.alerting import subscriptions
from storage.alerting.subscriptions import Subscription, wants
from storage.workspaces import Repeated, Workspace


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


def test_what_is_put_is_held_in_the_order_of_the_channels(
    ws: Workspace, plain: Subscription, rich: Subscription, now: datetime
) -> None:
    assert subscriptions.held(ws) == []
    for each in (plain, rich):
        subscriptions.put(ws, each, now)
    assert [rich, plain] == subscriptions.held(ws)
    assert rich == subscriptions.of_channel(ws, "C0")
    assert subscriptions.of_channel(ws, "C2") is None


def test_a_channel_has_one_subscription(ws: Workspace, plain: Subscription, now: datetime) -> None:
    other = replace(plain, metrics={"odr": None}, quiet="22:00-06:00")
    for each in (plain, other):
        subscriptions.put(ws, each, now)
    assert [other] == subscriptions.held(ws)


def test_a_change_sees_what_is_held_and_tells_both(ws: Workspace, plain: Subscription, now: datetime) -> None:
    assert subscriptions.edit(ws, "C1", lambda held: held, now) == (None, None)
    assert (None, plain) == subscriptions.edit(ws, "C1", lambda _: plain, now)
    owned = replace(plain, owner="U2")
    assert (plain, owned) == subscriptions.edit(ws, "C1", lambda held: held and replace(held, owner="U2"), now)
    assert (owned, None) == subscriptions.edit(ws, "C1", lambda _: None, now)
    assert subscriptions.held(ws) == []


def test_a_channel_that_is_removed_leaves_the_others(
    ws: Workspace, plain: Subscription, rich: Subscription, now: datetime
) -> None:
    for each in (plain, rich):
        subscriptions.put(ws, each, now)
    assert subscriptions.remove(ws, "C1", now)
    assert not subscriptions.remove(ws, "C1", now)
    assert [rich] == subscriptions.held(ws)


def test_a_repeated_request_changes_nothing(ws: Workspace, plain: Subscription, now: datetime) -> None:
    subscriptions.put(ws, plain, now, "trigger")
    subscriptions.remove(ws, "C1", now, "other")
    with pytest.raises(Repeated):
        subscriptions.put(ws, plain, now, "trigger")
    with pytest.raises(Repeated):
        subscriptions.remove(ws, "C1", now, "other")
    assert subscriptions.held(ws) == []


def test_of_changes_made_at_once_none_is_lost(ws: Workspace, plain: Subscription, now: datetime) -> None:
    subscriptions.put(ws, plain, now)
    names = [f"metric {number}" for number in range(8)]

    def add(name: str) -> None:
        subscriptions.edit(ws, "C1", lambda held: held and replace(held, metrics={**held.metrics, name: None}), now)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, names))
    held = subscriptions.of_channel(ws, "C1")
    assert held is not None
    assert set(names) == held.metrics.keys()


def test_a_refused_subscription_changes_nothing(ws: Workspace, plain: Subscription, now: datetime) -> None:
    subscriptions.put(ws, plain, now)
    with pytest.raises(DatabaseError):
        subscriptions.put(ws, replace(plain, quiet="x" * 21), now, "trigger")
    assert [plain] == subscriptions.held(ws)
    subscriptions.put(ws, plain, now, "trigger")


def test_trouble_is_kept_until_the_channel_is_reached(ws: Workspace, plain: Subscription, now: datetime) -> None:
    subscriptions.put(ws, plain, now)
    subscriptions.trouble(ws, "C1", "not_in_channel", now)
    assert replace(plain, trouble="not_in_channel") == subscriptions.of_channel(ws, "C1")
    subscriptions.trouble(ws, "C1", "x" * 500, now)
    assert replace(plain, trouble="x" * 80) == subscriptions.of_channel(ws, "C1")
    subscriptions.trouble(ws, "C1", None, now)
    assert plain == subscriptions.of_channel(ws, "C1")


def test_a_try_from_before_the_channel_was_subscribed_anew_changes_nothing(
    ws: Workspace, plain: Subscription, now: datetime
) -> None:
    subscriptions.put(ws, plain, now)
    subscriptions.trouble(ws, "C1", "not_in_channel", now - timedelta(seconds=1))
    assert plain == subscriptions.of_channel(ws, "C1")


def test_trouble_of_a_channel_that_hears_of_nothing_is_not_kept(ws: Workspace, now: datetime) -> None:
    subscriptions.trouble(ws, "C1", "is_archived", now)
    assert subscriptions.held(ws) == []


def test_a_subscription_survives_a_restart(
    ws: Workspace, rich: Subscription, now: datetime, reopened: Callable[[], Workspace]
) -> None:
    subscriptions.put(ws, rich, now)
    assert [rich] == subscriptions.held(reopened())


def test_a_channel_wants_the_metrics_of_its_accounts_in_its_own_band(plain: Subscription) -> None:
    assert wants(plain, "any", "odr") == 0
    one = replace(plain, account="main", metrics={"odr": 7_000, "rating": None})
    assert [wants(one, "main", metric) for metric in ("odr", "rating", "seller-rqs")] == [7_000, 0, None]
    assert wants(one, "other", "odr") is None
