from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from storage import accounts
from storage.scoping import scoped_select
from storage.tables import account
from storage.workspaces import Workspace


def test_names_are_sorted_the_same_on_every_database(ws: Workspace, now: datetime) -> None:
    for name in ("zoé", "Main", "Zoe"):
        accounts.add(ws, name, "U1", now)
    assert accounts.list_names(ws) == ["Main", "Zoe", "main", "zoé"]


def test_an_account_added_again_keeps_its_date_and_its_author(ws: Workspace, now: datetime) -> None:
    accounts.add(ws, "main", "U2", now + timedelta(days=1))
    with ws.read() as snapshot:
        (row,) = snapshot.rows(scoped_select(account))
    assert ("U1", now) == (row.who, row.created_at)


def test_an_account_may_be_added_by_several_at_once(ws: Workspace, now: datetime) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda who: accounts.add(ws, "second", who, now), "ABCDEFGH")) == [None] * 8
    assert accounts.list_names(ws) == ["main", "second"]


def test_an_over_long_name_is_refused(ws: Workspace, now: datetime) -> None:
    with pytest.raises(DatabaseError):
        accounts.add(ws, "m" * 81, "U1", now)
