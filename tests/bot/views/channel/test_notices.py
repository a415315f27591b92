"""What is said about old figures, channels, deadlines, the reasons of a warning, and as samples."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.language.locale import ENGLISH
from bot.views.alerts.why import Backtest, Why, why_view
from bot.views.channel.notices import invite_view, moved_view, stale_view
from bot.views.channel.samples import samples
from rules.core.levels import BREACHED, WATCH
from rules.core.policy import terms
from rules.warnings.forecast import ForecastTerms
from tests.builders.warnings import OUTLOOK, READINGS_ONLY, TODAY, counted, figure, lines


def test_a_source_that_went_quiet():
    expected = (
        "⏳ No fresh figures of A & B, from report <1>.csv: the last is of 3 Nov 2026, and one is expected every 7 "
        "days. Until one comes its warnings stand still: none is raised or taken back. "
        "👉 Type one with /renewed-status set."
    )
    assert [expected] == lines(stale_view(ENGLISH, "A & B", "report <1>.csv", date(2026, 11, 3), 7))
    assert "from typed" in lines(stale_view(ENGLISH, "main", "typed", date(2026, 11, 3), 1))[0]


def test_a_channel_without_headroom_is_told_what_to_type():
    expected = "✋ I am not a member of #C1, so I cannot post there. Type /invite @Headroom in it."
    assert [expected] == lines(invite_view(ENGLISH, "C1"))


@pytest.mark.parametrize(
    ("error", "opening"),
    [
        ("is_archived", "📦 #C1 is archived, so its warnings come to #C2 now."),
        ("channel_not_found", "📦 #C1 is gone or private to me, so its warnings come to #C2 now."),
        ("not_in_channel", "📦 I was removed from #C1, so its warnings come to #C2 now."),
        ("<odd>", "📦 Slack does not let me post in #C1 (<odd>), so its warnings come to #C2 now."),
    ],
)
def test_warnings_that_moved_say_why(error, opening):
    assert lines(moved_view(ENGLISH, "C1", "C2", error))[0].startswith(opening)


PAST = Backtest(days=365, warned=3, ahead=2, false_alarms=1, notice_days=11)


def why(**told: object) -> Why:
    usual = {
        "account": "main",
        "judged": counted("odr", 13, 1_806),
        "level": WATCH,
        "outlook": OUTLOOK,
        "own_limit": None,
        "today": TODAY,
        "backtest": PAST,
    }
    return Why(**usual | told)


def percent(millionths: int) -> str:
    return f"{millionths / 10_000:g} %"


def test_why_names_the_figures_the_method_the_past_and_the_clause_with_its_page():
    ours = terms(ForecastTerms, TODAY)
    assert lines(why_view(ENGLISH, why()))[:8] == [
        "Why? Order defect rate of main stands at 🟡 Watch",
        "0.72 %, limit ≤ 0.8 %: 13 of 1,806 orders. 1 more defect fits; the one after it breaches.",
        "Figures: typed, 24 Nov 2026 · over 90 days",
        "Method: the rate of defects by order day, the newest weighing most, with those still to be reported and those "
        "that leave the window.",
        "34 % chance of crossing within 14 days, from orders and defects by order day.",
        f"We say watch from a chance of {percent(ours.watch_chance)}, act now from {percent(ours.act_chance)} or when "
        "no more fits, and over the limit at once.",
        "Over the last 365 days of this metric's history the rule would have warned 3 times. 2 came before a breach, "
        "with a median of 11 days' notice. 1 was a false alarm.",
        "renewed-ca/stay/1 · FAQ: staying in the programme, 1",
    ]
    assert lines(why_view(ENGLISH, why()))[-1].startswith("Amazon Renewed, page 201648580")


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        (None, "Too little history of this metric is held to tell how the rule would have done."),
        (
            Backtest(days=365, warned=0, ahead=0, false_alarms=0, notice_days=None),
            "Over the last 365 days of this metric's history the rule would not have warned.",
        ),
        (
            Backtest(days=365, warned=1, ahead=0, false_alarms=1, notice_days=None),
            "Over the last 365 days of this metric's history the rule would have warned once. None came before a "
            "breach. 1 was a false alarm.",
        ),
        (
            Backtest(days=365, warned=1, ahead=1, false_alarms=0, notice_days=1),
            "Over the last 365 days of this metric's history the rule would have warned once. 1 came before a breach, "
            "with a median of 1 day's notice. None was a false alarm.",
        ),
    ],
)
def test_the_past_is_told_as_far_as_it_is_held(past, expected):
    assert expected in lines(why_view(ENGLISH, why(backtest=past)))


def test_why_of_a_single_reading_names_our_marks():
    told = lines(why_view(ENGLISH, why(outlook=READINGS_ONLY, own_limit=Decimal("0.7"))))
    marks = "We say watch from 90 % of the allowed defects, act now when no more fits, and over the limit at once."
    assert told[3:8] == [
        "Method: one reading against its limit.",
        "How likely a crossing is cannot be told from readings alone.",
        marks,
        "This channel's own threshold is 0.70 %.",
        "Orders and defects by day would tell more: /renewed-status import says how.",
    ]


def test_why_of_a_rating_speaks_of_stars():
    told = lines(why_view(ENGLISH, why(judged=figure("rating", 3_750_000, "B0PHONE128", 164), outlook=READINGS_ONLY)))
    assert told[0] == "Why? Product rating of B0PHONE128 in main stands at 🟡 Watch"
    marks = "We say watch below 3.80 stars, act now when no more one-star review fits, and over the limit at once."
    assert marks in told


def test_why_of_a_rating_that_fell_below_its_limit():
    outlook = replace(OUTLOOK, level=BREACHED, chance=None)
    judged = figure("rating", 3_620_000, "B0PHONE128", 164)
    assert "11 five-star reviews" in lines(why_view(ENGLISH, why(judged=judged, outlook=outlook, level=BREACHED)))[1]


KINDS = ["watch", "act", "breached", "offers", "resolved", "digest", "stale", "deadline"]


@given(some.dates(date(2023, 1, 1), date(2028, 12, 31)))
def test_every_sample_is_marked_as_one_and_has_no_buttons(today):
    made = samples(ENGLISH, today)
    assert [kind for kind, _ in made] == KINDS
    for _, message in made:
        told = lines(message)
        assert told[0] == "🧪 Sample. Every figure below is invented, and real warnings have buttons."
        assert message.text.startswith("Sample: ")
        assert [block for block in message.blocks if block["type"] == "actions"] == []


def test_the_samples_stand_at_the_levels_they_are_named_for():
    titles = [lines(message)[1] for _, message in samples(ENGLISH, TODAY)[:5]]
    assert titles == [
        "🟡 Watch · Order defect rate",
        "🟠 Act now · Seller RQS",
        "🔴 Over the limit · Order defect rate",
        "🔴 Over the limit · Offer RQS · 3 offers: 🔴 1 over, 🟠 1 act, 🟡 1 watch",
        "✅ Resolved · Order defect rate",
    ]


def test_a_sample_that_is_over_its_limit_recovers_on_the_day_it_names():
    told = dict(samples(ENGLISH, TODAY))["breached"].text
    assert "19 of 1,806 orders, 5 too many." in told
    assert "back within the limit on 9 Dec 2026" in told
    left = {"3 Dec": (17, 1_788), "5 Dec": (16, 1_770), "9 Dec": (12, 1_752)}
    assert [day for day, (defects, orders) in left.items() if 1_000 * defects <= 8 * orders] == ["9 Dec"]


def test_a_sample_is_as_likely_to_cross_as_its_level_asks_for():
    ours = terms(ForecastTerms, TODAY)
    asked = {"watch": ours.watch_chance, "act": ours.act_chance}
    told = {
        kind: int(message.text.splitlines()[2].split()[0]) for kind, message in samples(ENGLISH, TODAY) if kind in asked
    }
    assert [kind for kind in asked if told[kind] * 10_000 < asked[kind]] == []
