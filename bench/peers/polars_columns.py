"""The refund as expressions of polars over 64-bit whole cents."""

import polars as pl

from bench.cases import Columns
from bench.coded import CONDITION, DECIDED, LATE, NEEDS_INFO, NOT_RECEIVED, SOFTWARE
from rules.core.columns import MILLION
from rules.sfp.reasons import BUYER, MISSING
from rules.sfp.refund import RefundTerms


def frame_of(columns: Columns) -> pl.DataFrame:
    """The cases as a frame."""
    return pl.DataFrame(columns)


def refunds(cases: pl.DataFrame, terms: RefundTerms, keep: tuple[str, ...]) -> pl.DataFrame:
    """The named columns of every case's answer."""
    return _steps(cases.lazy(), terms).select(keep).collect()


def _steps(cases: pl.LazyFrame, terms: RefundTerms) -> pl.LazyFrame:
    accepted = pl.col("accepted_day").is_between(1, terms.exception_days)
    caps = [pl.col(name) for name in ("late_cap", "condition_cap", "software_cap")]
    return (
        cases.with_columns(
            base=_if("not_received", pl.lit(0), pl.max_horizontal("price", 0)),
            late_fee=(pl.col("days_late") > terms.late_after) & ~accepted,
            worn=pl.col("condition") & ~pl.col("seller_error"),
            opened=pl.col("opened_software") & ~pl.col("amazon_error"),
        )
        .with_columns(
            late_cap=_if("late_fee", _share(terms.late_share)),
            condition_cap=_if("worn", _share(terms.condition_share)),
            software_cap=_if("opened", _share(terms.software_share)),
            label_deduction=pl.when(pl.col("payer") == BUYER).then(pl.min_horizontal("label", "base")).otherwise(0),
            refund_max=_if("not_received", pl.max_horizontal("total", 0), pl.col("base")),
            known=_if("not_received", pl.col("total") >= 0, _priced()),
            reason=_if(
                "not_received",
                pl.lit(NOT_RECEIVED),
                _if("late_fee", pl.lit(LATE)) + _if("worn", pl.lit(CONDITION)) + _if("opened", pl.lit(SOFTWARE)),
            ),
        )
        .with_columns(
            cap=pl.max_horizontal(caps),
            cap_added=pl.min_horizontal(pl.sum_horizontal(caps), "base"),
            status=_if("known", pl.lit(DECIDED), pl.lit(NEEDS_INFO)),
        )
        .with_columns(refund_min=pl.max_horizontal(pl.col("refund_max") - pl.col("cap") - pl.col("label_deduction"), 0))
    )


def _if(truth: str, yes: pl.Expr, no: pl.Expr | None = None) -> pl.Expr:
    return pl.when(pl.col(truth)).then(yes).otherwise(pl.lit(0) if no is None else no)


def _share(rate: int) -> pl.Expr:
    return pl.col("base") * rate // MILLION


def _priced() -> pl.Expr:
    return (pl.col("price") >= 0) & ((pl.col("label") == 0) | (pl.col("payer") != MISSING))
