"""A connection that is synced against a stand-in that behaves as Amazon does, also where that is badly."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.amazon.sp_api import plan
from bot.amazon.sp_api import syncer as running
from bot.amazon.sp_api.errors import Away, Denied, Unsure
from bot.amazon.sp_api.report_types import REPORT_TYPES
from bot.amazon.sp_api.session import LeaseLost
from bot.amazon.sp_api.syncer import Syncer
from storage.reports import connections, imports, offers, rate_limits
from storage.tables import report_request
from storage.workspaces import Workspace
from tests.builders.amazon import NOW, states
from tests.builders.stored_sentences import rows_in, stored_sentences
from tests.fakes.amazon import (
    CUT_AFTER,
    CUT_BEFORE,
    CUT_SHORT,
    DENIED,
    EXPIRED,
    FAILED_AFTER,
    FAILED_BEFORE,
    KEPT,
    LOGIN,
    REFRESH_TOKEN,
    THROTTLED,
)
from tests.fixtures.databases import BOTH

PARTS = {"orders": 4, "feedback": 2}
"""In how many parts the first report of a kind comes, where it is more than one."""

TAKEN = {kind: {"taken": PARTS.get(kind, 1)} for kind in REPORT_TYPES}
RETURNS = REPORT_TYPES["returns"].amazon_name


def of(amazon, kind):
    return [made for made in amazon.made if made.report_type == REPORT_TYPES[kind].amazon_name]


def test_seven_kinds_of_reports_come_and_none_is_asked_for_twice(amazon, engine, connected, passes):
    came = passes(6).outcomes
    assert {each.state for each in came} == {"taken"}
    assert (
        {each.kind for each in imports.list_recent(connected, 99)} == {each.kind for each in came} == set(REPORT_TYPES)
    )
    assert states(engine) == TAKEN
    assert (amazon.twice(), amazon.asked[LOGIN]) == ([], 1)


@BOTH
def test_they_come_also_while_amazon_throttles_fails_and_cuts_lines(amazon, engine, connected, passes):
    amazon.faults["createReport"].extend([THROTTLED, CUT_AFTER, FAILED_AFTER, CUT_BEFORE, FAILED_BEFORE, EXPIRED])
    amazon.faults["getReports"].extend([THROTTLED, CUT_BEFORE])
    amazon.faults["getReport"].extend([FAILED_BEFORE, THROTTLED, CUT_AFTER, EXPIRED])
    amazon.faults["getReportDocument"].extend([THROTTLED, FAILED_BEFORE, EXPIRED])
    amazon.faults[KEPT].extend([EXPIRED, CUT_SHORT])
    amazon.faults[LOGIN].extend([FAILED_BEFORE, CUT_BEFORE])
    amazon.looks = 3
    passes(90)
    assert states(engine) == TAKEN
    assert amazon.twice() == []
    assert {operation: list(left) for operation, left in amazon.faults.items() if left} == {}
    assert len(amazon.made) == sum(PARTS.get(kind, 1) for kind in REPORT_TYPES)


@BOTH
def test_a_report_whose_answer_was_cut_off_is_looked_for_once_it_must_be_listed(amazon, connected, passes):
    amazon.faults["createReport"].append(CUT_AFTER)
    amazon.page = 1
    assert isinstance(passes().error, Unsure)
    passes(4)
    assert amazon.asked["getReports"] == 0
    passes(9)
    assert amazon.asked["getReports"] > 1, "the list has several pages"
    assert amazon.twice() == []


def test_a_report_that_did_not_get_there_is_asked_for_again(amazon, engine, passes):
    amazon.faults["createReport"].append(CUT_BEFORE)
    passes(15)
    assert states(engine) == TAKEN
    assert amazon.twice() == []


def test_a_cancelled_report_is_one_without_data(amazon, engine, passes):
    amazon.outcomes[RETURNS].append("CANCELLED")
    passes(6)
    assert states(engine)["returns"] == {"empty": 1}
    amazon.pass_time(days=1)
    passes(6)
    assert [made.start for made in of(amazon, "returns")][1] > "2026-10-10", "what was empty is not asked for again"


def test_a_failed_report_is_asked_for_again_the_next_day_from_where_it_was_lacking(amazon, engine, passes):
    amazon.outcomes[REPORT_TYPES["orders"].amazon_name].extend(["DONE", "FATAL"])
    passes(6)
    assert states(engine)["orders"] == {"taken": 3, "failed": 1}
    before = of(amazon, "orders")
    amazon.pass_time(hours=2)
    passes(2)
    assert of(amazon, "orders") == before
    amazon.pass_time(days=1)
    passes(6)
    assert of(amazon, "orders")[4].start < before[1].start < before[2].start
    amazon.pass_time(days=1)
    passes(6)
    assert len(of(amazon, "orders")) == 4 + 3 + 1, "and then nothing is lacking"


def test_after_a_long_absence_reports_are_caught_up_in_parts(amazon, engine, passes):
    passes(6)
    amazon.pass_time(days=100)
    passes(20)
    assert [states(engine)[kind]["taken"] for kind in ("returns", "orders", "feedback", "listings")] == [4, 9, 4, 2]
    assert amazon.twice() == []


def test_reports_come_once_a_local_day(amazon, passes):
    passes(6)
    count = len(amazon.made)
    amazon.pass_time(hours=13)
    passes(3)
    assert len(amazon.made) == count, "it is still the same day in Toronto"
    amazon.pass_time(hours=1)
    passes(6)
    assert len(amazon.made) == count + len(REPORT_TYPES)


def test_a_report_that_takes_longer_than_a_day_is_waited_for(amazon, engine, passes):
    amazon.looks = 20
    passes()
    amazon.pass_time(days=1)
    passes(2)
    assert len(amazon.made) == sum(TAKEN[kind]["taken"] for kind in REPORT_TYPES)


def test_a_report_that_says_what_an_older_one_said_still_counts(amazon, connected, passes):
    listings = REPORT_TYPES["listings"].amazon_name
    first = amazon.files[listings]
    changed = first.replace(b"\t20\t", b"\t7\t")
    quantities = []
    for text in (first, changed, first):
        amazon.files[listings] = text
        passes(6)
        amazon.pass_time(days=1)
        with connected.read() as snapshot:
            quantities.append([each.quantity for each in offers.select_all(snapshot, "main")])
    assert quantities[0] == quantities[2] != quantities[1]


def test_a_refused_report_fails_alone(amazon, engine, passes):
    amazon.faults["createReport"].extend([DENIED])
    passes(8)
    failed = {kind for kind, found in states(engine).items() if found["failed"]}
    assert len(failed) == 1
    assert {kind: states(engine)[kind] for kind in REPORT_TYPES if kind not in failed} == {
        kind: TAKEN[kind] for kind in REPORT_TYPES if kind not in failed
    }


def test_a_token_that_is_no_longer_taken_is_made_anew_without_asking_twice(amazon, engine, passes):
    passes()
    amazon.faults["getReport"].append(EXPIRED)
    passes(6)
    assert states(engine) == TAKEN
    assert amazon.asked[LOGIN] == 2
    amazon.pass_time(hours=2)
    passes()
    assert amazon.asked[LOGIN] == 2, "nothing is asked where nothing is to be done"


def test_credentials_that_are_no_longer_taken_are_said_and_tried_again_in_an_hour(amazon, connected, passes, syncer):
    amazon.refresh_tokens.clear()
    assert isinstance(passes().error, Denied)
    [connection] = connections.list_all(connected)
    assert (connection.trouble, connection.trouble_since) == ("invalid_grant", NOW)
    asked = amazon.asked[LOGIN]
    amazon.pass_time(minutes=30)
    syncer.sync_all()
    assert amazon.asked[LOGIN] == asked
    amazon.refresh_tokens.add(REFRESH_TOKEN)
    amazon.pass_time(minutes=31)
    syncer.sync_all()
    assert amazon.asked[LOGIN] == asked + 1
    [connection] = connections.list_all(connected)
    assert (connection.trouble, connection.trouble_since, connection.not_before) == (None, None, None)


def test_amazon_out_of_reach_keeps_everything_wanted(amazon, engine, connected, settings):
    away = settings.model_copy(update={"amazon_api_url": "http://127.0.0.1:9"})
    [connection] = connections.list_all(connected)
    syncer = Syncer(engine, away, lambda: NOW)
    assert isinstance(syncer.sync(connected, connection).error, Away)
    syncer.close()
    assert all(found.keys() == {"wanted"} for found in states(engine).values())


def test_a_slower_pace_that_amazon_tells_is_kept_to(amazon, engine, passes):
    amazon.slow("getReportDocument", 0.005, 15)
    for _ in range(3):
        passes(20)
        amazon.pass_time(days=1)
    assert amazon.twice() == []


def test_a_refused_call_is_not_made_again_before_its_time(amazon, passes):
    amazon.faults["createReport"].append(THROTTLED)
    passes()
    assert amazon.asked["createReport"] == 1
    amazon.pass_time(seconds=55)
    passes()
    assert amazon.asked["createReport"] == 1
    amazon.pass_time(seconds=5)
    passes()
    assert amazon.asked["createReport"] == 2, "one at a time from then on"


@BOTH
def test_two_processes_do_not_work_at_one_connection(amazon, engine, connected, settings, syncer):
    other = Syncer(engine, settings, lambda: amazon.now)
    [connection] = connections.list_all(connected)
    with connected.begin() as transaction:
        assert connections.claim(transaction, "main", "other", NOW, NOW + timedelta(seconds=120))
    assert isinstance(other.sync(connected, connection).error, LeaseLost)
    assert amazon.asked.total() == 0
    amazon.pass_time(seconds=121)
    assert other.sync(connected, connection).error is None
    assert syncer.sync(connected, connection).error is None
    assert amazon.twice() == []
    other.close()


def test_what_somebody_else_wanted_meanwhile_is_not_wanted_again(
    amazon, engine, connected, settings, syncer, monkeypatch
):
    other = Syncer(engine, settings, lambda: amazon.now)
    [connection] = connections.list_all(connected)
    idle = running.is_idle

    def be_overtaken(session):
        monkeypatch.setattr(running, "is_idle", idle)
        is_idle, due = idle(session), plan.due_kinds(session)
        monkeypatch.setattr(plan, "due_kinds", lambda _: due)
        other.sync(connected, connection)
        return is_idle

    monkeypatch.setattr(running, "is_idle", be_overtaken)
    syncer.sync(connected, connection)
    other.close()
    assert len(amazon.made) == sum(found["taken"] for found in TAKEN.values())


@BOTH
def test_two_processes_that_go_at_it_at_once_do_the_work_of_one(amazon, engine, connected, settings, syncer):
    other = Syncer(engine, settings, lambda: amazon.now)
    [connection] = connections.list_all(connected)
    with ThreadPoolExecutor(2) as pool:
        for _ in range(12):
            list(pool.map(lambda each: each.sync(connected, connection), (syncer, other)))
            amazon.pass_time(minutes=1)
    other.close()
    assert states(engine) == TAKEN
    assert amazon.twice() == []
    assert amazon.asked["createReport"] == amazon.asked["getReportDocument"] == len(amazon.made)


def test_whoever_was_frozen_before_a_call_does_not_make_it(amazon, passes, monkeypatch):
    take = rate_limits.acquire

    def slow(*arguments):
        amazon.pass_time(seconds=60)
        return take(*arguments)

    monkeypatch.setattr(rate_limits, "acquire", slow)
    assert isinstance(passes().error, LeaseLost)
    assert amazon.asked.total() == 0


def test_a_connection_that_is_gone_or_anew_ends_the_pass_of_the_old_one(amazon, connected, syncer):
    [connection] = connections.list_all(connected)
    assert connections.delete(connected, "main")
    assert isinstance(syncer.sync(connected, connection).error, LeaseLost)


def test_reports_are_those_of_the_connections_marketplace(amazon, engine, passes):
    passes(6)
    assert {each for made in amazon.made for each in made.marketplaces} == {"A2EUQ1WTGCTBG2"}
    assert states(engine) == TAKEN


@pytest.mark.parametrize("text", [b"", b"Date range exceeded.", b"PK\x03\x04"])
def test_a_document_that_cannot_be_read_is_said_and_nothing_of_it_kept(amazon, engine, connected, passes, text):
    amazon.files[RETURNS] = text
    came = [each for each in passes(6).outcomes if each.kind == "returns"]
    assert [each.state for each in came] == ["failed"]
    assert came[0].error
    assert "returns" not in {each.kind for each in imports.list_recent(connected, 99)}


ONE_BAD_LINE = b"Order ID\tOrder date\tReturn request date\n701-1\t2026-11-02\t2026-11-20\n"


@BOTH
def test_why_a_report_failed_is_kept_as_keys_and_values_and_never_as_a_sentence(amazon, engine, passes):
    amazon.files[RETURNS] = b"Date range exceeded."
    amazon.files[REPORT_TYPES["orders"].amazon_name] = ONE_BAD_LINE
    amazon.outcomes[REPORT_TYPES["listings"].amazon_name].append("FATAL")
    passes(6)
    with engine.connect() as connection:
        failed = select(report_request.c.kind, report_request.c.error).where(report_request.c.state == "failed")
        errors = dict(connection.execute(failed).all())
    place = {"key": "feeds.place", "values": {"line": 2}}
    line = {"place": place, "line": 2, "column": "Order ID", "text": "701-1"}
    example = {"key": "feeds.problem.not_an_order", "values": line}
    assert errors == {
        "listings": {"key": "amazon.why.code", "values": {"code": "FATAL"}},
        "orders": {"key": "import.refuse.no_row", "values": {"n": 1, "example": example}},
        "returns": {"key": "feeds.refuse.unknown", "values": {}},
    }
    assert stored_sentences(rows_in(engine)) == []


def test_what_came_by_itself_says_so(connected, passes):
    passes(6)
    [batch] = [each for each in imports.list_recent(connected, 99) if each.kind == "returns"]
    assert (batch.who, batch.name) == ("amazon", f"amazon-returns-{date(2026, 11, 24)}")


def test_a_workspace_without_a_connection_asks_nothing(amazon, engine, syncer):
    Workspace(engine, "T2")
    syncer.sync_all()
    assert amazon.asked.total() == 0
