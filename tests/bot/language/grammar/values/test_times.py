from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.grammar.normalise import normalise
from bot.language.grammar.slip import Slip
from bot.language.grammar.values.times import WEEKDAYS, read_rhythm, read_span, read_time

TIMES = {
    "18:00": "18:00",
    "8:05": "08:05",
    "18h": "18:00",
    "18h30": "18:30",
    "18 h 30": "18:30",
    "18.30": "18:30",
    "6pm": "18:00",
    "6:30 PM": "18:30",
    "6 p.m.": "18:00",
    "12am": "00:00",
    "12 pm": "12:00",
    "24:00": "00:00",
}


@pytest.mark.parametrize(("text", "told"), TIMES.items())
def test_times_of_day(text, told):
    assert told == read_time(text)


SPANS = {
    **dict.fromkeys(("18:00-08:00", "18h-8h", "18h–8h", "18:00 — 08:00", "18h\u00a0–\u00a08h"), "18:00-08:00"),
    **dict.fromkeys(("de 18h à 8h", "from 6 pm to 8 am", "18:00 until 8:00", "between 18h and 8h"), "18:00-08:00"),
    "12:30-13:15": "12:30-13:15",
}


@pytest.mark.parametrize(("text", "told"), SPANS.items())
def test_spans_of_the_day(text, told):
    assert told == read_span(normalise(text))


RHYTHMS = {
    **dict.fromkeys(("daily 09:00", "09:00 daily", "every day at 9h", "chaque jour à 9h", "Daily 9 am"), "daily 09:00"),
    **dict.fromkeys(("weekly mon 09:00", "mon 09:00", "every Monday, 9h", "hebdo lundi 9h"), "weekly mon 09:00"),
    "le vendredi à 16h30": "weekly fri 16:30",
}


@pytest.mark.parametrize(("text", "told"), RHYTHMS.items())
def test_rhythms(text, told):
    assert told == read_rhythm(normalise(text))


REFUSED = {
    (read_time, "25:00"): ("slip.time_range", ["09:00"]),
    (read_time, "24:30"): ("slip.time_range", ["09:00"]),
    (read_time, "18:60"): ("slip.time_range", ["09:00"]),
    (read_time, "18:"): ("slip.time_range", ["09:00"]),
    (read_time, "18pm"): ("slip.time_half", ["18:00"]),
    (read_time, "0 am"): ("slip.time_half", ["00:00"]),
    (read_time, "18"): ("slip.time_bare", ["18:00"]),
    (read_time, "noon"): ("slip.expected.time", []),
    (read_time, "9" * 5_000): ("slip.expected.time", []),
    (read_span, "18:00"): ("slip.span_one", ["18:00-08:00"]),
    (read_span, "8h"): ("slip.span_one", ["08:00-18:00"]),
    (read_span, "18-8"): ("slip.time_bare", ["18:00-8"]),
    (read_span, "18:00-8"): ("slip.time_bare", ["18:00-08:00"]),
    (read_span, "25:00-08:00"): ("slip.time_range", ["18:00-08:00"]),
    (read_span, "18:00-25:00"): ("slip.time_range", ["18:00-08:00"]),
    (read_span, "08:00-8h"): ("slip.span_empty", ["18:00-08:00"]),
    (read_span, "18:00-08:00-09:00"): ("slip.expected.span", []),
    (read_span, "nights"): ("slip.expected.time", []),
    (read_rhythm, ""): ("slip.expected.rhythm", ["daily 09:00"]),
    (read_rhythm, "monthly"): ("slip.expected.rhythm", ["daily 09:00"]),
    (read_rhythm, "mon tue 09:00"): ("slip.expected.rhythm", ["daily 09:00"]),
    (read_rhythm, "daily"): ("slip.rhythm_time", ["daily 09:00"]),
    (read_rhythm, "fri"): ("slip.rhythm_time", ["weekly fri 09:00"]),
    (read_rhythm, "weekly 08:00"): ("slip.rhythm_day", ["weekly mon 08:00"]),
    (read_rhythm, "08:00"): ("slip.rhythm_which", ["daily 08:00", "weekly mon 08:00"]),
    (read_rhythm, "daily fri 08:00"): ("slip.rhythm_which", ["daily 08:00", "weekly fri 08:00"]),
    (read_rhythm, "daily 25:00"): ("slip.time_range", ["daily 09:00"]),
    (read_rhythm, "weekly tue 9"): ("slip.time_bare", ["weekly tue 09:00"]),
}


@pytest.mark.parametrize(("read", "refusal"), REFUSED.items())
def test_refused_with_what_to_type_instead(read, refusal):
    reader, text = read
    with pytest.raises(Slip) as slip:
        reader(text)
    offered = [slip.value.suggestion] if slip.value.suggestion else list(slip.value.choices)
    assert refusal == (slip.value.key, offered)


@given(st.times(), st.times())
def test_a_span_reads_back_as_it_is_kept(start, end):
    start, end = (f"{each:%H:%M}" for each in (start, end))
    if start != end:
        assert f"{start}-{end}" == read_span(f"{start}-{end}") == read_span(f"{start} to {end}")


@given(st.times(), st.sampled_from(WEEKDAYS))
def test_a_rhythm_reads_back_as_it_is_kept(at, day):
    for kept in (f"daily {at:%H:%M}", f"weekly {day} {at:%H:%M}"):
        assert kept == read_rhythm(kept)


@given(st.times())
def test_a_time_reads_as_the_same_in_english_and_in_french(at):
    told = f"{at:%H:%M}"
    assert told == read_time(f"{at.hour}h{at:%M}") == read_time(f"{at:%I:%M %p}")
    assert time.fromisoformat(told) == at.replace(second=0, microsecond=0)


@given(st.text(max_size=60) | st.text(alphabet="0123456789:.hapm -àtodilywekmn", max_size=30))
def test_any_text_is_read_or_is_a_slip(text):
    for reader in (read_time, read_span, read_rhythm):
        try:
            told = reader(text)
        except Slip:
            continue
        assert told == reader(told)
