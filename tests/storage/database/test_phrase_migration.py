"""What earlier versions stored as finished sentences, after the upgrade that keeps phrases."""

import json
from collections.abc import Iterator
from copy import deepcopy

import pytest
from sqlalchemy import Engine, event, select, text

from storage.database.engine import open_engine
from storage.database.migrate import current_revision, upgrade
from storage.tables import alert, import_batch, report_request, transition
from tests.storage.database.earlier import Rows, fill, rows_of, upgrade_to

BEFORE = rows_of("0007")
LINES = {row["subject"]: row["outlook"].get("line") for row in BEFORE["alert"]}


@pytest.fixture
def before(new_url: str) -> Iterator[Engine]:
    """A database without rows, as the version before made it."""
    engine = open_engine(new_url)
    upgrade_to(engine, "0007")
    yield engine
    engine.dispose()


def told(sentence: str) -> dict[str, object]:
    return {"key": "stored.text", "values": {"text": sentence}}


def kept(engine: Engine) -> list[list[object]]:
    """Every column that a sentence stood in."""
    columns = (alert.c.outlook, transition.c.why, report_request.c.error, import_batch.c.name)
    with engine.connect() as connection:
        return [sorted(map(json.dumps, connection.execute(select(column)).scalars())) for column in columns]


def test_a_line_of_an_alert_becomes_the_value_of_a_phrase_and_the_rest_stays(before: Engine) -> None:
    fill(before, BEFORE)
    upgrade(before)
    with before.connect() as connection:
        outlooks = dict(connection.execute(select(alert.c.subject, alert.c.outlook)).all())
    expected = {
        row["subject"]: row["outlook"] | ({"line": told(LINES[row["subject"]])} if LINES[row["subject"]] else {})
        for row in BEFORE["alert"]
    }
    assert sum(line is not None for line in LINES.values()) == 8
    assert expected == outlooks


def test_the_history_of_alerts_is_changed_alike(before: Engine) -> None:
    fill(before, BEFORE)
    upgrade(before)
    with before.connect() as connection:
        whys = connection.execute(select(transition.c.why).order_by(transition.c.id)).scalars().all()
    expected = [
        row["why"] | ({"line": told(row["why"]["line"])} if "line" in row["why"] else {})
        for row in BEFORE["transition"]
    ]
    assert expected == whys


def test_why_a_report_failed_is_taken_apart_where_it_can_be(before: Engine) -> None:
    fill(before, BEFORE)
    upgrade(before)
    with before.connect() as connection:
        errors = dict(connection.execute(select(report_request.c.kind, report_request.c.error)).all())
    sentences = {row["kind"]: row["error"] for row in BEFORE["report_request"]}
    assert errors == {
        "orders": {"key": "amazon.why.code", "values": {"code": "FATAL"}},
        "feedback": {"key": "amazon.why.code", "values": {"code": "HTTP 400"}},
        "defects": {"key": "amazon.why.not_ready", "values": {}},
        "listings": {"key": "amazon.why.cut_short", "values": {}},
        "prime-returns": None,
        "returns": told(sentences["returns"]),
        "performance": told(sentences["performance"]),
    }


def test_everything_else_of_a_report_stays_as_it_was(before: Engine) -> None:
    fill(before, BEFORE)
    columns = ", ".join(column.name for column in report_request.columns if column.name != "error")
    asked = text(f"SELECT {columns} FROM report_request ORDER BY kind")  # noqa: S608 names of our own
    with before.connect() as connection:
        rows = connection.execute(asked).all()
    upgrade(before)
    with before.connect() as connection:
        assert rows == connection.execute(asked).all()
    assert len(rows) == len(BEFORE["report_request"])


def test_a_file_without_a_name_has_none(before: Engine) -> None:
    fill(before, BEFORE)
    upgrade(before)
    with before.connect() as connection:
        names = connection.execute(select(import_batch.c.name).distinct()).scalars().all()
    assert sorted(names) == ["", "r.txt"]


def test_the_same_step_again_changes_nothing(before: Engine) -> None:
    fill(before, BEFORE)
    upgrade_to(before, "0008")
    once = kept(before)
    with before.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0007'"))
    upgrade_to(before, "0008")
    assert current_revision(before) == "0008"
    assert once == kept(before)


def many(number: int) -> Rows:
    """The same rows, and as many alerts, transitions and reports more."""
    rows = deepcopy({name: list(found) for name, found in BEFORE.items()})
    one = next(row for row in rows["alert"] if "line" in row["outlook"])
    rows["alert"] += [{**one, "subject": f"{place}"} for place in range(number)]
    rows["transition"] += [{**rows["transition"][0], "subject": f"{place}"} for place in range(number)]
    rows["report_request"] += [{**rows["report_request"][0], "part": 1 + place} for place in range(number)]
    return rows


def test_many_rows_take_no_more_statements_and_none_is_read(before: Engine) -> None:
    fill(before, many(3_000))
    statements: list[str] = []

    @event.listens_for(before, "before_cursor_execute")
    def heard(*about: object) -> None:
        statements.append(str(about[2]))

    upgrade(before)
    touching = [each for each in statements if "report_request" in each or "alert" in each or "transition" in each]
    assert len(touching) < 12
    assert not [each for each in touching if each.lstrip().startswith("SELECT")]
    with before.connect() as connection:
        lines = connection.execute(select(alert.c.outlook).where(alert.c.metric != "odr")).scalars().all()
    assert len(lines) == 3_008
    assert {each["line"]["key"] for each in lines} == {"stored.text"}
