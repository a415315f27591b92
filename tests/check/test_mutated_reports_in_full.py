# ruff: noqa: T201 - the figures are for whoever runs this
"""Two hundred thousand spoilt reports: each is read or refused, none hangs, none is half read.

    .venv/bin/pytest tests/check/test_spoilt_files_in_full.py -s

Each file is drawn from a seed; every complaint names the seed and the number that make it again.
"""

import multiprocessing
import time

from tests.builders.mutated_reports import besiege

FILES, SHARES = 200_000, 40
FIRST_SEED = 20_261_125


def test_two_hundred_thousand_spoilt_files():
    began = time.monotonic()
    shares = [(FIRST_SEED + share, FILES // SHARES) for share in range(SHARES)]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        found = [each for share in pool.starmap(besiege, shares, chunksize=1) for each in share]
    print(f"{FILES:,} files in {time.monotonic() - began:.0f} s, {len(found)} complaints")
    assert found == []
