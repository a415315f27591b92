"""What a rule answers with: a decision that can be read, checked and reproduced.

A decision is not a string. It holds the outcome, every clause that was weighed (also those that did not apply, and
why), the assumptions used, what is missing, and a receipt from which the same decision can be worked out again.
Sentences are not here: a reason names a sentence of the bot's catalogue and the values to put in it.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from rules.core.policy import Policy
from rules.core.value import value

Province = Literal["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"]
"""The provinces and territories of Canada, whose holidays differ."""

Payer = Literal["seller", "buyer"]


class Status(StrEnum):
    """How far a decision got."""

    DECIDED = "decided"
    NEEDS_INFO = "needs_info"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"


class Frozen(BaseModel):
    """A value that does not change and takes no unknown names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Override(Frozen):
    """A workspace's own answer to something the policy leaves open, and since when it stands."""

    value: str
    since: date


DEFAULT_PROVINCE = "ON"
DEFAULT_STACKING = "single"


class Interpretation(Frozen):
    """How a workspace reads what the policy leaves open. The defaults are the advice of the register.

    `overrides` holds, by setting name (`stacking`, `province`, `payer CR-UNWANTED_ITEM`), only what the workspace
    itself has set; whatever an answer uses of it is named there with its date.
    """

    overrides: Mapping[str, Override] = {}

    @cached_property
    def given(self) -> dict[str, Any]:
        """Only what was set, as JSON values."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def of(self, setting: str) -> str | None:
        """The workspace's value for a setting, or None where it keeps the default."""
        override = self.overrides.get(setting)
        return override.value if override else None

    @property
    def province(self) -> str:
        """Whose holidays count, as a two-letter code; Ontario unless set."""
        return self.of("province") or DEFAULT_PROVINCE

    @property
    def stacking(self) -> str:
        """How caps combine (A1): `single` unless set to `added`."""
        return self.of("stacking") or DEFAULT_STACKING


AS_ADVISED = Interpretation()
"""How a workspace reads the policy that has set nothing."""


@value
class Reason:
    """One clause weighed: whether it applied, and the sentence of the catalogue that says why.

    `figure` names the figure of the policy that the sentence rests on, so that it can be shown with its source.
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
    """Everything needed to work the decision out again."""

    rule: str
    policy: str
    policy_hash: str
    as_of: date
    inputs: Mapping[str, Any]
    interpretation: Mapping[str, Any]


Outcome = TypeVar("Outcome")


@value
class Decision(Generic[Outcome]):
    """A rule's answer. `outcome` is the rule's own dataclass; unknown values in it are None.

    `taken_as` lists what was not mentioned and therefore taken as not so (A9); `overrides` the workspace settings
    that had a say; `notes` further sentences of the catalogue with their values.
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


class Case(Frozen):
    """The facts somebody gave. A field left out was not mentioned."""

    @property
    def given(self) -> dict[str, Any]:
        """Only what was mentioned, as JSON values."""
        return self.model_dump(mode="json", exclude_unset=True)


def receipt(rule: str, pack: Policy, case: Case, as_of: date, reading: Interpretation) -> Receipt:
    """The receipt for a case decided on a day under a workspace's interpretation."""
    return Receipt(
        rule,
        pack.edition(as_of),
        pack.hash,
        as_of,
        case.given,
        reading.given,
    )
