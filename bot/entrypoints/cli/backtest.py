"""`headroom backtest`: what the warnings would have said over a history in files, and how well they would have done."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TextIO

import numpy as np

from bot.entrypoints.cli.backtest_files import read_history
from bot.entrypoints.cli.output_file import BadFile, written_whole
from bot.language.catalogue import say
from bot.language.locale import ENGLISH
from rules.core.levels import LEVELS, OK
from rules.core.policy import terms
from rules.renewed.metrics import METRICS
from rules.renewed.standing import StandingTerms
from rules.warnings.backtest import NOTICE, QUIET, WARM_UP, History, Replay, Score, Terms, replay, score
from rules.warnings.forecast import ForecastTerms
from rules.warnings.states import WarningTerms

COLUMNS = ("account", "date", "level")

REPLAYED = tuple(name for name, metric in METRICS.items() if metric.counted_in == "orders")
"""The metrics that a history of orders and defects tells."""


def backtest(folder: Path, metric: str, out: Path, today: date) -> list[str]:
    """Replay a folder by today's rules, write every change of a level to a file, and say how it went, line by line.

    The file is written whole or not at all. Raises `bot.entrypoints.cli.output_file.BadFile`.
    """
    if metric not in REPLAYED:
        raise BadFile("backtest.metric", text=metric, choices=", ".join(REPLAYED))
    _see_out(out, folder)
    with written_whole(out) as file:
        history = read_history(folder)
        replayed = replay(
            history, metric, Terms(*(terms(each, today) for each in (StandingTerms, ForecastTerms, WarningTerms)))
        )
        _write(file, history, replayed)
    return [
        *_summary(history, score(replayed.levels > OK, replayed.breached)),
        say(ENGLISH, "backtest.written", file=out),
    ]


def _see_out(out: Path, folder: Path) -> None:
    """Refuse to write over what is read. Raises BadFile."""
    place = out.resolve()
    if place.parent == folder.resolve() and place.name in ("orders.csv", "defects.csv", "gaps.csv"):
        raise BadFile("backtest.same", file=out)


def _write(file: TextIO, history: History, replayed: Replay) -> None:
    """The level that each account begins with, then every change."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    days = [(history.first + timedelta(days=at)).isoformat() for at in range(replayed.levels.shape[1])]
    changed = np.diff(replayed.levels, axis=1, prepend=-1) != 0
    for row, at in zip(*(each.tolist() for each in np.nonzero(changed)), strict=True):
        table.writerow((history.units[row], days[at], LEVELS[replayed.levels[row, at]]))


def _summary(history: History, came: Score) -> Iterator[str]:
    days = history.orders.shape[1]
    span = {"days": days, "first": history.first, "last": history.first + timedelta(days=days - 1)}
    yield say(ENGLISH, "backtest.units", n=len(history.units))
    yield say(ENGLISH, "backtest.days", **span)
    if days <= WARM_UP:
        yield say(ENGLISH, "backtest.too_short", days=WARM_UP)
        return
    yield say(ENGLISH, "backtest.warnings", n=came.raises)
    yield say(ENGLISH, "backtest.breaches", n=came.first_breaches)
    yield _notice(came)
    yield _recall(came)
    yield say(ENGLISH, "backtest.false", rate=f"{came.false_a_month:.4f}")
    yield say(ENGLISH, "backtest.flaps", days=QUIET, rate=f"{came.flaps_a_year:.2f}")
    yield say(ENGLISH, "backtest.scored", first=history.first + timedelta(days=WARM_UP), days=WARM_UP)


def _notice(came: Score) -> str:
    if came.median_notice is None:
        return say(ENGLISH, "backtest.no_notice")
    return say(ENGLISH, "backtest.notice", days=f"{came.median_notice:g}")


def _recall(came: Score) -> str:
    if came.recall is None:
        return say(ENGLISH, "backtest.no_recall", days=NOTICE)
    return say(ENGLISH, "backtest.recall", days=NOTICE, share=f"{came.recall * 100:.1f} %")
