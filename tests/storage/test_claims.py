"""Who works on a request that several get at once: one of them, until it is done, given up or left behind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from storage import claims
from storage.transaction import SEEN_REQUEST_RETENTION
from storage.workspaces import open_workspace

LEASE = timedelta(seconds=30)


def test_a_request_is_the_first_ones_until_its_lease_is_over(ws, now):
    assert claims.claim(ws, "line/1", now, LEASE)
    assert not claims.claim(ws, "line/1", now, LEASE)
    assert not claims.claim(ws, "line/1", now + LEASE - timedelta(microseconds=1), LEASE)
    assert claims.claim(ws, "line/1", now + LEASE, LEASE)
    assert not claims.claim(ws, "line/1", now + LEASE, LEASE)


def test_other_requests_and_other_workspaces_are_free(engine, ws, now):
    claims.claim(ws, "line/1", now, LEASE)
    assert claims.claim(ws, "line/2", now, LEASE)
    assert claims.claim(open_workspace(engine, "T-other", now), "line/1", now, LEASE)


def test_a_request_that_is_given_up_is_free_again(ws, now):
    claims.claim(ws, "line/1", now, LEASE)
    claims.release(ws, "line/1", now)
    assert claims.claim(ws, "line/1", now, LEASE)


def test_who_was_overtaken_does_not_give_up_what_is_anothers(ws, now):
    claims.claim(ws, "line/1", now, LEASE)
    claims.claim(ws, "line/1", now + LEASE, LEASE)
    claims.release(ws, "line/1", now)
    assert not claims.claim(ws, "line/1", now + LEASE, LEASE)


def test_a_claim_is_no_change_of_the_request_itself(ws, now):
    claims.claim(ws, "line/1", now, LEASE)
    with ws.begin() as transaction:
        transaction.guard_once("line/1", now)
    assert not claims.claim(ws, "line/1", now, LEASE)


def test_of_many_who_claim_at_once_one_gets_it(engine, now):
    workspaces = [open_workspace(engine, "T-ours", now) for _ in range(4)]
    together = Barrier(len(workspaces))

    def claim(ws):
        together.wait(10)
        return claims.claim(ws, "line/1", now, LEASE)

    with ThreadPoolExecutor(len(workspaces)) as pool:
        assert sorted(pool.map(claim, workspaces)) == [False, False, False, True]
        later = [*pool.map(lambda ws: claims.claim(ws, "line/1", now + LEASE, LEASE), workspaces)]
    assert sorted(later) == [False, False, False, True]


def test_what_was_claimed_an_hour_ago_is_forgotten(ws, now, engine):
    claims.claim(ws, "line/1", now, LEASE)
    claims.claim(ws, "line/2", now + SEEN_REQUEST_RETENTION + timedelta(seconds=1), LEASE)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT request FROM seen_request").scalars().all() == ["claim line/2"]
