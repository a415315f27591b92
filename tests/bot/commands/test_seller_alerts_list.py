"""What is listed: who hears of what, how that stands, and what is wrong with a channel; and the samples."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.core.levels import ACT, BREACHED, OK, WATCH
from storage import accounts
from storage.alerting import alerts, outbox, subscriptions
from storage.alerting.alerts import Alert
from storage.alerting.subscriptions import Subscription
from storage.workspaces import open_workspace
from tests.fakes.slack_person import CHANNEL


@pytest.fixture
def ws(engine, now):
    return open_workspace(engine, "T0SHOP", now)


def test_the_list_shows_every_channel_this_one_first(ann, ws, now):
    there = Subscription(
        channel="C0AAA",
        account="main",
        metrics={"odr": None},
        owner="U0BOB",
        trouble="not_in_channel",
        since=now,
        who="U1",
    )
    subscriptions.upsert(ws, there, now)
    alone = ann.types("/seller-alerts").shown
    assert "*<#C0AAA>* · account main · Order defect rate\nowner <@U0BOB> · times of America/Toronto" in alone
    assert "I am not a member of this channel: invite me with `/invite @Headroom`" in alone
    assert "`/seller-alerts on` brings warnings to this channel" in alone
    for line in ("on rating at=3.9", "quiet 18h-8h", "digest daily 09:00", "mute 2d"):
        ann.types(f"/seller-alerts {line}")
    shown = ann.types("/seller-alerts list").shown
    assert shown.index("This channel") < shown.index("<#C0AAA>")
    assert "quiet 18:00-08:00 · digest daily 09:00 · times of America/Toronto" in shown
    assert "muted until Wed 25 Nov 2026, 10:00 (America/Toronto)" in shown


@pytest.fixture
def stands(ws, now):
    """Has subjects of accounts be held to stand so."""

    def stand(*held):
        for each in held:
            accounts.add(ws, each.account, "U1", now)
        with ws.begin() as transaction:
            alerts.upsert(transaction, held)

    return stand


def test_the_list_shows_how_things_stand_in_each_channels_own_band(ann, stands):
    ann.types("/seller-alerts on odr at=0.7%")
    ann.types("/seller-alerts on offer-rqs")
    assert "🟢 all quiet" in ann.types("/seller-alerts").shown
    stands(
        Alert(account="main", metric="odr", subject="", band=7_000, level=WATCH),
        Alert(account="main", metric="odr", subject="", band=0, level=BREACHED),
        Alert(account="main", metric="offer-rqs", subject="B0AAAAAAA1", level=ACT),
        Alert(account="main", metric="offer-rqs", subject="B0AAAAAAA2", level=OK),
        Alert(account="main", metric="seller-rqs", subject="", level=ACT),
    )
    shown = ann.types("/seller-alerts").shown
    assert "🟠 act · Offer RQS of B0AAAAAAA1\n🟡 watch · Order defect rate of the account\n" in shown
    assert [word for word in ("B0AAAAAAA2", "Seller RQS", "breached", "all quiet") if word in shown] == []


def test_of_many_the_worst_are_listed_and_of_several_accounts_each_is_named(ann, stands):
    ann.types("/seller-alerts on")
    stands(*(Alert(account="main", metric="offer-rqs", subject=f"B0AAAAAAA{n}", level=WATCH) for n in range(7)))
    assert "B0AAAAAAA4\n2 more are not ok." in ann.types("/seller-alerts").shown
    ann.types("/seller-settings account=“My shop”")
    stands(Alert(account="My shop", metric="odr", subject="", level=BREACHED))
    shown = ann.types("/seller-alerts").shown
    assert "🔴 breached · Order defect rate of the account (My shop)\n🟡 watch" in shown
    assert "B0AAAAAAA3 (main)\n3 more are not ok." in shown


def test_of_very_many_channels_the_rest_is_counted(ann, ws, now):
    for number in range(30):
        subscriptions.upsert(ws, Subscription(channel=f"C{number:03}", since=now, who="U1"), now)
    ann.types("/seller-alerts on")
    shown = ann.types("/seller-alerts").shown
    assert shown.count("all quiet") == 20
    assert "11 more channels hear of warnings." in shown


def test_a_direct_message_is_called_so(ann, ws, now):
    subscriptions.upsert(ws, Subscription(channel="D0BOB", since=now, who="U1"), now)
    assert "*A direct message* · all accounts" in ann.types("/seller-alerts").shown


def test_a_mute_that_is_over_is_not_listed(ann, arrives, assistant, now):
    for line in ("on", "mute 2d"):
        ann.types(f"/seller-alerts {line}")
    later = arrives(at=replace(assistant, clock=lambda: now + timedelta(days=2)))
    assert "muted" not in later.types("/seller-alerts").shown


TROUBLES = {
    "channel_not_found": "/invite @Headroom",
    "is_archived": "archived",
    "restricted_action": "restricted_action",
}


@pytest.mark.parametrize(("error", "shown"), TROUBLES.items())
def test_trouble_is_listed_until_the_channel_is_subscribed_anew(ann, ws, now, error, shown):
    ann.types("/seller-alerts on")
    subscriptions.set_trouble(ws, CHANNEL, error, now)
    assert shown in ann.types("/seller-alerts").shown
    ann.types("/seller-alerts on")
    assert "⚠️" not in ann.types("/seller-alerts").shown


def test_a_sample_of_every_kind_comes_to_the_asker_alone(ann, ws):
    before = outbox.count_by_state(ws).get("waiting", 0)
    told = ann.types("/seller-alerts test")
    count = outbox.count_by_state(ws)["waiting"] - before
    assert count > 3
    assert f"{count} samples* come to you as direct messages" in told.shown
    ann.types("/seller-alerts test")
    assert outbox.count_by_state(ws)["waiting"] == before + 2 * count
