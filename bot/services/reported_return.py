"""What the returns that are held tell of an order that somebody asks about."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.services.returns_desk import is_ours, refund_case
from rules.core.value import value
from storage.reports import imports, return_marks
from storage.reports.return_marks import ReturnWithMark
from storage.workspaces import Workspace

KINDS = ("returns", "prime-returns", "returns-xml")
"""The reports that bring returns."""

MOST_IMPORTS = 100
"""Files among which the newest report of returns is looked for."""

OVERRIDING = {"late": ("received",), "window_end": (), "not_received": ("received", "label", "price")}
"""What is not taken from a report where somebody typed something of which it is a part."""


@value
class ReportedReturn:
    """What a report tells of a return: the values of a `RefundCase`, and the day on which the report came in."""

    values: Mapping[str, Any]
    reported_on: date | None

    def missing_in(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The values that were not typed."""
        left_out = {name for key in typed.keys() & OVERRIDING.keys() for name in OVERRIDING[key]}
        return {name: reported for name, reported in self.values.items() if name not in left_out and name not in typed}

    def contradicted_by(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The values that were typed otherwise, as the report has them."""
        return {name: reported for name, reported in self.values.items() if name in typed and typed[name] != reported}


def reported_return(workspace: Workspace, accounts: Sequence[str], order: str) -> ReportedReturn | None:
    """The return of an order, in whichever of the accounts it is; None where none is held, or several are."""
    with workspace.read() as snapshot:
        rows = [row for name in accounts for row in return_marks.select_by_reference(snapshot, name, order)]
    if len(rows) != 1 or not is_ours(rows[0].case):
        return None
    return ReportedReturn(_values(rows[0]), _reported_on(workspace, rows[0].account))


def _values(row: ReturnWithMark) -> dict[str, Any]:
    case = refund_case(row.case, row.mark.condition if row.mark else ())
    return {name: getattr(case, name) for name in case.model_fields_set - {"order"}}


def _reported_on(workspace: Workspace, account: str) -> date | None:
    files = imports.list_recent(workspace, MOST_IMPORTS)
    return next((file.imported_at.date() for file in files if file.account == account and file.kind in KINDS), None)
