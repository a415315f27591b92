from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.grammar.slip import Slip, Unread
from bot.language.grammar.values.dates import looks_like_date, read_date

TODAY = date(2026, 11, 22)
THE_20TH = date(2026, 11, 20)

ACCEPTED = {
    "2026-11-20": THE_20TH,
    "2026/11/20": THE_20TH,
    "2026-11-2": date(2026, 11, 2),
    "20 Nov": THE_20TH,
    "20 Nov.": THE_20TH,
    "Nov 20": THE_20TH,
    "20 November 2026": THE_20TH,
    "Nov 20, 2026": THE_20TH,
    "20-Nov-2026": THE_20TH,
    "20th of November": THE_20TH,
    "20 novembre": THE_20TH,
    "le 20 novembre 2026": THE_20TH,
    "1er décembre": date(2025, 12, 1),
    "1er decembre 2025": date(2025, 12, 1),
    "15 août": date(2026, 8, 15),
    "3 févr. 2026": date(2026, 2, 3),
    "25/11/2025": date(2025, 11, 25),
    "11/25/2025": date(2025, 11, 25),
    "11-11-2026": date(2026, 11, 11),
    "25.10.2026": date(2026, 10, 25),
    "today": TODAY,
    "aujourd'hui": TODAY,
    "yesterday": date(2026, 11, 21),
    "Hier": date(2026, 11, 21),
    "tomorrow": date(2026, 11, 23),
    "demain": date(2026, 11, 23),
    "3 days ago": date(2026, 11, 19),
    "3d ago": date(2026, 11, 19),
    "2 weeks ago": date(2026, 11, 8),
    "il y a 3 jours": date(2026, 11, 19),
    "in 2 days": date(2026, 11, 24),
    "dans 2 jours": date(2026, 11, 24),
}


@pytest.mark.parametrize(("text", "day"), ACCEPTED.items())
def test_dates_in_english_and_french(text, day):
    assert day == read_date(text, TODAY).value
    assert looks_like_date(text)


REFUSED = {
    "12/11/2026": "slip.date_ambiguous",
    "12-11-2026": "slip.date_ambiguous",
    "12/11/26": "slip.date_ambiguous",
    "25/11/26": "slip.date_short_year",
    "20 Nov 26": "slip.date_short_year",
    "2026-02-30": "slip.date_day",
    "31/11/2026": "slip.date_day",
    "29 Feb 2026": "slip.date_day",
    "31 Nov": "slip.date_day",
    "0 Nov": "slip.date_day",
    "2026-13-01": "slip.date_month",
    "2026-00-01": "slip.date_month",
    "25/13/2026": "slip.date_month",
    "00/00/2026": "slip.date_month",
    "1999-12-31": "slip.date_too_old",
    "0000-01-01": "slip.date_too_old",
    "2027-11-24": "slip.date_too_far",
    "9999-12-31": "slip.date_too_far",
    "9999 days ago": "slip.days_limit",
    "in 999999 weeks": "slip.days_limit",
}


@pytest.mark.parametrize(("text", "key"), REFUSED.items())
def test_dates_refused(text, key):
    with pytest.raises(Slip) as slip:
        read_date(text, TODAY)
    assert key == slip.value.key
    assert looks_like_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20",
        "Nov",
        "20 Nob",
        "20 Nov 1299",
        "129.99",
        "20% Nov",
        "-20 Nov",
        "12 11 2026",
        "3 ago",
        "3 months ago",
        "1/2",
    ],
)
def test_anything_else_is_no_date(text):
    with pytest.raises(Unread):
        read_date(text, TODAY)
    assert not looks_like_date(text)


def test_two_readings_are_both_offered():
    with pytest.raises(Slip) as slip:
        read_date("12/11/2026", TODAY)
    assert slip.value.choices == ("2026-11-12", "2026-12-11")


def test_an_impossible_day_says_when_its_month_ends():
    with pytest.raises(Slip) as slip:
        read_date("2026-02-30", TODAY)
    assert date(2026, 2, 28) == slip.value.values["last"]
    assert slip.value.suggestion == "2026-02-28"


def test_without_a_year_it_is_the_latest_and_the_answer_says_so():
    read = read_date("23 Nov", TODAY)
    assert date(2025, 11, 23) == read.value
    assert [note.key for note in read.notes] == ["note.year"]


def test_29_february_without_a_year_is_in_the_latest_leap_year():
    assert date(2024, 2, 29) == read_date("29 Feb", TODAY).value


def test_a_year_ahead_is_allowed_and_marked():
    read = read_date("2027-11-22", TODAY)
    assert [note.key for note in read.notes] == ["note.future"]


def test_today_needs_no_note():
    assert read_date("2026-11-22", TODAY).notes == ()


MONTHS_FR = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
STYLES = (
    lambda day: day.isoformat(),
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day.day} {day:%b} {day.year}",
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: f"{day:%d-%b-%Y}",
    lambda day: f"{day.day} {MONTHS_FR[day.month - 1]} {day.year}",
    lambda day: f"{(TODAY - day).days} days ago" if TODAY - timedelta(3_000) < day <= TODAY else day.isoformat(),
)


@given(st.dates(date(2000, 1, 1), TODAY + timedelta(366)), st.sampled_from(STYLES))
def test_a_date_in_any_style_reads_back(day, style):
    assert day == read_date(style(day), TODAY).value


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_without_a_year_no_date_is_after_today(day, today):
    read = read_date(f"{day:%d %b}", today) if (day.month, day.day) != (2, 29) else None
    assert read is None or today - timedelta(366) <= read.value <= today
