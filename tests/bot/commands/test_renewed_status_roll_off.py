"""What `/renewed-status` says is ahead of a metric, and the buttons that follow it."""

from datetime import date, timedelta

import pytest

from storage import accounts, audit_log
from storage.metrics import daily_counts
from storage.metrics.daily_counts import DailyDefects, DailyOrders
from storage.workspaces import Workspace, open_workspace

TODAY = date(2026, 11, 23)
SAFE = "/renewed-status set odr=0.5% orders=4000 defects=20 window=90d"
NEAR = "/renewed-status set odr=0.75% orders=4000 defects=30 window=90d"
OVER = "/renewed-status set odr=0.9% orders=4000 defects=36 window=90d"
SHARPEN = "Orders and defects by day would tell more"
CANNOT_TELL = "I cannot tell when it is back"


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def workspace(engine, now) -> Workspace:
    ws = open_workspace(engine, "T0SHOP", now)
    accounts.add(ws, "main", "U1", now)
    return ws


def bring(ws: Workspace, defects: dict[int, int], *, newest: int = 0, account: str = "main") -> None:
    """Defects by the age of their orders in days, and a hundred orders a day up to a newest one."""
    ordered = [DailyOrders("", ago(days), 100) for days in range(newest, 90)]
    daily_counts.record(
        ws, account, ordered, [DailyDefects("odr", "", ago(days), ago(days), n) for days, n in defects.items()]
    )


def paragraph(reply) -> str:
    """The metrics, without small print."""
    return reply.sent["blocks"][1]["text"]["text"]


def test_the_next_three_days_on_which_old_defects_leave_stand_below_their_metric(ann, workspace):
    bring(workspace, {90: 9, 89: 1, 80: 2, 70: 3, 1: 4})
    lines = paragraph(ann.types(SAFE)).splitlines()
    assert lines[0].startswith("🟢 ok · *Order defect rate*")
    assert lines[1:] == ["Old defects leave the window: 1 on 24 Nov, 2 on 3 Dec, 3 on 13 Dec."]


def test_a_worse_metric_does_not_hide_what_is_ahead_of_the_defect_rate(ann, workspace):
    bring(workspace, {89: 1})
    ann.types("/renewed-status set offer-rqs=90% asin=B0ABCD1234")
    assert paragraph(ann.types(SAFE)).splitlines()[2].startswith("Old defects leave")
    assert "leave" not in paragraph(ann.types("/renewed-status B0ABCD1234"))


def test_a_defect_is_known_from_the_day_it_is_reported(ann, workspace):
    daily_counts.record(workspace, "main", [], [DailyDefects("odr", "", ago(9), TODAY + timedelta(days=1), 1)])
    assert "leave" not in paragraph(ann.types(SAFE))


def test_over_the_limit_it_says_when_it_is_back(ann, workspace):
    bring(workspace, {85: 20, 60: 60, 20: 20})
    told = paragraph(ann.types(OVER))
    assert "20 on 28 Nov, 60 on 23 Dec, 20 on 1 Feb. If nothing new happens" in told
    assert "it is back within the limit on *23 Dec 2026*." in told


NO_WAY_BACK = {
    "the defects by day are within the limit": ({89: 1}, 0),
    "no orders came for days": ({89: 90}, 4),
    "there are no orders by day": ({89: 90}, 90),
}


@pytest.mark.parametrize(("defects", "newest"), NO_WAY_BACK.values(), ids=NO_WAY_BACK)
def test_a_way_back_that_cannot_be_told_is_not(ann, workspace, defects, newest):
    bring(workspace, defects, newest=newest)
    assert CANNOT_TELL in paragraph(ann.types(OVER))


def test_orders_are_fresh_for_as_long_as_in_a_warning(ann, workspace):
    bring(workspace, {89: 90}, newest=3)
    assert CANNOT_TELL not in paragraph(ann.types(OVER))


@pytest.mark.parametrize(("line", "said"), [(SAFE, False), (NEAR, True), (OVER, True)])
def test_where_only_totals_are_held_it_says_what_would_tell_more_once_it_matters(ann, line, said):
    assert (SHARPEN in paragraph(ann.types(line))) == said


def test_another_accounts_defects_are_not_ahead(ann, workspace, now):
    accounts.add(workspace, "second", "U1", now)
    bring(workspace, {89: 7}, account="second")
    assert "7 on" not in paragraph(ann.types(f"{SAFE} account=main"))
    assert "7 on" in paragraph(ann.types(f"{SAFE} account=second"))


def test_a_supposed_metric_has_nothing_ahead(ann, workspace):
    bring(workspace, {89: 1})
    ann.types(SAFE)
    assert "leave" not in paragraph(ann.types("/renewed-status what-if +2"))


def test_warn_me_has_the_channel_hear_of_the_worst_metric(ann):
    ann.types(SAFE)
    warn = ann.types("/renewed-status set seller-rqs=97%").buttons["Warn me"]
    first = ann.presses(warn)
    assert first.audience == "ephemeral"
    assert "Now: all accounts · Seller RQS." in first.shown
    assert "It is on already" in ann.presses(warn).shown
    assert "This channel* · all accounts · Seller RQS" in ann.types("/seller-alerts").shown


def test_warn_me_is_denied_and_audited_as_the_typed_line_is(ann, arrives, assistant, workspace):
    ann.types(SAFE)
    ann.types("/seller-settings role <@U0ANN>=admin")
    ann.types("/seller-settings role <@U0BOB>=reader")
    bob = arrives(user="U0BOB")
    denied = bob.presses(bob.types("/renewed-status").buttons["Warn me"])
    assert "yours is reader" in denied.shown
    assistant.close()
    told = [(each.command, each.line, each.status) for _, each in audit_log.list_recent(workspace, 1)]
    assert told == [("/seller-alerts", "on odr", "denied")]


def test_what_if_goes_on_by_one(ann):
    reply = ann.types(NEAR)
    first = ann.presses(reply.buttons["What if +1?"])
    assert "What if* 1 more defect" in first.shown
    assert "31 of 4,000 orders" in first.shown
    second = ann.presses(first.buttons["What if +2?"])
    assert "32 of 4,000 orders" in second.shown
    assert "What if +3?" in second.buttons


def test_what_if_is_of_the_offer_and_the_account_that_were_shown(ann):
    ann.types("/seller-settings account=“My shop”")
    line = "/renewed-status set rating=4.2 reviews=90 asin=B0ABCD1234 account=“My shop”"
    shown = ann.presses(ann.types(line).buttons["What if +1?"]).shown
    assert "one-star review" in shown
    assert "B0ABCD1234" in shown


def test_nothing_is_added_to_what_has_no_counts(ann):
    assert list(ann.types("/renewed-status set odr=0.5%").buttons) == [
        "Post to channel",
        "Show clauses",
        "Trend",
        "Warn me",
    ]
