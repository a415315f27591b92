import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.mutated_reports import SAMPLES, besiege, complaint
from tests.builders.report_files import RETURN, returned, table, taken

CELLS = st.one_of(
    st.text(max_size=30).filter(lambda cell: not set(cell) & set('\t\r\n"\ufffd') and cell.isprintable()),
    st.sampled_from(["", " ", "12.50", "12,50", "-3", "03/04/2026", "20-Nov-2026", "Total", "Order ID", "Y", "CAD"]),
)
ROWS = st.lists(st.dictionaries(st.sampled_from(sorted(RETURN)), CELLS, max_size=4), max_size=12)


def test_two_thousand_spoilt_files_are_read_or_refused():
    assert besiege(20_261_124, 2_000) == []


@given(ROWS)
@settings(max_examples=150)
def test_every_line_is_a_row_or_a_problem_and_never_both(changes):
    text = table(RETURN, *({**RETURN, **change} for change in changes))
    feed = taken(text)
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip("\t \xa0")][1:]
    assert sorted([*(row.line for row in feed.rows), *(problem.line for problem in feed.problems)]) == lines
    assert feed.lines == len(lines)


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused(raw):
    assert complaint(raw) is None


@given(st.binary(max_size=200))
@settings(max_examples=100)
def test_any_bytes_below_the_titles_are_rows_or_problems(raw):
    assert complaint(table(returned()).encode() + raw) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.data())
@settings(max_examples=200)
def test_a_performance_report_with_anything_in_any_place_is_read_or_refused(data):
    document = json.loads(SAMPLES["performance.json"])
    place = document
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], (dict, list)) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(JSON)
    assert complaint(json.dumps(document).encode()) is None
