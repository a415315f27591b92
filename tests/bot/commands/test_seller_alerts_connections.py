"""How `/seller-alerts list` tells of Amazon's reports: a line for each account that is connected."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.amazon.sp_api.status import standings
from bot.entrypoints.cli.ask import Asker
from bot.language.locale import ENGLISH
from bot.slack.plain_text import message_text
from bot.views.files.connections import coming_line
from bot.views.model.connections import Coming
from storage import accounts
from storage.workspaces import open_workspace
from tests.builders.amazon import NOW, connect

TODAY = date(2026, 11, 24)
DAYS = {"returns": TODAY, "orders": TODAY, "feedback": date(2026, 11, 22)}

LINES = {
    "nothing came yet": (Coming("", TODAY, {}), "📥 *Amazon reports*: connected on 24 Nov 2026, and none came yet"),
    "newest first": (
        Coming("", TODAY, DAYS),
        "📥 *Amazon reports*: newest orders, returns 24 Nov 2026; feedback 22 Nov 2026",
    ),
    "none for days": (
        Coming("main", TODAY, {"returns": date(2026, 11, 21)}),
        "📥 *Amazon reports of main*: ⚠️ none since 21 Nov 2026: where Headroom runs, `headroom doctor` says why",
    ),
    "refused": (
        Coming("main", TODAY, DAYS, TODAY),
        "📥 *Amazon reports of main*: ⚠️ Amazon refuses the credentials since 24 Nov 2026: "
        "where Headroom runs, `headroom connect amazon`",
    ),
}


@pytest.mark.parametrize(("coming", "line"), LINES.values(), ids=LINES)
def test_a_line_tells_how_reports_stand(coming, line):
    assert coming_line(ENGLISH, coming, TODAY) == line


@pytest.fixture
def listed(engine, amazon):
    asker = Asker(engine, lambda: amazon.now, None, "T1", "U0ANN")
    yield lambda: message_text(asker.ask("/seller-alerts list").message)
    asker.close()


def test_the_list_has_a_line_for_each_connected_account(listed, connected, settings, passes, amazon):
    assert "📥 Amazon reports: connected on 24 Nov 2026, and none came yet" in listed()
    passes(6)
    assert "Amazon reports: newest feedback, listings, orders" in listed()


def test_of_several_accounts_each_is_named(listed, connected, settings):
    accounts.add(connected, "third", "U1", NOW)
    connect(connected, settings, "second")
    told = listed()
    assert [line for line in told.splitlines() if "Amazon" in line] == [
        f"📥 Amazon reports of {name}: connected on 24 Nov 2026, and none came yet" for name in ("main", "second")
    ]


def test_a_workspace_without_a_connection_reads_of_none(listed, engine):
    open_workspace(engine, "T1", NOW)
    assert "Amazon" not in listed()


def test_days_are_those_of_the_workspace(connected):
    [coming] = standings(connected, ZoneInfo("Pacific/Auckland"))
    assert coming.since == date(2026, 11, 25)
    assert datetime(2026, 11, 24, 15, tzinfo=UTC) == NOW
