import gzip
import io
import tracemalloc
import zipfile
from dataclasses import replace

import pytest

from bot.language.catalogue import say
from bot.language.locale import ENGLISH
from bot.reports.parsing.report import Limits, Unreadable
from bot.reports.read import read
from tests.builders.report_files import GIVEN, RETURN, SAMPLES, refused, returned, table, taken, wrong


def zipped(name):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, table(RETURN))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        ("\ufeff".encode(), "empty"),
        (zipped("returns.txt"), "zip"),
        (zipped("xl/workbook.xml"), "excel"),
        (gzip.compress(table(RETURN).encode()), "gzip"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "excel"),
        (b"BZh91AY", "packed"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"<!DOCTYPE HTML><html>", "web_page"),
        (table(RETURN).encode("utf-32"), "encoding"),
        (b"a,b,c\n1,2,3\n", "unknown"),
        (b"just a letter\nto somebody\n", "unknown"),
        (bytes(range(256)) * 40, "unknown"),
    ],
)
def test_what_is_no_report_is_refused_with_a_sentence(raw, why):
    with pytest.raises(Unreadable) as refusal:
        taken(raw)
    assert refusal.value.key == f"feeds.refuse.{why}"
    assert say(ENGLISH, refusal.value.key, **refusal.value.values)


def test_an_excel_workbook_is_told_how_to_become_a_csv():
    assert "Save As" in say(ENGLISH, "feeds.refuse.excel")


def test_the_kind_is_read_from_the_content_and_not_from_the_delimiter():
    kinds = {delimiter: taken(table(RETURN, delimiter=delimiter)).kind for delimiter in "\t,;|"}
    assert set(kinds.values()) == {"returns"}


def test_a_table_that_lacks_a_column_is_told_which():
    with pytest.raises(Unreadable) as refusal:
        taken(table({name: value for name, value in RETURN.items() if name != "Return request date"}))
    assert refusal.value.values == {"column": "Return request date", "kind": "returns"}


def test_two_tables_in_one_file_are_refused_before_a_row_is_taken():
    other = dict(reversed(returned(Merchant_SKU="SKU-2").items()))
    with pytest.raises(Unreadable) as refusal:
        read(io.BytesIO((table(RETURN) + table(other)).encode()), GIVEN)
    assert (refusal.value.key, refusal.value.values) == ("feeds.refuse.two_tables", {"line": 3})


def test_ten_gigabytes_are_refused_unread(tmp_path):
    with (tmp_path / "large.txt").open("wb+") as file:
        file.truncate(10_000_000_000)
        with pytest.raises(Unreadable) as refusal:
            read(file, GIVEN)
    assert refusal.value.values == {"limit": 200}


def test_too_many_rows_are_refused_before_one_is_taken():
    few = replace(GIVEN, limits=Limits(rows=3))
    assert refused(table(*[RETURN] * 3), few) is None
    assert refused(table(*[RETURN] * 4), few) == "rows"


def test_a_file_of_nothing_but_problems_is_refused():
    assert refused(table(*[returned(ASIN="x")] * 5), replace(GIVEN, limits=Limits(problems=4))) == "problems"


def test_characters_that_are_no_text_are_reported():
    feed = taken(table(RETURN, returned(Item_Name="a\0b")))
    assert (len(feed.rows), wrong(feed)) == (1, [(3, "no_text")])


def test_a_line_without_end_is_reported_and_the_next_one_read():
    feed = taken(table(returned(Item_Name="x" * 3_000_000), RETURN))
    assert ([row.line for row in feed.rows], wrong(feed)) == ([3], [(2, "no_text")])


def test_a_header_without_rows_is_a_report_without_rows():
    feed = taken(table(RETURN).splitlines()[0] + "\n")
    assert (feed.kind, feed.rows, feed.problems) == ("returns", [], [])


def test_memory_does_not_grow_with_the_file():
    file = io.BytesIO(table(*[{**RETURN, "Note": f"{n}" + "x" * 20_000} for n in range(600)]).encode())
    tracemalloc.start()
    rows = sum(len(row.others["Note"]) > 20_000 for row in read(file, GIVEN).rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == 600
    assert peak < 3_000_000 < 12_000_000 < len(file.getvalue())


def test_the_samples_are_a_few_hundred_rows_each():
    sizes = {path.name: len(taken(path.read_bytes()).rows) for path in SAMPLES.iterdir() if path.suffix != ".json"}
    assert [name for name, size in sizes.items() if not 200 <= size <= 500] == []
