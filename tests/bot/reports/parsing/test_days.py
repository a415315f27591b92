from dataclasses import replace
from datetime import date

import pytest

from tests.builders.report_files import GIVEN, ORDER, noted, table, taken, wrong


def read(*days, given=GIVEN):
    rows = [
        {"Order ID": ORDER, "Order Date": day, "Defect Type": f"Chargeback{n * '+x'}"} for n, day in enumerate(days)
    ]
    feed = taken(table(*rows, delimiter=","), given)
    return [row.order_date.isoformat() for row in feed.rows], wrong(feed), noted(feed)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-05", "2026-11-05"),
        ("2026/11/05", "2026-11-05"),
        ("05-Nov-2026", "2026-11-05"),
        ("5 November 2026", "2026-11-05"),
        ("Nov 5, 2026", "2026-11-05"),
        ("5 févr. 2026", "2026-02-05"),
        ("05-juil-2026", "2026-07-05"),
        ("05-Nov-26", "2026-11-05"),
        ("05/05/2026", "2026-05-05"),
        ("20/11/2026", "2026-11-20"),
        ("11/20/26", "2026-11-20"),
        ("2026-11-05T23:59:59-08:00", "2026-11-05"),
        ("2026-11-05T07:59:59+00:00", "2026-11-04"),
        ("2026-11-05 07:35:42 PST", "2026-11-05"),
        ("20/11/2026 7:35 PM", "2026-11-20"),
    ],
)
def test_a_day_is_read_in_every_style(written, day):
    assert read(written) == ([day], [], [])


@pytest.mark.parametrize("written", ["jui 5, 2026", "32/01/2026", "2026-13-01", "5/2026", "20-Foo-2026", "29-Feb-2026"])
def test_what_is_no_day_is_reported(written):
    assert read(written) == ([], [(2, "not_a_day")], [])


def test_a_day_that_reads_two_ways_is_reported_and_never_guessed():
    assert read("03/04/2026", "05/05/2026") == (["2026-05-05"], [(2, "two_days")], [])


def test_the_whole_column_settles_which_way_it_is_written():
    assert read("03/04/2026", "25/04/2026") == (["2026-04-03", "2026-04-25"], [], ["day_first"])
    assert read("03/04/2026", "04/25/2026") == (["2026-03-04", "2026-04-25"], [], ["month_first"])


def test_a_column_of_both_ways_settles_nothing():
    found = read("25/04/2026", "04/25/2026", "03/04/2026")
    assert found == (["2026-04-25", "2026-04-25"], [(4, "two_days")], ["both_ways"])


@pytest.mark.parametrize(("day_first", "day"), [(True, "2026-04-03"), (False, "2026-03-04")])
def test_who_gives_the_file_may_settle_it(day_first, day):
    assert read("03/04/2026", given=replace(GIVEN, day_first=day_first)) == ([day], [], [])


def test_the_column_outweighs_who_gives_the_file():
    assert read("03/04/2026", "25/04/2026", given=replace(GIVEN, day_first=False))[0][0] == "2026-04-03"


def test_tomorrow_may_be_there_already_and_the_day_after_may_not():
    tomorrow = date(2026, 11, 25).isoformat()
    assert read(tomorrow, "2026-11-26") == ([tomorrow], [(3, "future")], [])
