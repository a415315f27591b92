"""SELECT, UPDATE and DELETE limited to the workspace whose transaction runs them.

`storage.transaction` refuses a statement made otherwise, so that no workspace reads or changes another's rows.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Delete, Executable, FromClause, Select, Table, Update, bindparam, delete, select, update

WORKSPACE_ID = "own_workspace_id"
"""The parameter to which a transaction binds the id of its workspace."""

_SCOPED = "headroom_scoped"


def scoped_select(rows: FromClause) -> Select[*tuple[Any, ...]]:
    """A SELECT from a table or subquery, limited to the workspace whose transaction runs it.

    Build it once, at import: the workspace is bound when the statement runs.
    """
    statement = select(rows).where(rows.c.workspace_id == bindparam(WORKSPACE_ID))
    return statement.execution_options(**{_SCOPED: True})


def scoped_update(table: Table, **values: Any) -> Update:
    """An UPDATE that sets columns of the table, limited as `scoped_select` is."""
    statement = update(table).where(table.c.workspace_id == bindparam(WORKSPACE_ID)).values(values)
    return statement.execution_options(**{_SCOPED: True})


def scoped_delete(table: Table) -> Delete:
    """A DELETE from the table, limited as `scoped_select` is."""
    statement = delete(table).where(table.c.workspace_id == bindparam(WORKSPACE_ID))
    return statement.execution_options(**{_SCOPED: True})


def is_scoped(statement: Executable) -> bool:
    """Whether one of the functions above made the statement."""
    return _SCOPED in statement.get_execution_options()
