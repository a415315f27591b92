"""What a channel hears, from the first sign to the end, and that it hears it once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.alerts.tick import tick_workspace
from bot.entrypoints.local import sample_seller
from storage import accounts, audit_log, settings
from storage.alerting import alerts, outbox, subscriptions
from storage.alerting.subscriptions import Subscription
from storage.database.engine import open_engine
from storage.metrics import daily_counts
from storage.metrics.daily_counts import DailyDefects, DailyOrders
from storage.workspaces import open_workspace
from tests.builders.channel import CHANNEL, Watched, watched
from tests.fixtures.databases import BOTH

pytestmark = BOTH

QUIET = ["edited: 🟡 Watch · Order defect rate"]


@pytest.fixture
def watch(engine: Engine) -> Iterator[Watched]:
    with watched(engine) as watching:
        yield watching


@pytest.fixture
def warned(watch: Watched) -> Watched:
    """A channel that was told to watch."""
    watch.day(40)
    watch.days(75, 2)
    return watch


def test_the_first_look_says_nothing_however_bad_it_is(watch: Watched) -> None:
    assert watch.day(85) == []
    assert [each.level for each in alerts.list_open(watch.workspace)] == [3]


def test_a_watch_is_posted_once_the_second_look_agrees(watch: Watched) -> None:
    watch.day(40)
    assert watch.day(75) == []
    assert watch.day(75) == ["posted: 🟡 Watch · Order defect rate"]


def test_the_same_message_becomes_act_and_breach_and_is_over_in_the_end(warned: Watched) -> None:
    first = warned.channel[-1].ts
    assert warned.days(80, 2) != []
    assert "🟠 Act now" in warned.channel[-1].payload["text"]
    worse = warned.day(83)
    assert worse[:1] == ["edited: 🔴 Over the limit · Order defect rate"]
    assert worse[1].startswith("thread: Worse on 29 Nov 2026: 🟠 act → 🔴 breached.")
    warned.days(20, 4)
    assert "✅ Resolved" in warned.channel[-1].payload["text"]
    assert [first] == [each.ts for each in warned.channel]


def test_worse_is_told_to_the_channel_and_better_to_the_thread_alone(warned: Watched) -> None:
    warned.days(80, 2)
    warned.days(40, 3)
    threads = [each for each in warned.local.slack.messages if each.thread]
    worse, *better = [bool(each.payload.get("reply_broadcast")) for each in threads]
    assert worse
    assert better
    assert not any(better)


def test_looking_again_says_nothing_again(warned: Watched) -> None:
    assert [warned.tick() for _ in range(3)] == [[], [], []]


def test_an_edit_is_made_only_where_the_message_would_look_different(warned: Watched) -> None:
    assert warned.day(76) == QUIET
    warned.clock.now += timedelta(hours=2)
    assert warned.tick() == []


def test_processes_that_look_at_once_say_it_once(warned: Watched, url: str) -> None:
    warned.clock.now += timedelta(days=1)
    warned.read(82)
    engines = [open_engine(url) for _ in range(4)]

    def look(engine: Engine) -> None:
        tick_workspace(open_workspace(engine, warned.workspace.id, warned.clock.now), warned.clock.now)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(look, engines))
    for engine in engines:
        engine.dispose()
    warned.tick()
    said = [each for each in warned.local.slack.messages if "Worse on" in each.payload["text"]]
    assert len(said) == 1


def test_nothing_is_posted_twice_after_a_stop_in_the_middle(warned: Watched, engine: Engine) -> None:
    warned.clock.now += timedelta(days=1)
    warned.read(82)
    tick_workspace(warned.workspace, warned.clock.now)  # decided, and stopped before it was delivered
    slack, clock = warned.local.slack, warned.clock
    with watched(engine, slack, clock) as again:
        assert [each.partition(":")[0] for each in again.tick()] == ["edited", "thread"]
        assert again.tick() == []
        assert len(again.channel) == 1


def test_what_returns_within_two_weeks_is_the_same_message(warned: Watched) -> None:
    warned.days(20, 4)
    again = warned.days(75, 2)
    assert [each for each in again if "Watch" in each] == ["edited: 🟡 Watch · Order defect rate"]
    assert len(warned.channel) == 1


def test_what_returns_after_a_month_is_a_new_one(warned: Watched) -> None:
    warned.days(20, 30)
    warned.days(75, 2)
    assert len(warned.channel) == 2


def test_quiet_hours_hold_a_warning_until_they_end_but_no_breach(watch: Watched) -> None:
    told = Subscription(channel=CHANNEL, quiet="09:00-17:00", since=watch.clock.now, who="U0YOU")
    subscriptions.upsert(watch.workspace, told, watch.clock.now)
    watch.day(40)
    assert watch.days(75, 2) == []
    watch.clock.now += timedelta(hours=8)
    assert watch.tick() == ["posted: 🟡 Watch · Order defect rate"]
    watch.clock.now -= timedelta(hours=8)
    assert "edited: 🔴 Over the limit · Order defect rate" in watch.day(83)


def test_what_passed_during_quiet_hours_is_never_told(watch: Watched) -> None:
    told = Subscription(
        channel=CHANNEL, muted_until=watch.clock.now + timedelta(days=9), since=watch.clock.now, who="U"
    )
    subscriptions.upsert(watch.workspace, told, watch.clock.now)
    watch.day(40)
    assert watch.days(75, 3) == []
    assert watch.days(20, 12) == []


def test_a_snooze_keeps_still_until_it_gets_worse(warned: Watched) -> None:
    warned.press("Snooze")
    assert warned.fill_in(until="7d", why="new stock comes Friday") == {}
    assert "new stock comes Friday" in warned.channel[-1].payload["text"]
    assert warned.day(76) == QUIET
    assert any("Worse on" in each for each in warned.days(80, 2))


def test_a_form_that_is_not_filled_in_says_what_to_do(warned: Watched) -> None:
    warned.press("Snooze")
    assert warned.fill_in(until="", why="") == {"until": "Choose one first."}


def test_an_acknowledgement_shows_who_and_ends_the_reminders(warned: Watched) -> None:
    warned.days(80, 2)
    assert warned.press("Acknowledge") == ["edited: 🟠 Act now · Order defect rate"]
    assert "U0YOU" in warned.channel[-1].payload["text"]
    assert not any("Still open" in each for each in warned.days(80, 4))


def test_who_has_not_acted_is_reminded_less_and_less(warned: Watched) -> None:
    warned.days(80, 2)
    reminders = [any("Still open" in each for each in warned.day(80)) for _ in range(16)]
    assert sum(reminders) == 3


def test_an_assignment_names_the_person(warned: Watched) -> None:
    warned.press("Assign")
    assert warned.fill_in(who="U0YOU") == {}
    assert "U0YOU" in warned.channel[-1].payload["text"]


def test_why_answers_with_the_clause_to_who_asked(warned: Watched) -> None:
    (reply,) = warned.press("Why?")
    assert "renewed-ca/stay/1" in "".join(str(each.payload) for each in warned.local.slack.messages if each.to)
    assert "75 of 10,000" in reply


def test_a_reader_may_ask_why_and_no_more(warned: Watched, engine: Engine) -> None:
    workspace, now = warned.workspace, warned.clock.now
    settings.update(workspace, {"role U0BOSS": "admin", "role U0YOU": "reader"}, "U0BOSS", now)
    object.__setattr__(warned.assistant, "trusted", False)
    workspace.invalidate(settings.current)
    (refused,) = warned.press("Acknowledge")
    assert "recorder" in refused
    warned.press("Why?")
    warned.assistant.close()
    done = [(row.command, row.status) for _, row in audit_log.list_recent(workspace, 2)]
    assert done == [("alert_why", "answered"), ("acknowledged", "denied")]


def test_two_people_who_press_at_once_are_both_heard(warned: Watched) -> None:
    warned.press("Assign")
    warned.press("Acknowledge")
    assert warned.fill_in(who="U0BOB") == {}
    (alert,) = alerts.list_open(warned.workspace)
    assert (alert.silences.acknowledged_by, alert.silences.assigned_to) == ("U0YOU", "U0BOB")


def test_a_button_from_before_a_restart_still_works(warned: Watched, engine: Engine) -> None:
    with watched(engine, warned.local.slack, warned.clock) as again:
        assert again.press("Acknowledge") == QUIET


def test_offers_are_grouped_in_one_message_and_one_can_be_muted(watch: Watched) -> None:
    for defects in (100, 480, 480):
        watch.clock.now += timedelta(days=1)
        for asin in ("B0AAAAAAAA", "B0BBBBBBBB"):
            watch.read(defects, "offer-rqs", asin)
        heard = watch.tick()
    assert len(heard) == 1
    text = str(watch.channel[-1].payload)
    assert "B0AAAAAAAA" in text
    assert "B0BBBBBBBB" in text
    watch.press("Mute")
    assert watch.fill_in(offer="B0BBBBBBBB") == {}
    assert [each.silences.muted for each in alerts.list_open(watch.workspace) if each.subject == "B0BBBBBBBB"] == [True]


def test_offers_keep_still_while_their_account_says_the_same(watch: Watched) -> None:
    for rqs, offer in ((50, 100), (200, 480), (200, 480)):
        watch.clock.now += timedelta(days=1)
        watch.read(rqs, "seller-rqs")
        watch.read(offer, "offer-rqs", "B0AAAAAAAA")
        heard = watch.tick()
    assert heard == ["posted: 🟠 Act now · Seller RQS"]


def test_figures_that_stop_coming_freeze_the_warning_and_are_told_once(warned: Watched) -> None:
    warned.clock.now += timedelta(days=11)
    told = warned.tick()
    assert len(told) == 1
    assert "main" in told[0]
    warned.clock.now += timedelta(days=5)
    assert warned.tick() == []
    assert [each.level for each in alerts.list_open(warned.workspace)] == [1]


def test_a_channel_with_its_own_threshold_hears_earlier(watch: Watched) -> None:
    told = Subscription(channel=CHANNEL, metrics={"odr": 5_000}, since=watch.clock.now, who="U0YOU")
    subscriptions.upsert(watch.workspace, told, watch.clock.now)
    watch.day(40)
    heard = watch.days(52, 2)
    assert heard == ["posted: 🟡 Watch · Order defect rate"]


def test_a_digest_comes_once_in_its_slot_and_not_for_the_days_that_were_missed(watch: Watched) -> None:
    told = Subscription(channel=CHANNEL, digest="daily 09:00", since=watch.clock.now, who="U0YOU")
    subscriptions.upsert(watch.workspace, told, watch.clock.now)
    assert watch.tick() == []
    assert len(watch.day(40)) == 1
    assert watch.tick() == []
    watch.clock.now += timedelta(days=4)
    watch.read(40)
    assert len(watch.tick()) == 1


def test_what_nobody_acknowledges_goes_to_somebody_else_once(warned: Watched) -> None:
    settings.update(warned.workspace, {"escalate": "U0BOSS", "after": "4h"}, "U0YOU", warned.clock.now)
    warned.days(80, 2)
    warned.clock.now += timedelta(hours=5)
    warned.tick()
    warned.tick()
    direct = [each for each in warned.local.slack.messages if each.channel == "D0BOSS"]
    assert len(direct) == 1


def test_a_channel_that_was_archived_is_left_for_the_fallback(warned: Watched) -> None:
    settings.update(warned.workspace, {"fallback": "C0RETURNS"}, "U0YOU", warned.clock.now)
    assert warned.sender._troubled(warned.workspace, CHANNEL, "is_archived", warned.clock.now) == "C0RETURNS"
    assert [each.trouble for each in subscriptions.list_all(warned.workspace)] == ["is_archived"]
    while warned.sender.deliver():
        pass
    assert any(each.channel == "C0RETURNS" for each in warned.local.slack.messages)


def test_a_bot_that_was_not_invited_keeps_the_row_and_asks_for_an_invitation(warned: Watched) -> None:
    assert warned.sender._troubled(warned.workspace, CHANNEL, "not_in_channel", warned.clock.now) is None
    while warned.sender.deliver():
        pass
    (asked,) = [each for each in warned.local.slack.messages if each.channel == "D0YOU"]
    assert "/invite" in asked.payload["text"]


def test_a_clock_that_jumps_back_says_nothing_again(warned: Watched) -> None:
    warned.clock.now -= timedelta(days=1)
    assert warned.tick() == []


def test_figures_that_come_twice_or_late_change_nothing(warned: Watched) -> None:
    warned.read(75)
    assert warned.tick() == []
    today = warned.clock.now
    warned.clock.now -= timedelta(days=3)
    warned.read(85)  # of three days ago, and only known now
    warned.clock.now = today
    assert warned.tick() == []


def test_figures_that_go_backwards_are_believed_and_clear_the_warning(warned: Watched) -> None:
    told = warned.days(10, 4)
    assert any("Resolved" in each for each in told)


def test_an_offer_that_disappears_is_held_and_marked_as_old(watch: Watched) -> None:
    for defects in (100, 480, 480):
        watch.clock.now += timedelta(days=1)
        watch.read(defects, "offer-rqs", "B0AAAAAAAA")
        watch.tick()
    for _ in range(12):
        watch.clock.now += timedelta(days=1)
        watch.read(100, "offer-rqs", "B0BBBBBBBB")
        watch.tick()
    assert [each.subject for each in alerts.list_open(watch.workspace)] == ["B0AAAAAAAA"]
    assert "⏳" in str(watch.channel[-1].payload["blocks"])


def test_a_button_of_another_version_is_answered(warned: Watched) -> None:
    warned.local.look_at(warned.channel[-1])
    channel, button = warned.local.buttons[0]
    others = ({**button, "value": "of another version"}, {**button, "action_id": "of another version"})
    warned.local.buttons = [(channel, each) for each in others]
    for number in (1, 2):
        ((_, reply),) = warned.local.press(number)
        assert "too old" in reply.text


def test_samples_of_every_kind_come_one_by_one_to_who_asked(watch: Watched) -> None:
    ((_, reply),) = watch.local.type("/seller-alerts test")
    for _ in range(16):
        watch.clock.now += timedelta(seconds=1)
        while watch.sender.deliver():
            pass
    samples = [each for each in watch.local.slack.messages if each.channel == "D0YOU"]
    assert reply.text.startswith(f"🧪 {len(samples)} samples")
    assert len(samples) == 8


def test_two_accounts_have_a_message_each(warned: Watched) -> None:
    accounts.add(warned.workspace, "second", "U0YOU", warned.clock.now)
    warned.read(40, account="second")
    warned.tick()
    for _ in range(2):
        warned.clock.now += timedelta(days=1)
        warned.read(75)
        warned.read(75, account="second")
        warned.tick()
    assert len(warned.channel) == 2
    assert "second" in warned.channel[-1].payload["text"]


def test_the_sample_seller_has_a_warning_from_its_beginning_to_its_end(watch: Watched) -> None:
    told = []
    for _ in range(45):
        sample_seller.plant(watch.workspace, watch.clock.now.date(), watch.clock.now)
        heard = [each for each in watch.tick() if "Refunds" not in each and "come to it" not in each]
        if any("Worse on" in each for each in heard):
            assert watch.press("Acknowledge") == ["edited: 🟠 Act now · Order defect rate"]
        told += [each for each in heard if not each.startswith("edited") and "Still open" not in each]
        watch.clock.now += timedelta(days=1)
    assert told[0] == "posted: 🟡 Watch · Order defect rate"
    assert [each.removeprefix("thread: ").partition(" on ")[0] for each in told[1:]] == [
        "Worse",
        "Better",
        "✅ Resolved",
    ]
    assert len(watch.channel) == 1
    assert {"sent", "folded"} >= outbox.count_by_state(watch.workspace).keys()


def test_an_account_whose_orders_stop_coming_is_frozen_while_another_goes_on(watch: Watched) -> None:
    accounts.add(watch.workspace, "second", "U0YOU", watch.clock.now)
    for day in range(100):
        today = watch.clock.now.date()
        for account in ("main", "second") if day < 90 else ("second",):
            bad = 4 if account == "main" and day > 70 else 0
            defects = [DailyDefects("odr", "", today, today, bad)] if bad else []
            daily_counts.record(watch.workspace, account, [DailyOrders("", today, 100)], defects)
        if day > 60:
            watch.tick()
        watch.clock.now += timedelta(days=1)
    (held,) = alerts.list_open(watch.workspace)
    assert (held.account, held.metric) == ("main", "odr")
    stopped = [each for each in watch.local.slack.messages if "No fresh figures of main" in each.payload["text"]]
    assert len(stopped) == 1


def test_what_was_said_long_ago_is_forgotten_but_not_where_a_message_stands(warned: Watched) -> None:
    before = outbox.count_by_state(warned.workspace)["sent"]
    warned.days(75, 60)
    assert outbox.count_by_state(warned.workspace)["sent"] <= before + 32
    assert warned.days(83, 1)[0] == "edited: 🔴 Over the limit · Order defect rate"
    assert len(warned.channel) == 1


def test_a_digest_tells_what_is_near_and_how_many_are_well_of_those_looked_at(watch: Watched) -> None:
    told = Subscription(channel=CHANNEL, digest="daily 09:00", since=watch.clock.now, who="U0YOU")
    subscriptions.upsert(watch.workspace, told, watch.clock.now)
    watch.clock.now += timedelta(days=1)
    assert watch.tick() == []  # nothing was ever looked at
    watch.read(40, "seller-rqs")
    watch.day(75)
    watch.day(75)
    watch.read(40, "seller-rqs")
    digests = [each.payload["text"] for each in watch.channel if "Digest" in each.payload["text"]]
    assert "Order defect rate" in digests[-1]
    assert "Product rating" not in digests[-1]
