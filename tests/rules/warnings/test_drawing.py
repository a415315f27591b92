"""The drawing of the states in the README is what `advance` does."""

import re
from datetime import date, timedelta
from itertools import product
from pathlib import Path

from rules.core.levels import LEVELS
from rules.warnings.states import Evaluation, State, advance

README = Path(__file__).parents[3] / "README.md"
FIRST = date(2026, 11, 1)
EDGE = re.compile(r"^ +(\S+) --> (\w+)(?:: (.+))?$", re.MULTILINE)

Edge = tuple[str, str, str]


def drawn() -> set[Edge]:
    """Each arrow of the drawing, once for each of its kinds."""
    _, _, drawing = README.read_text(encoding="utf-8").partition("stateDiagram-v2\n")
    arrows = EDGE.findall(drawing.partition("```")[0])
    return {(before, after, kind) for before, after, kinds in arrows for kind in kinds.split(", ")}


def walked() -> set[Edge]:
    """What happens from each baseline on any two levels that are seen for a while, one after the other, and again."""
    edges: set[Edge] = set()
    for first, *then in product(range(4), repeat=4):
        state, _ = advance(None, Evaluation(FIRST, first, first, fresh=True))
        edges.add(("[*]", LEVELS[state.level], "first look"))
        for look, level in enumerate(each for each in then for _ in range(3)):
            state, found = stepped(state, FIRST + timedelta(days=look + 1), level)
            edges |= found
    return edges


def stepped(state: State, day: date, level: int) -> tuple[State, set[Edge]]:
    after, change = advance(state, Evaluation(day, level, level, fresh=True))
    return after, {(LEVELS[change.before], LEVELS[change.after], change.kind)} if change else set()


def first_warnings_from_a_baseline(edges: set[Edge]) -> set[Edge]:
    """A warning's first message is a raise, also where the silent baseline was not OK: not an arrow of its own."""
    return {edge for edge in edges if edge[2] == "raised" and edge[0] != "ok"}


def test_the_drawing_shows_every_change_and_no_other():
    done = walked()
    assert drawn() == done - first_warnings_from_a_baseline(done)


def test_a_raise_from_a_baseline_is_drawn_as_worse():
    done = walked()
    raised = first_warnings_from_a_baseline(done)
    assert {(before, after, "worsened") for before, after, _ in raised} <= drawn()
    assert len(raised) == 3
