"""Slack's charts as lines of characters: the first series as dots, what it is held against as lines."""

from bot.slack.blocks import Block

ROWS = 6
WIDTH = 78
"""Columns of a plot, without the figures beside it."""

CELL = 6
DOT, LINES = "●", "─┄"


def plotted(chart: Block) -> list[str]:
    """A line chart, with its highest and lowest value, its first and last category, and which line is which."""
    series = chart["series"]
    values = [[point["value"] for point in each["data"]] for each in series]
    high, low = max(map(max, values)), min(map(min, values))
    rows = ["".join(row) for row in _grid(values, low, high)]
    edges = {0: f"{high:.2f}", ROWS - 1: f"{low:.2f}"}
    margin = max(map(len, edges.values()))
    drawn = [f"{edges.get(place, ''):>{margin}} │{row.rstrip()}" for place, row in enumerate(rows)]
    names = "   ".join(f"{_mark(place)} {each['name']}" for place, each in enumerate(series))
    return [*drawn, " " * (margin + 2) + _ends(chart["axis_config"]["categories"], len(rows[0])), names]


def _grid(values: list[list[float]], low: float, high: float) -> list[list[str]]:
    """The characters, row by row; the first series is drawn last, over the others."""
    width = min(CELL, WIDTH // len(values[0]))
    grid = [[" "] * (width * len(values[0])) for _ in range(ROWS)]
    for place, line in reversed(list(enumerate(values))):
        for point, value in enumerate(line):
            row = grid[round((high - value) / (high - low) * (ROWS - 1)) if high > low else ROWS // 2]
            if place:
                row[point * width : (point + 1) * width] = _mark(place) * width
            else:
                row[point * width + width // 2] = DOT
    return grid


def _mark(place: int) -> str:
    return LINES[(place - 1) % len(LINES)] if place else DOT


def _ends(categories: list[str], width: int) -> str:
    first, last = categories[0], categories[-1]
    return first if len(categories) == 1 else first + last.rjust(width - len(first))
