"""`/renewed-eligibility` with the invoices that an account holds, where no total is typed."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pydantic_core import to_jsonable_python as jsonable

from bot.services.invoices import judged_lines, tally
from rules.core.policy import terms
from rules.renewed.eligibility import EligibilityCase, EligibilityTerms, Invoices
from rules.renewed.invoices import Line, Sum
from rules.replay import replay
from storage import accounts
from storage.reports import invoices
from storage.reports.invoices import InvoiceLine
from storage.workspaces import open_workspace

TODAY = date(2026, 11, 23)
LINE = InvoiceLine(
    line="1",
    invoiced_on=date(2026, 11, 1),
    supplier="A supplier",
    brand="Dell",
    currency="USD",
    units=100,
    unit_price=400_00,
    selling_price=550_00,
    amount=40_000_00,
)
APPLE = replace(LINE, line="2", brand="APPLE INC.", amount=20_000_00)
CANADIAN = replace(LINE, line="3", currency="CAD", amount=13_800_00)


@pytest.fixture
def hold(engine, now):
    """Puts lines into an account of the workspace that Ann is in."""

    def hold(*lines, account="main"):
        ws = open_workspace(engine, "T0SHOP", now)
        accounts.add(ws, account, "U1", now)
        with ws.begin() as transaction:
            invoices.upsert(transaction, account, lines)
        return ws

    return hold


def criterion(reply, name):
    (found,) = (each for each in reply.outcome["criteria"] if each["clause"] == f"renewed-ca/apply/{name}")
    return found["verdict"], found["shortfall"]


def test_held_lines_are_added_up_and_said(ann, hold):
    hold(LINE, APPLE, replace(LINE, line="4", invoiced_on=TODAY - timedelta(days=91)))
    reply = ann.types("/renewed-eligibility")
    assert criterion(reply, "2") == ("met", None)
    assert "From the invoices held: 2 of 3 lines count, US$60,000.00 in all." in reply.text
    assert "Left out: 1 line older than 90 days." in reply.text
    assert "US$20,000.00 of that is Apple's and US$40,000.00 is not." in reply.text
    assert "add apple-invoices=20000.00usd" in reply.text
    assert "headroom findings --invoices" in reply.text


def test_the_line_that_is_told_for_apple_shows_both_readings(ann, hold):
    hold(LINE, APPLE)
    reply = ann.types("/renewed-eligibility apple-invoices=20000.00usd")
    assert criterion(reply, "2.2") == ("not-met", "55000.00")
    assert "If the Apple invoices do not count towards the US$50,000.00, only US$40,000.00 remain" in reply.shown


NO_APPLE = "taken as: no Apple items"


def test_no_apple_items_are_taken_for_granted_only_where_none_are_held(ann, hold, heard):
    ws = hold(LINE)
    assert NO_APPLE in ann.types("/renewed-eligibility images=8").shown
    with ws.begin() as transaction:
        invoices.upsert(transaction, "main", [APPLE])
    assert NO_APPLE not in ann.types("/renewed-eligibility images=8").shown
    assert replay(heard[-1].decision.receipt) == heard[-1].decision
    assert NO_APPLE in ann.types("/renewed-eligibility invoices=52000usd").shown


@pytest.mark.parametrize("line", [replace(APPLE, currency="CAD"), replace(APPLE, invoiced_on=date(2026, 1, 1))])
def test_apple_lines_that_do_not_count_are_apple_items_too(ann, hold, line):
    hold(LINE, line)
    assert NO_APPLE not in ann.types("/renewed-eligibility").shown


def test_a_typed_total_comes_first_and_an_approval_needs_none(ann, hold):
    hold(LINE)
    typed = ann.types("/renewed-eligibility invoices=52000usd")
    assert criterion(typed, "2") == ("met", None)
    assert "invoices held" not in typed.text
    assert "invoices held" not in ann.types("/renewed-eligibility approved=us").text


def test_the_day_of_the_application_decides_what_is_too_old(ann, hold):
    hold(replace(LINE, amount=50_000_00))
    assert criterion(ann.types("/renewed-eligibility applied=2027-01-30"), "2") == ("met", None)
    assert criterion(ann.types("/renewed-eligibility applied=2027-01-31"), "2") == ("not-met", "50000.00")
    assert criterion(ann.types("/renewed-eligibility applied=2026-10-31"), "2") == ("not-met", "50000.00")


def test_both_currencies_are_one_total_at_the_rate_that_is_typed(ann, hold):
    hold(LINE, CANADIAN)
    dated = ann.types("/renewed-eligibility rate=1.38 rate-date=2026-11-20")
    assert criterion(dated, "2") == ("met", None)
    assert "2 of 2 lines count, US$50,000.00 in all." in dated.text
    undated = ann.types("/renewed-eligibility rate=1.38")
    assert criterion(undated, "2") == ("unknown", None)
    assert "rate-date" in undated.text


def test_without_a_rate_one_is_asked_for_unless_the_rest_is_enough(ann, hold):
    ws = hold(LINE, CANADIAN)
    asked = ann.types("/renewed-eligibility")
    assert criterion(asked, "2") == ("unknown", None)
    assert "1 of 2 lines counts without an exchange rate" in asked.text
    assert "1 line in Canadian dollars without an exchange rate" in asked.text
    with ws.begin() as transaction:
        invoices.upsert(transaction, "main", [APPLE])
    assert criterion(ann.types("/renewed-eligibility"), "2") == ("met", None)


def test_lines_of_which_none_counts_are_no_invoices_at_all(ann, hold):
    hold(replace(LINE, selling_price=15_00))
    reply = ann.types("/renewed-eligibility")
    assert criterion(reply, "2") == ("not-met", "50000.00")
    assert "1 line of an item that sells for US$15.00 or less" in reply.text


def test_the_account_is_asked_for_only_where_it_matters(ann, hold, now):
    accounts.add(hold(LINE, account="first"), "second", "U1", now)
    refused = ann.types("/renewed-eligibility images=8")
    assert refused.told["error"]["choices"] == [
        "/renewed-eligibility images=8 account=first",
        "/renewed-eligibility images=8 account=second",
    ]
    assert criterion(ann.types("/renewed-eligibility images=8 account=first"), "2") == ("not-met", "10000.00")
    assert criterion(ann.types("/renewed-eligibility account=second"), "2") == ("unknown", None)
    assert ann.types("/renewed-eligibility invoices=52000usd").told["ok"]
    assert not ann.types("/renewed-eligibility account=secnd invoices=52000usd").told["ok"]


def test_the_receipt_holds_the_total_so_that_the_answer_can_be_worked_out_again(ann, hold, heard):
    hold(LINE, CANADIAN)
    ann.types("/renewed-eligibility rate=1.38 rate-date=2026-11-20")
    decision = heard[-1].decision
    assert decision.receipt.inputs["invoices"] == {"cents": 13_800_00, "currency": "CAD", "more_usd": 40_000_00}
    assert json.dumps(jsonable(decision.receipt.inputs))
    assert replay(decision.receipt) == decision


def test_a_total_of_both_currencies_is_converted_once():
    both = Sum(usd=40_000_00, cad=13_800_00).invoices(50_000_00)
    assert both.usd(Decimal("1.38")) == 50_000_00
    assert both.usd(None) is None
    assert Sum(usd=1, cad=2).invoices(0).usd(Decimal("1.3333")) == 2
    assert Sum(usd=5, unrated=9).invoices(5) == Invoices(cents=5, currency="USD")
    assert Sum(usd=4, unrated=9).invoices(5).usd(None) is None


def test_each_line_is_told_with_what_it_comes_to(hold):
    hidden = replace(LINE, line="5", units=None, amount=None)
    multiplied = replace(LINE, line="6", amount=None, selling_price=None)
    ws = hold(LINE, hidden, multiplied)
    with ws.read() as snapshot:
        lines = judged_lines(snapshot, "main", TODAY, None, terms(EligibilityTerms, TODAY))
    assert [(each.verdict, each.cents, each.by_cost) for each in lines] == [
        (Line.COUNTED, 40_000_00, False),
        (Line.HIDDEN, -1, False),
        (Line.COUNTED, 40_000_00, True),
    ]
    added = tally("main", lines)
    assert (added.counted, added.by_cost, added.left, added.general.usd) == (2, 1, {Line.HIDDEN: 1}, 80_000_00)


def test_a_case_without_held_lines_is_as_it_was(ann):
    assert "invoices held" not in ann.types("/renewed-eligibility").text
    assert EligibilityCase().given == {}
