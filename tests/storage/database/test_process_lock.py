from pathlib import Path

import pytest

from storage.database.process_lock import AlreadyRunning, one_bot
from tests.fixtures.databases import Spawn
from tests.patience import PATIENCE

HOLD = """
import sys, threading
from storage.database.process_lock import one_bot
with one_bot(sys.argv[1]):
    print("locked", flush=True)
    threading.Event().wait()
"""


def test_a_second_process_is_refused_and_told_what_to_do(sqlite_url: str, sqlite_file: Path, spawn: Spawn) -> None:
    spawn(HOLD, sqlite_url, until="locked")
    with pytest.raises(AlreadyRunning) as refusal, one_bot(sqlite_url):
        pass
    assert str(sqlite_file) in str(refusal.value)
    assert "Stop it" in str(refusal.value)


def test_a_killed_bot_leaves_no_lock(sqlite_url: str, spawn: Spawn) -> None:
    holder = spawn(HOLD, sqlite_url, until="locked")
    holder.kill()
    holder.wait(PATIENCE)
    with one_bot(sqlite_url):
        pass


def test_the_lock_ends_with_the_block_even_when_it_raises(sqlite_url: str) -> None:
    with pytest.raises(ZeroDivisionError), one_bot(sqlite_url):
        raise ZeroDivisionError
    with one_bot(sqlite_url), pytest.raises(AlreadyRunning), one_bot(sqlite_url):
        pass


def test_each_file_has_a_bot_of_its_own(tmp_path: Path) -> None:
    with one_bot(f"sqlite:///{tmp_path}/new/a.db"), one_bot(f"sqlite:///{tmp_path}/new/b.db"):
        pass


@pytest.mark.parametrize("url", ["sqlite://", "postgresql://db/headroom"])
def test_other_databases_are_not_locked(url: str) -> None:
    with one_bot(url), one_bot(url):
        pass
