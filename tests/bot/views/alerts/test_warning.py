"""What a warning says, to the letter in the main cases, and what it never does in any."""

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.language.locale import ENGLISH
from bot.slack.blocks import Message
from bot.views.alerts.warning import alert_value, resolved_view, warning_view
from rules.core.levels import ACT, BREACHED, WATCH
from rules.warnings.states import Silences
from tests.builders.warnings import OUTLOOK, READINGS_ONLY, UNTIL, counted, figure, lines, odr, offers, subject, warned


def buttons(message: Message) -> dict[str, str]:
    """The buttons of a message: what each carries, by its action id."""
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return {element["action_id"]: element["value"] for row in rows for element in row}


def test_a_watch_says_how_near_how_likely_and_what_to_do():
    expected = [
        "🟡 Watch · Order defect rate",
        "0.72 %, limit ≤ 0.8 %: 13 of 1,806 orders. 1 more defect fits; the one after it breaches.",
        "34 % chance of crossing within 14 days, from orders and defects by order day.",
        "👉 By 29 Nov 2026: find what the newest defects share, and mend it.",
        "👤 Nobody has it yet.",
        "[Acknowledge]  [Snooze]  [Assign]  [Why?]",
        "Since 22 Nov 2026, for 2 days.",
        "Old defects leave the window: 2 on 3 Dec, 1 on 5 Dec, 4 on 9 Dec.",
        "At today's orders, 1 fits before 3 Dec 2026.",
        "[Order defect rate, by week]",
        "▁▂▂▃▃▄▅▅▆▆▇▇█ by week, from 0.60 % on 1 Sep to 0.72 % on 24 Nov; limit ≤ 0.8 %.",
        "Figures: typed, 24 Nov 2026 · over 90 days",
    ]
    assert expected == lines(warning_view(ENGLISH, warned(odr(since=date(2026, 11, 22)))))


def test_a_breach_says_how_many_too_many_and_when_it_is_over():
    outlook = replace(OUTLOOK, level=BREACHED, chance=None, recovers=date(2026, 12, 9))
    told = lines(warning_view(ENGLISH, warned(odr(16, BREACHED, outlook=outlook), named=True, account="Nord & Co")))
    assert told[:8] == [
        "🔴 Over the limit · Order defect rate · Nord & Co",
        "0.89 %, limit ≤ 0.8 %: 16 of 1,806 orders, 2 too many.",
        "If nothing new happens it is back within the limit on 9 Dec 2026.",
        "👉 Now: pause the offers behind the newest defects; each new one delays the way back.",
        "👤 Nobody has it yet.",
        "[Acknowledge]  [Snooze]  [Assign]  [Why?]",
        "Since 12 Nov 2026, for 12 days.",
        "Old defects leave the window: 2 on 3 Dec, 1 on 5 Dec, 4 on 9 Dec.",
    ]


def test_a_breach_that_nothing_held_can_date_says_so():
    outlook = replace(OUTLOOK, level=BREACHED, chance=None, recovers=None)
    told = lines(warning_view(ENGLISH, warned(odr(16, BREACHED, outlook=outlook))))
    assert told[2] == "From what I hold I cannot tell when it is back within the limit."


def test_nothing_left_says_that_the_next_one_breaches():
    told = lines(warning_view(ENGLISH, warned(subject(counted("seller-rqs", 36, 1_806), ACT))))
    assert told[:2] == [
        "🟠 Act now · Seller RQS",
        "98.01 %, limit ≥ 98 %: 36 of 1,806 orders. No more defect fits: the next one breaches.",
    ]
    assert "At today's orders, none fits before 3 Dec 2026." in told


def test_who_has_it_and_what_they_did_stands_in_the_first_lines():
    silences = Silences(
        acknowledged_by="U1",
        acknowledged_until=UNTIL,
        snoozed_by="U2",
        snoozed_until=UNTIL,
        snoozed_level=ACT,
        snoozed_reason="<!channel> is\n& waits",
        assigned_to="U3",
    )
    message = warning_view(ENGLISH, warned(odr(silences=silences), owner="U4"))
    assert lines(message)[4:7] == [
        "👤 @U3 has it.",
        "✋ Acknowledged by @U1 until Thu 26 Nov 2026, 09:00.",
        "💤 Snoozed by @U2 until Thu 26 Nov 2026, 09:00, or until it is worse than 🟠 act: “<!channel> is & waits”",
    ]
    assert "<@U3>" in message.text
    assert "<!channel>" not in message.text


def test_the_owner_is_named_until_somebody_has_it():
    assert lines(warning_view(ENGLISH, warned(odr(), owner="U4")))[4] == "👤 @U4 looks after it."


def test_what_is_no_user_id_is_never_a_mention():
    message = warning_view(ENGLISH, warned(odr(), owner="U1> <!here"))
    assert lines(message)[4] == "👤 U1> <!here looks after it."
    assert "<@" not in message.text


def test_old_figures_are_marked_in_the_first_line():
    told = lines(warning_view(ENGLISH, warned(subject(counted("odr", 13, 1_806, as_of=date(2026, 11, 3)), WATCH))))
    assert told[0] == "🟡 Watch · Order defect rate · ⏳ old figures"
    assert told[-1] == "⏳ Figures: typed, 3 Nov 2026: old, fresh ones would help · over 90 days"


def test_a_weaker_method_is_named_with_what_would_sharpen_it():
    line = replace(READINGS_ONLY, horizon=14, method="totals")
    told = lines(warning_view(ENGLISH, warned(odr(12, outlook=line))))
    assert told[2] == (
        "A line through the last readings crosses the limit within 14 days: a weaker method, so without a chance."
    )
    assert "Orders and defects by day would tell more: /renewed-status import says how." in told


def test_a_single_figure_gives_no_chance():
    told = lines(warning_view(ENGLISH, warned(subject(figure("odr", 7_400), WATCH, outlook=READINGS_ONLY))))
    assert told[1:3] == [
        "0.74 %, limit ≤ 0.8 %: 0.06 points left.",
        "How likely a crossing is cannot be told from readings alone.",
    ]


@pytest.mark.parametrize(
    ("value", "reviews", "level", "expected"),
    [
        (3_750_000, 164, WATCH, "3.75, limit ≥ 3.70, 164 reviews. 3 more one-star reviews fit."),
        (3_620_000, 164, BREACHED, "3.62, limit ≥ 3.70, 164 reviews. It takes 11 five-star reviews to be back."),
        (3_750_000, None, WATCH, "3.75, limit ≥ 3.70: 0.05 stars left."),
        (3_620_000, None, BREACHED, "3.62, limit ≥ 3.70: 0.08 stars short."),
    ],
)
def test_a_rating_is_told_in_reviews(value, reviews, level, expected):
    told = lines(warning_view(ENGLISH, warned(subject(figure("rating", value, "B0PHONE128", reviews), level))))
    assert told[1] == expected


@pytest.mark.parametrize("reviews", [1, 164, 4_000])
def test_so_many_five_star_reviews_and_no_fewer_bring_a_rating_back(reviews):
    told = lines(warning_view(ENGLISH, warned(subject(figure("rating", 3_620_000, "B0PHONE128", reviews), BREACHED))))
    more = int(told[1].split("It takes ")[1].split()[0].replace(",", ""))
    back = [3_620_000 * reviews + 5_000_000 * each >= 3_700_000 * (reviews + each) for each in (more - 1, more)]
    assert back == [False, True]


@pytest.mark.parametrize(("chance", "words"), [(0.0, "under 1 %"), (0.345, "34 %"), (1.0, "99 %")])
def test_a_chance_is_never_none_and_never_certain(chance, words):
    told = lines(warning_view(ENGLISH, warned(odr(outlook=replace(OUTLOOK, chance=chance)))))
    assert told[2].startswith(f"{words} chance")


def test_a_channels_own_threshold_is_not_called_the_limit():
    told = lines(
        warning_view(ENGLISH, warned(odr(level=BREACHED, outlook=replace(OUTLOOK, level=BREACHED)), band=7_000))
    )
    assert told[0] == "🔴 Over this channel's threshold · Order defect rate"
    assert told[3] == "👉 By 24 Nov 2026: find what the newest defects share, and mend it."
    assert "This channel's own threshold is 0.70 %." in told


def test_a_level_held_after_the_figures_eased_says_so():
    told = lines(warning_view(ENGLISH, warned(odr(level=ACT, outlook=replace(OUTLOOK, level=WATCH, stays=WATCH)))))
    assert "The figures have eased to 🟡 watch; the warning follows once they stay so." in told


def test_offers_stand_in_one_message_worst_first():
    rows = [
        subject(counted("offer-rqs", 17, 318, "B0SAMPLE01"), BREACHED),
        subject(counted("offer-rqs", 10, 205, "B0SAMPLE02"), ACT),
        subject(counted("offer-rqs", 18, 412, "B0SAMPLE03"), WATCH, silences=Silences(muted=True)),
        subject(counted("offer-rqs", 18, 412, "B0SAMPLE04"), WATCH),
    ]
    told = lines(warning_view(ENGLISH, warned(*rows)))
    assert told[:2] == [
        "🔴 Over the limit · Offer RQS · 3 offers: 🔴 1 over, 🟠 1 act, 🟡 1 watch",
        "The worst, B0SAMPLE01: 94.65 %, limit ≥ 95 %: 17 of 318 orders, 2 too many.",
    ]
    assert told[6:9] == [
        "🔴 breached · B0SAMPLE01 94.65 % · 17 of 318, 2 too many",
        "🟠 act · B0SAMPLE02 95.12 % · 10 of 205, no room · 34 % in 14 d",
        "🟡 watch · B0SAMPLE04 95.63 % · 18 of 412, room for 2 · 34 % in 14 d",
    ]
    assert "🔇 Muted: B0SAMPLE03." in told


def test_ten_offers_are_listed_and_the_rest_are_behind_a_button():
    message = warning_view(ENGLISH, warned(*offers(24, WATCH)))
    told = lines(message)
    assert [line[:20] for line in told if line.startswith("🟡 watch")][-1] == "🟡 watch · B0OFFER010"
    assert "and 14 more" in told
    assert "[All 24 offers]" in told[5]
    assert "alert_offers" not in buttons(warning_view(ENGLISH, warned(*offers(10, WATCH))))


def test_a_message_without_figures_still_says_what_it_is_about():
    empty = replace(warned(odr()), subjects=(), weeks=())
    expected = ["✅ Resolved · Order defect rate", "No figures are held any more."]
    assert [expected, expected] == [
        lines(warning_view(ENGLISH, empty)),
        lines(resolved_view(ENGLISH, empty, "new_reading")),
    ]


def test_the_text_alone_carries_the_first_lines_without_marks():
    message = warning_view(ENGLISH, warned(odr()))
    assert message.text == message.blocks[0]["text"]["text"].replace("*", "")


def test_buttons_carry_which_alert_they_are_about():
    rows = offers(2, ACT)
    about = {"account": "main", "metric": "offer-rqs", "subject": "", "band": 0}
    carried = {action: json.loads(value) for action, value in buttons(warning_view(ENGLISH, warned(*rows))).items()}
    named = ("alert_ack", "alert_snooze", "alert_assign", "alert_mute")
    assert carried == dict.fromkeys(named, about) | {"alert_why": about | {"subject": "B0OFFER001"}}
    single = json.loads(buttons(warning_view(ENGLISH, warned(rows[0])))["alert_mute"])
    assert single == about | {"subject": "B0OFFER001"}


def test_acknowledging_stands_out_until_somebody_did():
    def style(silences: Silences) -> str | None:
        row = warning_view(ENGLISH, warned(odr(14, ACT, silences=silences))).blocks[1]
        return row["elements"][0].get("style")

    assert [style(Silences()), style(Silences(acknowledged_by="U1"))] == ["primary", None]


def test_the_longest_names_fit_a_button():
    assert len(alert_value('"' * 80, "seller-rqs", '"' * 40, 999_999)) <= 2_000
