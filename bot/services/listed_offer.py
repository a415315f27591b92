"""What the listings that are held tell of an ASIN that somebody asks about."""

from collections.abc import Sequence
from typing import Any

from bot.services.shipping_templates import names_prime
from rules.core.marketplaces import HOME
from rules.core.truth import NO, YES
from storage.reports import offers
from storage.reports.offers import Offer
from storage.workspaces import Workspace

OURS = ("", HOME.id)
"""The marketplaces whose offers are looked at; a listings report that names none is of the seller's own."""


def listed_offer(workspace: Workspace, accounts: Sequence[str], asin: str) -> dict[str, Any]:
    """The values of a `ListingCase` that the seller's own offers on an ASIN tell; empty where none is held.

    The offer that uses a Prime template is the one in question, else the first; another one without Prime is its twin.
    """
    with workspace.read() as snapshot:
        rows = [row for name in accounts for row in offers.select_by_asin(snapshot, name, asin)]
    mine = [row for row in rows if row.fulfilled_by == "seller" and row.marketplace in OURS]
    if not mine:
        return {}
    item = next((row for row in mine if names_prime(row.template) == YES), mine[0])
    known = {"stock": item.quantity, "restock": item.restock, **_twin(item, mine)}
    return {name: listed for name, listed in known.items() if listed is not None}


def _twin(item: Offer, mine: Sequence[Offer]) -> dict[str, Any]:
    """The other offer that the seller fulfils without Prime, and whether it is the same but for that."""
    active = (row for row in mine if row.sku != item.sku and row.status.lower() == "active")
    twin = next((row for row in active if names_prime(row.template) == NO), None)
    if twin is None:
        return {}
    same = _folded(twin.note) == _folded(item.note) and _folded(twin.condition) == _folded(item.condition)
    return {"second_offer": "non-prime", "same_condition": same if item.condition and twin.condition else None}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
