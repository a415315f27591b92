"""Whatever goes into a warning, Slack takes it and nobody is called at large."""

import json
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from bot.entrypoints.local.emulator.limits import check_message
from bot.language.locale import ENGLISH
from bot.views.alerts.warning import (
    Subject,
    Warned,
    change_line,
    escalation_view,
    reminder_line,
    resolved_view,
    warning_view,
)
from rules.core.levels import ACT, BREACHED, OK, WATCH
from rules.renewed.metrics import METRICS
from rules.warnings.states import Silences, Transition
from tests.builders.warnings import LEAVING, OUTLOOK, TODAY, UNTIL, ZONE, counted, figure, odr, subject, warned

YESTERDAY = TODAY - timedelta(days=1)

hostile = some.text(alphabet="<!channel>&*`_~|@U1#C ∗é漢\n", max_size=60)
days = some.dates(date(2026, 8, 1), date(2027, 3, 1))


@some.composite
def any_subject(draw: some.DrawFn, metric: str, asin: str) -> Subject:
    """A subject at any level with any outlook and silences, whether they go together or not."""
    orders = draw(some.one_of(some.none(), some.integers(1, 100_000)))
    judged = figure(metric, draw(some.integers(0, 5_000_000)), asin, draw(some.none() | some.integers(0, 9_999)))
    if METRICS[metric].counted_in == "orders":
        share = draw(some.integers(0, 1_000_000))
        judged = figure(metric, share, asin)
        if orders is not None:
            judged = counted(metric, orders * share // 1_000_000, orders, asin)
    outlook = replace(
        OUTLOOK,
        chance=draw(some.none() | some.floats(0, 1)),
        horizon=draw(some.none() | some.integers(1, 21)),
        method=draw(some.sampled_from(["cohorts", "totals", "reading"])),
        level=draw(some.integers(OK, BREACHED)),
        stays=draw(some.integers(OK, BREACHED)),
        roll_offs=draw(some.sampled_from([(), LEAVING, LEAVING * 2])),
        recovers=draw(some.none() | days),
    )
    silences = Silences(
        acknowledged_by=draw(some.sampled_from(["", "U1"]) | hostile),
        acknowledged_until=draw(some.sampled_from([None, UNTIL])),
        snoozed_by=draw(some.sampled_from(["", "U2"]) | hostile),
        snoozed_until=draw(some.sampled_from([None, UNTIL])),
        snoozed_level=draw(some.integers(OK, BREACHED)),
        snoozed_reason=draw(hostile) * 50,
        assigned_to=draw(hostile),
        muted=draw(some.booleans()),
    )
    return subject(judged, draw(some.integers(OK, BREACHED)), since=draw(days), outlook=outlook, silences=silences)


@some.composite
def any_warned(draw: some.DrawFn) -> Warned:
    metric = draw(some.sampled_from(sorted(METRICS)))
    names = draw(some.lists(hostile.filter(str.strip), min_size=1, max_size=14)) if METRICS[metric].of_offer else [""]
    values = some.decimals(0, 100, places=2)
    return Warned(
        account=draw(hostile),
        named=draw(some.booleans()),
        metric=metric,
        band=draw(some.sampled_from([0, 7_000])),
        subjects=tuple([draw(any_subject(metric, name[:40])) for name in names]),
        weeks=draw(some.lists(some.tuples(days, values), max_size=30)),
        today=TODAY,
        zone=ZONE,
        owner=draw(hostile),
    )


@given(any_warned(), some.sampled_from(["rolled_off", "more_orders", "fewer", "new_reading"]))
def test_slack_takes_every_warning_and_it_calls_nobody_at_large(told, cause):
    change = Transition("worsened", WATCH, ACT, TODAY, 1)
    views = (
        warning_view(ENGLISH, told),
        resolved_view(ENGLISH, told, cause),
        change_line(ENGLISH, change, told),
        reminder_line(ENGLISH, told),
        escalation_view(ENGLISH, told, group="S1", channel="C1"),
    )
    for view in views:
        check_message({"text": view.text, "blocks": list(view.blocks)})
        assert len(view.blocks) <= 50
        assert "<!channel" not in json.dumps([view.text, view.blocks])


@given(some.decimals(0, 100, places=2), some.decimals(0, 100, places=2))
def test_a_chart_holds_the_weeks_as_they_were_told(first, last):
    message = warning_view(ENGLISH, warned(odr(), weeks=((YESTERDAY, first), (TODAY, last))))
    chart = next(block for block in message.blocks if block["type"] == "data_visualization")["chart"]
    assert [float(first), float(last)] == [point["value"] for point in chart["series"][0]["data"]]
