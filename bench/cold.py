"""The cold start: one line asked at the command line, beside the import of the libraries that it stands on."""

from collections.abc import Iterator

from bench.children import cpu_of
from bench.figures import Goal, Row
from bench.rounds import in_turns
from bench.sample_assistant import sample_url

ROUNDS = 7
LINE = "/sfp-refund 100 late=20d"
LIBRARIES = "slack_bolt, pydantic, sqlalchemy.orm"


def rows() -> Iterator[Row]:
    """CPU of a whole run of Python each, its bytecode compiled before."""
    with sample_url() as url:

        def ask() -> float:
            return cpu_of("-m", "bot", "ask", LINE, DATABASE_URL=url)

        def libraries() -> float:
            return cpu_of("-c", f"import {LIBRARIES}")

        ask(), libraries()  # the first run compiles
        taken = in_turns(ROUNDS, {"ours": ask, "libraries": libraries})
    yield Row(f"headroom ask '{LINE}'", taken["ours"], f"import {LIBRARIES}", taken["libraries"], "s", Goal(2, "ratio"))
