"""Policies: dated figures and clauses, read from `policies/*.toml` with a closed schema.

A figure without a clause, a basis or a unit is an error when the file is read, and so is one with an unknown key, a
repeated date or a clause that is not in the file. A day before a figure's first date has no answer: `NoTerms`, never
an extrapolation.
"""

import hashlib
import tomllib
from bisect import bisect
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rules.core.columns import MILLION
from rules.core.marketplaces import HOME

POLICIES = Path(__file__).parents[1] / "policies"

SFP, RENEWED, OURS = PACKS = (f"sfp-{HOME.id}", f"renewed-{HOME.id}", "headroom")
"""The ids of the policies: two pages of the marketplace, and our own judgement."""

Basis = Literal["stated", "inferred", "assumed", "other-marketplace", "override", "ours"]
Unit = Literal["days", "business days", "percent", "stars", "cad", "usd", "images", "price"]
Price = Literal["free", "seller-set", "not-supported"]

WHOLE_PER_UNIT: dict[Unit, int] = {"percent": MILLION // 100, "stars": MILLION, "cad": 100, "usd": 100}
"""How many cents or millionths make one of the unit; units not named here are whole numbers already."""


class NoTerms(LookupError):
    """The policy has no terms for that day: it is before the first ones."""

    def __init__(self, policy: str, day: date, first: date) -> None:
        super().__init__(f"{policy} holds no terms for {day}; its first are of {first}")
        self.policy, self.day, self.first = policy, day, first


class Closed(BaseModel):
    """A table of a policy file: an unknown key in it is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Figure(Closed):
    """One number (or word) of a policy, from the day it is in force, with its clause."""

    name: str
    value: Decimal | Price
    unit: Unit
    clause: str
    basis: Basis
    since: date | None = Field(None, alias="from")
    page: str | None = None
    retrieved: date | None = None

    @model_validator(mode="after")
    def _the_value_is_of_its_unit(self) -> Self:
        if isinstance(self.value, str) != (self.unit == "price"):
            raise ValueError(f"{self.name}: {self.value} is not in {self.unit}")
        return self

    @property
    def whole(self) -> int | str:
        """The value as rules compute with it: cents, millionths, days; a price word stays a word."""
        if isinstance(self.value, str):
            return self.value
        scaled = self.value * WHOLE_PER_UNIT.get(self.unit, 1)
        if scaled != int(scaled):
            raise ValueError(f"{self.name}: {self.value} {self.unit} is finer than we compute")
        return int(scaled)


class Clause(Closed):
    """One clause of a page in our words, and the rule that answers it."""

    id: str
    section: str
    says: str
    answered: str
    why: str | None = None

    @model_validator(mode="after")
    def _a_gap_has_a_reason(self) -> Self:
        if (self.answered == "not encoded") != (self.why is not None):
            raise ValueError(f"{self.id}: exactly a clause that is not encoded says why")
        return self


Terms = TypeVar("Terms")


class Policy(Closed):
    """One Amazon page: where it is from, its figures and its clauses."""

    id: str
    title: str
    marketplace: str
    page: str
    retrieved: date
    footer: str
    since: date = Field(alias="from")
    figures: tuple[Figure, ...] = Field(alias="figure")
    clauses: tuple[Clause, ...] = Field(alias="clause")
    hash: str

    @model_validator(mode="after")
    def _figures_are_cited_and_dated_once(self) -> Self:
        clause_ids = {clause.id for clause in self.clauses}
        dated: set[tuple[str, date]] = set()
        for figure in self.figures:
            if figure.clause not in clause_ids:
                raise ValueError(f"{self.id}: {figure.name} cites {figure.clause}, which is not a clause here")
            key = figure.name, figure.since or self.since
            if key in dated:
                raise ValueError(f"{self.id}: {figure.name} is given twice for {key[1]}")
            dated.add(key)
            _ = figure.whole
        return self

    def figure(self, name: str, day: date) -> Figure:
        """The figure in force on a day. Raises NoTerms before its first, KeyError where none has that name."""
        series = sorted(self._series(name), key=lambda figure: figure.since or self.since)
        if not series:
            raise KeyError(f"{self.id} has no figure {name}")
        in_force = [figure for figure in series if (figure.since or self.since) <= day]
        if not in_force:
            raise NoTerms(self.id, day, series[0].since or self.since)
        return in_force[-1]

    def _series(self, name: str) -> Iterator[Figure]:
        return (figure for figure in self.figures if figure.name == name)

    def edition(self, day: date) -> str:
        """The policy and the year of its newest figure in force: `sfp-ca 2021`."""
        begun = bisect(self._dates, day)
        return f"{self.id} {(self._dates[begun - 1] if begun else self.since).year}"

    @cached_property
    def _dates(self) -> list[date]:
        """Every day on which a figure comes into force, in order."""
        return sorted({figure.since or self.since for figure in self.figures})

    def terms(self, shape: type[Terms], day: date) -> Terms:
        """Fill a dataclass of figures by name, as whole numbers, for a day. Raises NoTerms, KeyError."""
        return shape(**{field.name: self.figure(field.name, day).whole for field in fields(shape)})  # type: ignore[arg-type]


def read_policy(path: Path) -> Policy:
    """Read one policy file. Raises pydantic's ValidationError naming what is wrong in it."""
    table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    return Policy.model_validate({**table, "hash": _fingerprint(path.parent)})


def _fingerprint(folder: Path) -> str:
    """A hash over every policy file, since a decision may rest on several (our own figures, the reason table)."""
    texts = (file.read_bytes() for file in sorted(folder.glob("*.toml")))
    return hashlib.sha256(b"".join(texts)).hexdigest()[:12]


@cache
def policy(policy_id: str) -> Policy:
    """The policy of that id, read once."""
    return read_policy(POLICIES / f"{policy_id}.toml")


@cache
def terms(shape: type[Terms], day: date) -> Terms:
    """The terms of a shape on a day; the shape names its policy as `POLICY`. Raises NoTerms."""
    return policy(shape.POLICY).terms(shape, day)  # type: ignore[attr-defined]


@cache
def clause_ids() -> tuple[str, ...]:
    """The full id of every clause."""
    return tuple(f"{pack}/{entry.id}" for pack in PACKS for entry in policy(pack).clauses)


def clause(clause_id: str) -> tuple[Policy, Clause]:
    """The policy and clause of a full id such as `sfp-ca/refund/1`. Raises KeyError for an unknown one."""
    policy_id, _, local = clause_id.partition("/")
    if policy_id not in PACKS:
        raise KeyError(clause_id)
    pack = policy(policy_id)
    for entry in pack.clauses:
        if entry.id == local:
            return pack, entry
    raise KeyError(clause_id)


class Assumption(Closed):
    """What we assume where clauses are silent or can be read two ways, and the workspace setting that changes it."""

    says: str
    setting: str | None = None
    clauses: tuple[str, ...] = ()


@cache
def assumptions() -> dict[str, Assumption]:
    """The register of assumptions by id."""
    table = tomllib.loads((POLICIES / "assumptions.toml").read_text("utf-8"))
    return {key: Assumption.model_validate(value) for key, value in table.items()}


def left_open(clause_id: str) -> tuple[str, ...]:
    """The ids of the assumptions that concern a clause."""
    return tuple(name for name, assumption in assumptions().items() if clause_id in assumption.clauses)
