"""The refund as a tax-benefit system of OpenFisca: dated parameters, and a variable for each step.

Whole numbers are 32 bits wide in OpenFisca, so a sum over 2,147,483,647 cents overflows. Its money type, 32-bit
floats, would lose cents from 16,777,216 on, so that whole cents are the kinder choice.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode  # type: ignore[import-untyped]
from openfisca_core.periods import DAY
from openfisca_core.simulations import SimulationBuilder  # type: ignore[import-untyped]
from openfisca_core.taxbenefitsystems import TaxBenefitSystem  # type: ignore[import-untyped]
from openfisca_core.variables import Variable  # type: ignore[import-untyped]

from bench.cases import AS_OF, Columns
from bench.coded import CONDITION, DECIDED, LATE, NEEDS_INFO, NOT_RECEIVED, SOFTWARE
from rules.core.columns import MILLION
from rules.sfp.reasons import BUYER, MISSING
from rules.sfp.refund import RefundTerms

# OpenFisca's own types do not pass a type checker.
Item: TypeAlias = Any
Parameters: TypeAlias = Any
Simulation: TypeAlias = Any
System: TypeAlias = Any
Column: TypeAlias = Any

PERIOD = AS_OF.isoformat()
LARGEST_WHOLE = 2**31 - 1
ITEM = build_entity(key="item", plural="items", label="A returned item", is_person=True)


def base(item: Item, period: str) -> Column:
    """What the shares are taken of."""
    return np.where(item("not_received", period), 0, np.maximum(item("price", period), 0))


def late_fee(item: Item, period: str, parameters: Parameters) -> Column:
    """Late, and not accepted as an exception."""
    terms, day = parameters(period), item("accepted_day", period)
    return (item("days_late", period) > terms.late_after) & ~((day >= 1) & (day <= terms.exception_days))


def worn(item: Item, period: str) -> Column:
    """Not as it was sent, and not through the seller."""
    return item("condition", period) & ~item("seller_error", period)


def opened(item: Item, period: str) -> Column:
    """Opened software, and not through Amazon."""
    return item("opened_software", period) & ~item("amazon_error", period)


def late_cap(item: Item, period: str, parameters: Parameters) -> Column:
    """The largest late fee."""
    return np.where(item("late_fee", period), np.floor(item("base", period) * parameters(period).late_share), 0)


def condition_cap(item: Item, period: str, parameters: Parameters) -> Column:
    """The largest deduction for condition."""
    return np.where(item("worn", period), np.floor(item("base", period) * parameters(period).condition_share), 0)


def software_cap(item: Item, period: str, parameters: Parameters) -> Column:
    """The largest deduction for opened software."""
    return np.where(item("opened", period), np.floor(item("base", period) * parameters(period).software_share), 0)


def cap(item: Item, period: str) -> Column:
    """The largest single cap."""
    late_or_worn = np.maximum(item("late_cap", period), item("condition_cap", period))
    return np.maximum(late_or_worn, item("software_cap", period))


def cap_added(item: Item, period: str) -> Column:
    """The caps together, at most the price."""
    added = item("late_cap", period) + item("condition_cap", period) + item("software_cap", period)
    return np.minimum(added, item("base", period))


def label_deduction(item: Item, period: str) -> Column:
    """What may come off for the label."""
    buyer_pays = item("payer", period) == BUYER
    return np.where(buyer_pays, np.minimum(item("label", period), item("base", period)), 0)


def refund_max(item: Item, period: str) -> Column:
    """The whole refund."""
    return np.where(item("not_received", period), np.maximum(item("total", period), 0), item("base", period))


def refund_min(item: Item, period: str) -> Column:
    """The refund after every deduction."""
    kept = item("cap", period) + item("label_deduction", period)
    return np.maximum(item("refund_max", period) - kept, 0)


def status(item: Item, period: str) -> Column:
    """Whether everything needed is known."""
    labelled = (item("label", period) == 0) | (item("payer", period) != MISSING)
    priced = (item("price", period) >= 0) & labelled
    known = np.where(item("not_received", period), item("total", period) >= 0, priced)
    return np.where(known, DECIDED, NEEDS_INFO)


def reason(item: Item, period: str) -> Column:
    """The clauses that let something be kept."""
    kept = LATE * item("late_fee", period) + CONDITION * item("worn", period) + SOFTWARE * item("opened", period)
    return np.where(item("not_received", period), NOT_RECEIVED, kept)


WHOLE_INPUTS = ("price", "total", "days_late", "accepted_day", "label", "payer")
TRUTH_INPUTS = ("condition", "opened_software", "seller_error", "amazon_error", "not_received")
WHOLES = (
    base, late_cap, condition_cap, software_cap, cap, cap_added, label_deduction, refund_max, refund_min, status,
    reason,
)  # fmt: skip
TRUTHS = (late_fee, worn, opened)


def refund_system(terms: RefundTerms) -> System:
    """The system with our figures as its parameters."""
    system = TaxBenefitSystem([ITEM])
    system.add_variables(
        *(_variable(name, int) for name in WHOLE_INPUTS),
        *(_variable(name, bool) for name in TRUTH_INPUTS),
        *(_variable(formula.__name__, int, formula) for formula in WHOLES),
        *(_variable(formula.__name__, bool, formula) for formula in TRUTHS),
    )
    system.parameters = ParameterNode("", data={name: _dated(value) for name, value in _figures(terms).items()})
    return system


def _variable(name: str, value_type: type, formula: Callable[..., Column] | None = None) -> type[Variable]:
    described = {"value_type": value_type, "entity": ITEM, "definition_period": DAY, "label": name}
    return type(name, (Variable,), described | ({"formula": formula} if formula else {}))


def _figures(terms: RefundTerms) -> dict[str, float]:
    shares = {name: getattr(terms, name) / MILLION for name in ("late_share", "condition_share", "software_share")}
    return {"late_after": terms.late_after, "exception_days": terms.exception_days, **shares}


def _dated(value: float) -> dict[str, Any]:
    return {"values": {"2021-01-01": {"value": value}}}


def simulation_of(system: System, columns: Columns) -> Simulation:
    """The cases put into a simulation."""
    simulation = SimulationBuilder.build_default_simulation(system, len(columns["price"]))
    for name, column in columns.items():
        simulation.set_input(name, PERIOD, column)
    return simulation


def refunds(simulation: Simulation, keep: tuple[str, ...]) -> Columns:
    """The named columns of every case's answer."""
    return {name: simulation.calculate(name, PERIOD) for name in keep}
