"""Returns as reports bring them, for tests of the desk."""

from datetime import UTC, date, datetime

from storage import accounts
from storage.reports import returns
from storage.reports.returns import ReturnCase
from storage.workspaces import Workspace

ORDER = "701-1234567-1234567"
MONDAY = date(2026, 11, 23)
"""The day of the tests' `now`."""


def case(number: int = 0, **told: object) -> ReturnCase:
    """A Prime return of one item for 129.99, with a prepaid label for 12.40 and a reason for which the seller pays."""
    usual: dict[str, object] = {
        "order_id": ORDER if not number else f"701-1234567-{number:07d}",
        "rma": f"D{number:07d}RRMA",
        "item": "SKU-1",
        "title": "Renewed router, Wi-Fi 6",
        "return_date": date(2026, 11, 16),
        "order_date": date(2026, 11, 2),
        "arrived_on": date(2026, 11, 19),
        "marketplace": "ca",
        "prime": True,
        "reason": "CR-DEFECTIVE",
        "label": "AmazonPrePaidLabel",
        "label_cost": 1_240,
        "label_payer": "seller",
        "amount": 12_999,
        "quantity": 1,
        "order_quantity": 1,
        "refunded": 0,
    }
    return ReturnCase(**usual | told)  # type: ignore[arg-type]


def bring(workspace: Workspace, *cases: ReturnCase, account: str = "main") -> None:
    """Have a report bring returns."""
    if account not in accounts.list_names(workspace):
        accounts.add(workspace, account, "U1", datetime(2026, 11, 1, tzinfo=UTC))
    with workspace.begin() as transaction:
        returns.upsert(transaction, account, cases)
