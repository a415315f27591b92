"""How a warning ends, and what is said below it and about it."""

from datetime import date, timedelta

import pytest

from bot.language.locale import ENGLISH
from bot.views.alerts.warning import cause_of, change_line, escalation_view, reminder_line, resolved_view
from rules.core.levels import ACT, OK, WATCH
from rules.warnings.states import Silences, Transition
from tests.builders.warnings import TODAY, counted, figure, lines, odr, offers, subject, warned


def test_a_resolved_warning_says_how_long_it_was_open_and_why_it_is_over():
    fine = subject(counted("odr", 9, 1_806), OK, since=date(2026, 11, 12))
    expected = [
        "✅ Resolved · Order defect rate",
        "0.50 %, limit ≤ 0.8 %: 9 of 1,806 orders. 5 more defects fit.",
        "It was open for 12 days, since 12 Nov 2026. Old defects left the window.",
        "[Why?]",
        "▁▂▂▃▃▄▅▅▆▆▇▇█ by week, from 0.38 % on 1 Sep to 0.50 % on 24 Nov; limit ≤ 0.8 %.",
        "Figures: typed, 24 Nov 2026 · over 90 days",
    ]
    assert expected == lines(resolved_view(ENGLISH, warned(fine), "rolled_off"))


YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        (counted("odr", 16, 1_806, as_of=YESTERDAY), counted("odr", 12, 1_790), "rolled_off"),
        (counted("odr", 16, 1_806), counted("odr", 12, 1_806), "fewer"),
        (counted("odr", 16, 1_806, as_of=YESTERDAY), counted("odr", 16, 2_400), "more_orders"),
        (counted("odr", 16, 1_806, as_of=YESTERDAY), counted("odr", 17, 2_400), "more_orders"),
        (figure("odr", 8_900), counted("odr", 12, 1_806), "new_reading"),
        (counted("odr", 16, 1_806), counted("odr", 16, 1_806), "new_reading"),
        (figure("rating", 3_620_000, "B0X", 100), figure("rating", 3_720_000, "B0X", 120), "new_reading"),
    ],
)
def test_the_cause_follows_from_the_counts(before, after, cause):
    assert cause == cause_of(before, after)


@pytest.mark.parametrize(
    ("kind", "before", "after", "opening"),
    [
        ("raised", OK, WATCH, "🟡 watch since 24 Nov 2026."),
        ("worsened", WATCH, ACT, "Worse on 24 Nov 2026: 🟡 watch → 🟠 act."),
        ("eased", ACT, WATCH, "Better on 24 Nov 2026: 🟠 act → 🟡 watch."),
        ("resolved", WATCH, OK, "✅ Resolved on 24 Nov 2026."),
        ("reopened", OK, WATCH, "Open again since 24 Nov 2026: 🟡 watch."),
    ],
)
def test_the_thread_says_what_changed(kind, before, after, opening):
    facts = "0.72 %, limit ≤ 0.8 %: 13 of 1,806 orders. 1 more defect fits; the one after it breaches."
    said = change_line(ENGLISH, Transition(kind, before, after, TODAY, 1), warned(odr()))
    assert [f"{opening} {facts}"] == lines(said)


def test_the_thread_names_the_offer_that_changed():
    said = change_line(ENGLISH, Transition("worsened", WATCH, ACT, TODAY, 1), warned(*offers(3, WATCH)), "B0OFFER002")
    assert "→ 🟠 act. B0OFFER002: 95.50 %" in lines(said)[0]


def test_a_reminder_goes_to_whoever_has_it():
    said = reminder_line(ENGLISH, warned(odr(silences=Silences(assigned_to="U3")), owner="U4"))
    expected = (
        "⏰ Still open after 12 days, and nobody has acknowledged it: 🟡 Watch · Order defect rate. 0.72 %, "
        "limit ≤ 0.8 %: 13 of 1,806 orders. 1 more defect fits; the one after it breaches. @U3"
    )
    assert [expected] == lines(said)
    assert said.text.endswith("<@U3>")


def test_an_escalation_says_it_all_again_to_the_group():
    said = escalation_view(ENGLISH, warned(odr()), group="S1", channel="C1")
    told = lines(said)
    assert told[:2] == ["🚨 @S1: nobody has acknowledged this warning.", "🟡 Watch · Order defect rate"]
    assert told[5:] == ["It stands in #C1.", "[Acknowledge]  [Snooze]  [Assign]  [Why?]"]
    assert "<!subteam^S1>" in said.text
    assert lines(escalation_view(ENGLISH, warned(odr())))[0] == "🚨 Nobody has acknowledged this warning."
