"""What a channel hears of refunds that are due: early, once for each day, and until they are settled."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.alerts.evaluate.check_state import SUBJECT_LIMIT, subject_of
from bot.alerts.tick import tick_workspace
from bot.language.locale import ENGLISH
from bot.language.phrase import Phrase
from bot.slack.blocks import Message
from bot.views.alerts.check import check_escalation_view, check_view
from bot.views.model.checks import Checked, Item
from rules.core.levels import ACT, BREACHED, WATCH
from rules.sfp.refund_decision import PROCESSING
from rules.warnings.states import Silences
from storage import accounts, settings
from storage.alerting import outbox, subscriptions
from storage.workspaces import open_workspace
from tests.builders.channel import CHANNEL, Watched, watched
from tests.builders.returns import ORDER, bring, case
from tests.builders.warnings import UNTIL, ZONE, lines

MONDAY = date(2026, 11, 23)


@pytest.fixture
def watch(engine: Engine) -> Iterator[Watched]:
    with watched(engine) as watching:
        yield watching


def at(watch: Watched, day: int, hour: int) -> list[str]:
    """What is heard at an hour of Toronto on a day of November 2026."""
    watch.clock.now = datetime(2026, 11, day, hour + 5, tzinfo=UTC)
    return watch.tick()


def message(watch: Watched) -> list[str]:
    """The newest message that stands in the channel."""
    payload = watch.channel[-1].payload
    return lines(Message(payload["text"], tuple(payload["blocks"])))


def test_a_refund_is_told_the_morning_before_the_morning_of_and_once_it_is_late(watch: Watched) -> None:
    bring(watch.workspace, case(arrived_on=MONDAY))
    heard = {(day, hour): at(watch, day, hour) for day in (23, 24, 25, 26) for hour in (1, 8, 9, 12)}
    assert {when: told for when, told in heard.items() if told} == {
        (24, 9): ["posted: 🟡 Refunds due by the end of Wed 25 Nov 2026 · 1 open · $129.99"],
        (25, 9): [
            "edited: 🟠 Refunds due today, Wed 25 Nov 2026 · 1 open · $129.99",
            "thread: 🟠 Refunds due today, Wed 25 Nov 2026 · 1 open · $129.99",
        ],
        (26, 1): [
            "edited: 🔴 Refunds overdue, due by Wed 25 Nov 2026 · 1 open · $129.99",
            "thread: 🔴 Refunds overdue, due by Wed 25 Nov 2026 · 1 open · $129.99",
        ],
    }
    assert len(watch.channel) == 1


def test_the_message_says_which_how_much_the_clause_and_what_to_do(watch: Watched) -> None:
    bring(
        watch.workspace,
        case(1, arrived_on=MONDAY, reason="CR-UNWANTED_ITEM", label_payer="customer"),
        case(2, arrived_on=MONDAY),
    )
    at(watch, 24, 9)
    assert message(watch) == [
        "🟡 Refunds due by the end of Wed 25 Nov 2026 · 2 open · $259.98",
        "👉 Refund them in Seller Central, then press Refunded on the returns desk.",
        "👤 Nobody has it yet.",
        "• 701-1234567-0000001 Renewed router, Wi-Fi 6 · Refund $129.99, or $117.59 without the label's $12.40, "
        "which the buyer pays (A5).",
        "• 701-1234567-0000002 Renewed router, Wi-Fi 6 · Refund $129.99.",
        "[Acknowledge]  [Snooze]  [Assign]  [Returns desk]",
        "sfp-ca/returns/processing-time · Refund processing time · sfp-ca 2021",
    ]


def test_each_day_has_a_message_of_its_own(watch: Watched) -> None:
    bring(watch.workspace, case(1, arrived_on=MONDAY), case(2, arrived_on=date(2026, 11, 24)))
    assert len(at(watch, 24, 9)) == 1
    assert "posted: 🟡 Refunds due by the end of Thu 26 Nov 2026 · 1 open · $129.99" in at(watch, 25, 9)
    assert len(watch.channel) == 2


def test_what_comes_to_a_day_is_told_in_its_thread(watch: Watched) -> None:
    bring(watch.workspace, case(1, arrived_on=MONDAY))
    at(watch, 24, 9)
    bring(watch.workspace, case(2, arrived_on=MONDAY))
    assert at(watch, 24, 10) == [
        "edited: 🟡 Refunds due by the end of Wed 25 Nov 2026 · 2 open · $259.98",
        "thread: 1 more has come to it:",
    ]
    assert at(watch, 24, 11) == []


def test_what_was_overdue_before_it_was_seen_is_one_message_however_many_days_it_is_of(watch: Watched) -> None:
    bring(watch.workspace, *(case(number, arrived_on=date(2026, 11, number)) for number in range(1, 13)))
    assert at(watch, 23, 10) == [
        "posted: 🔴 Refunds that were overdue when I first saw them · 12 open · $1,559.88",
    ]
    assert "and 2 more" in message(watch)
    watch.press("All 12")
    assert "701-1234567-0000012" in str(watch.local.form)


def test_a_refund_that_is_marked_leaves_the_message_at_once_and_the_last_one_settles_it(watch: Watched) -> None:
    bring(watch.workspace, case(1, arrived_on=MONDAY), case(2, arrived_on=MONDAY))
    at(watch, 24, 9)
    desk = watch.channel[-1]
    watch.press("Returns desk", desk)
    first = watch.press("Refunded", watch.local.slack.messages[-1])
    assert first[1:] == ["edited: 🟡 Refunds due by the end of Wed 25 Nov 2026 · 1 open · $129.99"]
    watch.press("Returns desk", desk)
    second = watch.press("Refunded", watch.local.slack.messages[-1])
    assert second[1:] == [
        "edited: 🟢 Refunds due by Wed 25 Nov 2026: all settled.",
        "thread: 🟢 Refunds due: nothing of it is left.",
    ]
    assert [told for day in (25, 26) for told in at(watch, day, 9)] == []


def test_a_report_that_says_refunded_settles_it_too(watch: Watched) -> None:
    bring(watch.workspace, case(arrived_on=MONDAY))
    at(watch, 24, 9)
    bring(watch.workspace, case(arrived_on=MONDAY, refunded=12_999))
    assert at(watch, 24, 10)[0] == "edited: 🟢 Refunds due by Wed 25 Nov 2026: all settled."


def test_a_refund_that_is_undone_speaks_again_in_the_same_message(watch: Watched) -> None:
    bring(watch.workspace, case(arrived_on=MONDAY))
    at(watch, 24, 9)
    bring(watch.workspace, case(arrived_on=MONDAY, refunded=12_999))
    at(watch, 24, 10)
    bring(watch.workspace, case(arrived_on=MONDAY, refunded=0))
    heard = at(watch, 24, 11)
    assert heard[0] == "edited: 🟡 Refunds due by the end of Wed 25 Nov 2026 · 1 open · $129.99"
    assert len(watch.channel) == 1


def test_deadlines_wait_for_no_quiet_hours_and_no_mute(watch: Watched) -> None:
    held = subscriptions.list_all(watch.workspace)[0]
    muted = replace(held, quiet="18:00-12:00", muted_until=watch.clock.now + timedelta(days=30))
    subscriptions.upsert(watch.workspace, muted, watch.clock.now)
    bring(watch.workspace, case(arrived_on=MONDAY))
    assert at(watch, 24, 9) != []


def test_an_acknowledgement_holds_until_it_is_worse(watch: Watched) -> None:
    bring(watch.workspace, case(arrived_on=date(2026, 11, 19)))
    at(watch, 23, 9)
    assert "edited: 🟠 Refunds due today, Mon 23 Nov 2026 · 1 open · $129.99" in watch.press("Acknowledge")
    assert any("Acknowledged by" in line for line in message(watch))
    assert at(watch, 24, 1)[1].startswith("thread: 🔴 Refunds overdue")


def test_one_that_nobody_takes_on_reminds_and_goes_to_whoever_is_next(watch: Watched) -> None:
    settings.update(watch.workspace, {"escalate": "U0BOSS", "after": "4h"}, "U0YOU", watch.clock.now)
    bring(watch.workspace, case(arrived_on=date(2026, 11, 19)))
    at(watch, 23, 9)
    assert at(watch, 23, 14) == ["posted: 🚨 Nobody has acknowledged this warning."]
    at(watch, 24, 9)
    assert [told for told in at(watch, 25, 9) if told.startswith("thread: ⏰ Still open after 2 days")] != []


def test_only_a_channel_that_wants_it_hears_of_it(watch: Watched) -> None:
    held = subscriptions.list_all(watch.workspace)[0]
    subscriptions.upsert(watch.workspace, replace(held, metrics={"odr": None}), watch.clock.now)
    bring(watch.workspace, case(arrived_on=MONDAY))
    assert at(watch, 24, 9) == []
    watch.local.type("/seller-alerts on refund-due")
    assert at(watch, 24, 10) != []


def test_the_list_and_the_digest_count_what_is_open(watch: Watched) -> None:
    watch.local.type("/seller-alerts digest daily 10:00")
    bring(watch.workspace, case(1, arrived_on=MONDAY), case(2, arrived_on=date(2026, 11, 2)))
    at(watch, 24, 9)
    [(_, listed)] = watch.local.type("/seller-alerts")
    assert "🔴 breached · Refunds due: 2" in listed.text
    assert at(watch, 24, 10) == ["posted: 🗞 Digest of Tue 24 Nov 2026"]
    assert "🟡 Refunds due by the end of Wed 25 Nov 2026 · 1 open · $129.99" in message(watch)


def test_a_reminder_comes_once_to_whoever_wanted_it_and_not_of_what_is_refunded(watch: Watched) -> None:
    bring(watch.workspace, case(1, arrived_on=MONDAY), case(2, arrived_on=MONDAY))
    for number in (1, 2):
        watch.local.type(f"/sfp-returns 701-1234567-000000{number}")
        watch.press("Remind me", watch.local.slack.messages[-1])
    bring(watch.workspace, case(2, arrived_on=MONDAY, refunded=1))
    heard = at(watch, 24, 9)
    reminded = [told for told in heard if "asked to be reminded" in told]
    assert len(reminded) == 1
    assert "701-1234567-0000001" in reminded[0]
    assert [told for told in at(watch, 24, 10) if "reminded" in told] == []


def test_two_processes_tell_it_once(watch: Watched) -> None:
    bring(watch.workspace, case(arrived_on=MONDAY))
    now = datetime(2026, 11, 24, 15, tzinfo=UTC)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: tick_workspace(watch.workspace, now), range(4)))
    assert outbox.count_by_state(watch.workspace) == {"waiting": 1}


def test_workspaces_hear_only_of_their_own(watch: Watched, engine: Engine) -> None:
    theirs = open_workspace(engine, "T-theirs", watch.clock.now)
    accounts.add(theirs, "main", "U9", watch.clock.now)
    bring(theirs, case(arrived_on=MONDAY))
    assert at(watch, 24, 9) == []


def line(subject: str) -> Phrase:
    return Phrase("check.item", {"subject": subject, "finding": Phrase("checks.hazmat")})


def checked(**told: object) -> Checked:
    usual: dict[str, object] = {
        "account": "main",
        "named": False,
        "check": "refund-due",
        "band": MONDAY.toordinal(),
        "day": MONDAY,
        "items": [Item(line=line(ORDER), level=ACT, clause=PROCESSING, cents=12_999)],
        "since": MONDAY,
        "silences": Silences(),
        "owner": "",
        "today": MONDAY,
        "zone": ZONE,
    }
    return Checked(**usual | told)  # type: ignore[arg-type]


def test_how_it_looks_with_an_owner_a_snooze_and_an_account() -> None:
    asleep = Silences(snoozed_by="U1", snoozed_until=UNTIL, snoozed_level=ACT, assigned_to="U2")
    told = lines(check_view(ENGLISH, checked(named=True, account="A & B", owner="U3", silences=asleep)))
    assert told[0] == "🟠 Refunds due today, Mon 23 Nov 2026 · 1 open · $129.99 · A & B"
    assert told[2:4] == [
        "👤 @U2 has it.",
        "💤 Snoozed by @U1 until Thu 26 Nov 2026, 09:00, or until it is worse than 🟠 act.",
    ]


@pytest.mark.parametrize(("check", "level"), [("twin-offers", ACT), ("payer-mismatch", WATCH), ("stock-out", BREACHED)])
def test_every_check_says_what_to_do(check: str, level: int) -> None:
    items = [Item(line=line(f"{number}"), level=level, clause=PROCESSING) for number in range(12)]
    told = lines(check_view(ENGLISH, checked(check=check, band=0, day=None, items=items)))
    assert told[1].startswith("👉 ")
    assert "and 2 more" in told
    assert "All 12" in " ".join(told)


def test_how_it_goes_to_somebody_else() -> None:
    told = lines(check_escalation_view(ENGLISH, checked(), group="S1", channel=CHANNEL))
    assert told[0] == "🚨 @S1: nobody has acknowledged this warning."
    assert "It stands in #C0RENEWED." in told


def test_a_subject_stays_within_its_room_and_tells_itself_from_others() -> None:
    short, long = subject_of(ORDER, "D1"), [subject_of(ORDER, "D" * 50, sku) for sku in ("SKU-1", "SKU-2")]
    assert short == f"{ORDER} D1"
    assert {len(each) for each in long} == {SUBJECT_LIMIT}
    assert long[0] != long[1]
