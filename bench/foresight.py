"""How early and how rarely warnings come, ours beside others, on made-up sellers: `python -m bench.foresight`.

The seeds reported here are not those that anything was tuned on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import mean

from rich.console import Console
from rich.table import Table

from bench.scoring import Truths, band, ours, prometheus
from bench.worlds import World, world
from rules.warnings.backtest import Score, score

SEEDS = range(11, 16)

POLICIES: dict[str, Callable[[World], Truths]] = {"Headroom": ours, "Prometheus rule": prometheus, "band at 90 %": band}

MEASURED = {
    "odr": ("ODR", POLICIES),
    "seller-rqs": ("Seller RQS", POLICIES),
    "offer-rqs": ("Offer RQS", {name: POLICIES[name] for name in ("Headroom", "Prometheus rule")}),
}

COLUMNS = ("metric", "policy", "warned 7 days ahead", "median notice", "false a month", "flaps a year")

TOLD = (
    "How early and how rarely warnings come: means over {seeds} worlds of 2,000 made-up sellers and a year each "
    "(`bench/worlds.py`), none of which anything was tuned on. *Warned 7 days ahead* is the share of breaches, after "
    "14 days without one, that were warned of in time; *false* are warnings with no breach within 45 days, of one "
    "seller in a month; *flaps* are warnings within 14 days of the last one's end, of one seller in a year. Of single "
    "offers, which have few orders, only the likely breaches are told."
)


@dataclass(frozen=True)
class Foresight:
    """A policy on a metric, as means over the seeds."""

    metric: str
    policy: str
    recall: float
    notice: float
    false_a_month: float
    flaps_a_year: float

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as it is shown."""
        early = f"{self.recall * 100:.1f} %", f"{self.notice:.0f} days"
        return self.metric, self.policy, *early, f"{self.false_a_month:.4f}", f"{self.flaps_a_year:.2f}"


def foresights() -> Iterator[Foresight]:
    """Every policy on every metric, on the same worlds."""
    for metric, (name, policies) in MEASURED.items():
        scores: dict[str, list[Score]] = {policy: [] for policy in policies}
        for seed in SEEDS:
            made = world(metric, seed)
            for policy, warn in policies.items():
                scores[policy].append(score(warn(made), made.breached))
        for policy, scored in scores.items():
            yield _mean(name, policy, scored)


def _mean(metric: str, policy: str, scores: list[Score]) -> Foresight:
    return Foresight(
        metric,
        policy,
        recall=mean(each.recall or 0 for each in scores),
        notice=mean(each.median_notice or 0 for each in scores),
        false_a_month=mean(each.false_a_month for each in scores),
        flaps_a_year=mean(each.flaps_a_year for each in scores),
    )


def section(rows: list[Foresight]) -> str:
    """The table and what it says, in Markdown."""
    head = f"| {' | '.join(COLUMNS)} |\n|---|---|---:|---:|---:|---:|"
    return "\n".join([head, *(f"| {' | '.join(row.cells)} |" for row in rows)]) + "\n\n" + TOLD.format(seeds=len(SEEDS))


def print_foresight(console: Console, rows: list[Foresight]) -> None:
    """The table on the terminal."""
    table = Table(*COLUMNS)
    for row in rows:
        table.add_row(*row.cells)
    console.print(table)


if __name__ == "__main__":
    print_foresight(Console(highlight=False), list(foresights()))
