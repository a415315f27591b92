"""Which channel hears of what: each worked line, each wrong one, and who may."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.services.subscriptions import HEARD
from bot.views.model.check_names import CHECKS
from rules.renewed.metrics import METRICS
from storage import audit_log
from storage.alerting import subscriptions
from storage.alerting.subscriptions import Subscription
from storage.database.engine import open_engine
from storage.workspaces import open_workspace
from tests.fakes.slack_person import CHANNEL


@pytest.fixture
def ws(engine, now):
    return open_workspace(engine, "T0SHOP", now)


@pytest.fixture
def here(ws):
    """What this channel hears of now."""
    return lambda: subscriptions.get(ws, CHANNEL)


SUBSCRIBED = {
    ("on",): {},
    ("on odr",): {"odr": None},
    ("on odr at=0.70%",): {"odr": 7_000},
    ("on 0,70 % odr",): {"odr": 7_000},
    ("odr=0.7% on",): {"odr": 7_000},
    ("on seller rqs at=98.5%",): {"seller-rqs": 985_000},
    ("on offer-rqs at=96%",): {"offer-rqs": 960_000},
    ("on rating at=3.9",): {"rating": 3_900_000},
    ("on “Order defect rate” rating",): {"odr": None, "rating": None},
    ("on odr", "on rating"): {"odr": None, "rating": None},
    ("on odr at=0.7%", "on"): dict.fromkeys(HEARD) | {"odr": 7_000},
    ("on odr at=0.7%", "on odr"): {"odr": 7_000},
    ("on odr at=0.7%", "on odr at=0.6%"): {"odr": 6_000},
    ("on odr at=0.7%", "on odr at=default"): {"odr": None},
    ("on", "on odr at=0.7%"): dict.fromkeys(HEARD) | {"odr": 7_000},
    ("on", "on odr at=0.7%", "on odr at=default"): {},
    ("on odr seller-rqs offer-rqs", "on rating"): dict.fromkeys(METRICS),
    ("on refunds due",): {"refund-due": None},
    ("on twin-offers “out of stock”", "on odr"): {"odr": None, "twin-offers": None, "stock-out": None},
    (f"on {' '.join(METRICS)}", f"on {' '.join(CHECKS)}"): {},
}


def test_a_channel_hears_of_what_was_added_up(arrives, engine, now):
    heard = {}
    for number, lines in enumerate(SUBSCRIBED):
        person = arrives(team=f"T{number}")
        assert all(person.types(f"/seller-alerts {line}").told["ok"] for line in lines)
        heard[lines] = subscriptions.get(open_workspace(engine, f"T{number}", now), CHANNEL)
    expected = {
        lines: Subscription(channel=CHANNEL, metrics=metrics, since=now, who="U0ANN")
        for lines, metrics in SUBSCRIBED.items()
    }
    assert expected == heard


def test_the_answer_says_what_changed_and_what_holds_now(ann):
    first = ann.types("/seller-alerts on odr")
    assert "Warnings come to this channel from now on" in first.shown
    assert "Now: all accounts · Order defect rate." in first.shown
    second = ann.types("/seller-alerts on seller-rqs at=98.5%")
    assert "Changed:* Seller RQS added; Seller RQS warns at 98.5%." in second.shown
    assert "Now: all accounts · Order defect rate, Seller RQS at 98.5%." in second.shown
    assert "Nothing changed" in ann.types("/seller-alerts on odr").shown
    assert "Seller RQS warns where Headroom does" in ann.types("/seller-alerts on seller-rqs at=default").shown


def test_an_account_is_chosen_and_all_of_them_again(ann, here):
    for name in ("main", "“My shop”"):
        ann.types(f"/seller-settings account={name}")
    assert "account My shop · all metrics" in ann.types("/seller-alerts on account=“My shop”").shown
    assert here().account == "My shop"
    ann.types("/seller-alerts on odr")
    assert here().account == "My shop"
    assert "all accounts instead of account My shop" in ann.types("/seller-alerts on account=all").shown
    assert here().account == ""


def test_the_name_of_an_account_does_not_say_what_a_threshold_is_in(ann, here):
    ann.types("/seller-settings account=“Five star rating”")
    assert ann.types("/seller-alerts on odr at=0.7% account=“Five star rating”").told["ok"]
    assert here().metrics == {"odr": 7_000}
    assert "account=“Five star rating”".replace("“", '"').replace("”", '"') in ann.types("/seller-alerts off").shown


def test_off_says_what_stops_and_the_line_that_brings_it_back(ann, here):
    for line in ("on odr at=0.70%", "digest daily 09:00"):
        ann.types(f"/seller-alerts {line}")
    before = here()
    reply = ann.types("/seller-alerts off")
    assert here() is None
    assert "Warnings to this channel stop:* all accounts, Order defect rate at 0.7%." in reply.shown
    assert "digest (daily 09:00) stops too" in reply.shown
    assert "`/seller-alerts on odr at=0.7%` brings them back" in reply.shown
    ann.types("/seller-alerts on odr at=0.7%")
    assert replace(before, digest=None) == here()


HABITS = {
    "mute 2d": ("muted_until", datetime(2026, 11, 25, 15, tzinfo=UTC), "Wed 25 Nov 2026, 10:00 (America/Toronto)"),
    "mute 3 heures": ("muted_until", datetime(2026, 11, 23, 18, tzinfo=UTC), "Mon 23 Nov 2026, 13:00"),
    "mute 30d": ("muted_until", datetime(2026, 12, 23, 15, tzinfo=UTC), "Wed 23 Dec 2026, 10:00"),
    "2d mute": ("muted_until", datetime(2026, 11, 25, 15, tzinfo=UTC), "Breaches and deadlines still come"),
    "digest daily 09:00": ("digest", "daily 09:00", "daily 09:00*, time of America/Toronto"),
    "digest=“weekly mon 9h”": ("digest", "weekly mon 09:00", "weekly mon 09:00"),
    "digest lundi 9h": ("digest", "weekly mon 09:00", "`/seller-alerts digest off`"),
    "quiet 18:00-08:00": ("quiet", "18:00-08:00", "Quiet 18:00-08:00*, time of America/Toronto"),
    "quiet 18h–8h": ("quiet", "18:00-08:00", "`/seller-alerts quiet off`"),
    "18h\u00a0–\u00a08h quiet": ("quiet", "18:00-08:00", "wait until it ends"),
    "owner=<@U0BOB|bob>": ("owner", "U0BOB", "owner <@U0BOB>"),
    "owner <@U0BOB>": ("owner", "U0BOB", "`/seller-alerts owner off`"),
}


def test_a_habit_is_set_shown_and_ended(ann, here):
    ann.types("/seller-alerts on")
    before = here()
    for line, (field, value, shown) in HABITS.items():
        assert shown in ann.types(f"/seller-alerts {line}").shown
        assert replace(before, **{field: value}) == replace(here(), since=before.since), line
        ended = {"muted_until": "mute"}.get(field, field)
        assert ann.types(f"/seller-alerts {ended} off").told["ok"]
        assert before == here(), line


def test_where_nothing_is_heard_there_is_nothing_to_change(ann, here):
    for line in ("mute 2d", "digest daily 09:00", "quiet 18h-8h", "owner <@U0BOB>", "mute off", "off"):
        reply = ann.types(f"/seller-alerts {line}")
        assert reply.told["ok"], line
        assert "`/seller-alerts on` starts them" in reply.shown
        assert here() is None


def test_a_digest_changed_after_its_time_comes_the_next_time(arrives, assistant, ws, now):
    arrives().types("/seller-alerts on")
    later = arrives(at=replace(assistant, clock=lambda: now + timedelta(hours=1)))
    later.types("/seller-alerts quiet 18h-8h")
    assert subscriptions.get(ws, CHANNEL).since == now
    later.types("/seller-alerts digest daily 09:00")
    assert subscriptions.get(ws, CHANNEL).since == now + timedelta(hours=1)


REFUSED = {
    "on oder": ("did you mean", "on odr"),
    "on nonsense": ("i know: odr, seller-rqs", None),
    "on odr seller-rqs at=0.7%": ("exactly one metric", "on odr at=0.7%"),
    "on at=0.7%": ("exactly one metric", "on odr at=0.7%"),
    "on odr at=0.8%": ("between 0% and the limit, 0.8%", "on odr at=0.72%"),
    "on odr at=0%": ("between 0% and the limit, 0.8%", "on odr at=0.72%"),
    "on odr at=0.9": ("no percent sign", "on odr at=0.72%"),
    "on seller-rqs at=98%": ("between the limit, 98%, and 100%", "on seller-rqs at=98.2%"),
    "on seller-rqs at=100%": ("between the limit, 98%, and 100%", "on seller-rqs at=98.2%"),
    "on offer-rqs at=0.7%": ("between the limit, 95%, and 100%", "on offer-rqs at=95.5%"),
    "on rating at=3.70": ("between the limit, 3.7, and 5", "on rating at=3.8"),
    "on rating at=98%": ("not a rating", None),
    "on not odr": ("only adds metrics", "on " + " ".join(name for name in HEARD if name != "odr")),
    "on refund-due at=0.5%": ("refunds due has none", "on refund-due"),
    "on odr not rating": ("only adds metrics", "on odr"),
    "on account=Nope": ("no account “nope”", None),
    "odr": ("i can do: list, on, off", "on odr"),
    "onn odr": ("i can do: list, on, off", "on odr"),
    "mutte 2d": ("i can do: list, on, off", "mute 2d"),
    "mute": ("how long", "mute 2d"),
    "mute soon": ("not a length of time", None),
    "mute 31d": ("from 1h to 30d", "mute 30d"),
    "mute 1.5d": ("whole hours or days", None),
    "mute -2d": ("below zero", "mute 2d"),
    "quiet": ("when is it quiet", "quiet 18:00-08:00"),
    "quiet 18:00": ("one time", "quiet 18:00-08:00"),
    "quiet 18-8": ("as in 18:00", "quiet 18:00-08:00"),
    "quiet 25:00-08:00": ("from 00:00 to 23:59", "quiet 18:00-08:00"),
    "quiet 08:00-8h": ("at the same time", "quiet 18:00-08:00"),
    "digest": ("how often", "digest daily 09:00"),
    "digest monthly": ("how often", "digest daily 09:00"),
    "digest daily": ("no time of day", "digest daily 09:00"),
    "digest weekly 9h": ("no day of the week", "digest weekly mon 09:00"),
    "digest daily 25:00": ("from 00:00 to 23:59", "digest daily 09:00"),
    "owner=bob": ("is not a person", None),
    "owner <!subteam^S1|@team>": ("is not a person", None),
    "owner": ("who is the owner", None),
    "list odr": ("takes nothing after it", "list"),
    "off odr": ("takes nothing after it", "off"),
    f"quiet {'x' * 300}": ("too long for quiet", None),
}


def test_a_wrong_line_is_told_what_is_wrong_and_what_to_type(ann, here):
    ann.types("/seller-alerts on odr at=0.5%")
    before = here()
    for line, (reason, suggestion) in REFUSED.items():
        error = ann.types(f"/seller-alerts {line}").told["error"]
        assert reason in error["message"].lower(), line
        assert error["suggestion"] == (suggestion and f"/seller-alerts {suggestion}"), line
    assert before == here()


def test_every_line_that_is_suggested_is_answered(ann):
    for suggestion in {suggestion for _, suggestion in REFUSED.values() if suggestion}:
        assert ann.types(f"/seller-alerts {suggestion}").told["ok"], suggestion


ASKED_BACK = {
    "on odr at=0.7% mute 2d": ("on odr at=0.7%", "mute 2d"),
    "on at=98.5%": ("seller-rqs", "offer-rqs"),
    "mute 2": ("2h", "2d"),
    "digest 9h": ("daily", "weekly mon"),
}


@pytest.mark.parametrize(("line", "readings"), ASKED_BACK.items())
def test_what_reads_two_ways_is_asked_back_and_each_button_is_answered(ann, line, readings):
    ann.types("/seller-alerts on")
    asked = ann.types(f"/seller-alerts {line}")
    assert tuple(asked.buttons) == readings
    assert all(ann.presses(button).told["ok"] for button in asked.buttons.values())


def test_a_reader_lists_and_a_recorder_changes(ann, arrives, here, ws, assistant):
    ann.types("/seller-settings role <@U0ANN>=admin role <@U0RED>=reader")
    reader, unnamed = arrives(user="U0RED"), arrives(user="U0NEW")
    for line in ("on", "off", "mute 2d", "quiet off", "digest off", "owner off", "test"):
        assert "yours is reader" in reader.types(f"/seller-alerts {line}").shown
    assert here() is None
    assert unnamed.types("/seller-alerts on").told["ok"]
    assert reader.types("/seller-alerts list").told["ok"]
    assistant.close()
    assert "denied" in {each.status for _, each in audit_log.list_recent(ws, 20)}


def test_workspaces_hear_apart(ann, arrives):
    ann.types("/seller-alerts on odr")
    assert "No channel hears of warnings yet" in arrives(team="T0OTHER").types("/seller-alerts").shown


def test_what_is_heard_is_there_after_a_restart(ann, here, engine, url, now):
    ann.types("/seller-alerts on odr at=0.7%")
    before = here()
    engine.dispose()
    again = open_engine(url)
    assert before == subscriptions.get(open_workspace(again, "T0SHOP", now), CHANNEL)
    again.dispose()
