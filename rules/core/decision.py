"""Decisions: a rule's answer with its reasons, assumptions, missing inputs and receipt.

A decision holds no sentences. Every clause that was weighed, also one that did not apply, is a reason, which names a
sentence of the bot's catalogue and the values to put in it. From the receipt the same decision can be worked out again.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from rules.core.marketplaces import HOME
from rules.core.policy import Policy
from rules.core.value import value

Payer = Literal["seller", "buyer"]


class Status(StrEnum):
    """Whether a decision was reached, and why not."""

    DECIDED = "decided"
    NEEDS_INFO = "needs_info"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"


class Frozen(BaseModel):
    """A model that does not change and refuses unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Override(Frozen):
    """A workspace's own value for something the policy leaves open, and the day it was set."""

    value: str
    since: date


DEFAULT_PROVINCE = HOME.province
DEFAULT_STACKING = "single"


class Interpretation(Frozen):
    """How a workspace reads what the policy leaves open; without overrides, as the assumptions advise.

    `overrides` holds only what the workspace itself has set, by the name of the setting (`stacking`, `province`,
    `payer CR-UNWANTED_ITEM`). An answer names those that it rests on.
    """

    overrides: Mapping[str, Override] = {}

    @cached_property
    def given(self) -> dict[str, Any]:
        """What was set, as JSON values."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def of(self, setting: str) -> str | None:
        """The workspace's value for a setting, or None where it keeps the default."""
        override = self.overrides.get(setting)
        return override.value if override else None

    @property
    def province(self) -> str:
        """The province whose holidays count, as a two-letter code."""
        return self.of("province") or DEFAULT_PROVINCE

    @property
    def stacking(self) -> str:
        """How caps combine (A1): `single` unless set to `added`."""
        return self.of("stacking") or DEFAULT_STACKING


AS_ADVISED = Interpretation()
"""The reading of a workspace that has set nothing."""


@value
class Reason:
    """One clause: whether it applied, and the sentence of the catalogue that says why.

    `figure` names the figure of the policy that the sentence rests on, which is shown with its source.
    """

    clause: str
    applied: bool
    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)
    figure: str | None = None


@value
class Missing:
    """An input without which the answer is incomplete, and the clause that asks for it."""

    field: str
    clause: str


@value
class Receipt:
    """What a decision was worked out from: enough to work it out again (`rules.replay`)."""

    rule: str
    policy: str
    policy_hash: str
    as_of: date
    inputs: Mapping[str, Any]
    interpretation: Mapping[str, Any]


Outcome = TypeVar("Outcome")


@value
class Alternative(Generic[Outcome]):
    """One of the readings that only a person can choose from: the inputs that set it apart, and its outcome."""

    inputs: Mapping[str, Any]
    outcome: Outcome


@value
class Decision(Generic[Outcome]):
    """A rule's answer. `outcome` is the rule's own dataclass; what is not known in it is None.

    `taken_as` lists what was not mentioned and therefore taken as not so (A9), `overrides` the workspace settings that
    the answer rests on, and `notes` further sentences of the catalogue with their values. Where the facts can be read
    in several ways, `readings` has each with its outcome, and what depends on them is None in `outcome`.
    """

    rule: str
    status: Status
    outcome: Outcome
    reasons: tuple[Reason, ...]
    receipt: Receipt
    assumptions: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    taken_as: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    notes: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    readings: tuple[Alternative[Outcome], ...] = ()


class Case(Frozen):
    """The facts of a question. A field left out was not mentioned."""

    @property
    def given(self) -> dict[str, Any]:
        """What was mentioned, as JSON values."""
        return self.model_dump(mode="json", exclude_unset=True)


def receipt(rule: str, pack: Policy, case: Case, as_of: date, reading: Interpretation) -> Receipt:
    """The receipt for a case decided on a day under a workspace's interpretation."""
    return Receipt(rule, pack.edition(as_of), pack.hash, as_of, case.given, reading.given)
