"""What is held has a say where nobody types it, is named where it has one, and gives way to what is typed."""

import pytest

from storage import accounts
from storage.reports import offers
from storage.reports.offers import Offer
from storage.workspaces import Workspace, open_workspace

ASIN = "B0ABCD1234"
MINE = {"asin": ASIN, "fulfilled_by": "seller", "status": "Active"}
PRIME = Offer(sku="P-1", template="Prime Template", quantity=0, condition="Used; Good", **MINE)
PLAIN = Offer(sku="N-1", template="Default", quantity=5, condition="used; good", **MINE)
AMAZONS = Offer(sku="A", asin=ASIN, fulfilled_by="amazon", quantity=0)


@pytest.fixture
def workspace(engine, now) -> Workspace:
    workspace = open_workspace(engine, "T0SHOP", now)
    accounts.add(workspace, "main", "U1", now)
    return workspace


def listed(workspace: Workspace, *rows: Offer) -> None:
    with workspace.begin() as transaction:
        offers.upsert(transaction, "main", rows)


def test_an_asin_brings_its_stock_and_its_twin(ann, workspace):
    listed(workspace, PRIME, PLAIN)
    reply = ann.types(f"/sfp-eligibility {ASIN}")
    outcome = reply.told["decision"]["outcome"]
    assert (outcome["verdict"], outcome["blocks"]) == ("not-allowed", ["sfp-ca/offers", "sfp-ca/availability"])
    assert "From the listings that I hold: stock=0, second-offer=non-prime, same-condition=yes." in reply.shown


def test_what_is_typed_of_an_asin_wins_and_the_contradiction_is_told(ann, workspace):
    listed(workspace, PRIME)
    reply = ann.types(f"/sfp-eligibility {ASIN} stock=4")
    assert reply.told["decision"]["outcome"]["verdict"] == "allowed"
    assert "The listings say otherwise: stock=0. I took what you typed." in reply.shown


@pytest.mark.parametrize("row", [None, AMAZONS, Offer(sku="A", asin="B0OTHER123")])
def test_an_asin_without_an_offer_of_ours_is_as_before(ann, workspace, row):
    before = ann.types(f"/sfp-eligibility {ASIN}").shown
    listed(workspace, *([row] if row else []))
    assert ann.types(f"/sfp-eligibility {ASIN}").shown == before


SET = "/renewed-status set odr=0.95% orders=4210 defects=40 window=90d as-of=2026-11-20"
HELD = "0.95 % (typed): of the 90 days to 20 Nov 2026"


def test_the_rate_that_is_held_counts_and_is_named_with_its_window(ann, workspace):
    ann.types(SET)
    reply = ann.types("/renewed-eligibility images=8")
    assert f"Order defect rate of {HELD}, as I hold it." in reply.shown
    assert reply.told["decision"]["receipt"]["inputs"]["odr"] == 9_500


def test_a_rate_that_is_typed_wins_and_the_other_is_told(ann, workspace):
    ann.types(SET)
    reply = ann.types("/renewed-eligibility odr=0.6%")
    assert f"I hold an order defect rate of {HELD}. I took what you typed." in reply.shown
    assert reply.told["decision"]["receipt"]["inputs"]["odr"] == 6_000
    assert "I hold" not in ann.types("/renewed-eligibility odr=0.95%").shown


@pytest.mark.parametrize("line", ["new-seller", "approved=us", "account=outlet"])
def test_the_rate_has_no_say_where_it_is_not_asked_for_or_of_another_account(ann, workspace, line, now):
    ann.types(SET)
    accounts.add(workspace, "outlet", "U1", now)
    assert "hold it" not in ann.types(f"/renewed-eligibility {line}").shown


def test_of_several_accounts_the_one_that_is_named_counts(ann, workspace, now):
    ann.types(SET)
    accounts.add(workspace, "outlet", "U1", now)
    assert "as I hold it" not in ann.types("/renewed-eligibility images=8").shown
    assert "as I hold it" in ann.types("/renewed-eligibility images=8 account=main").shown
