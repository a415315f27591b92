"""Which clause answers a question in somebody's own words, which ones may, or that none does."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from rules.core.decision import Case, Decision, Interpretation, Reason, Status, receipt
from rules.core.policy import assumptions, clause, clause_ids, left_open, policy
from rules.core.value import value
from rules.search.search import Match, matches
from rules.search.vocabulary import ELSEWHERE, Heard, heard

RULE = "policy.answer"

Kind = Literal["answer", "suggest", "refuse"]

EXPLAINED, NEAR, AHEAD = 0.65, 0.7, 0.1
"""What a clause must reach to be the answer: the share of the question it explains, how near its nearest phrasing is,
and by how much it scores above the next. A wrong clause costs money, so one that falls short is only suggested."""

SUGGESTED = 0.3
"""The score from which on a clause is suggested."""

Note = tuple[str, dict[str, str]]
"""A sentence of the catalogue and its values."""

MOST_CLAUSES = 3
"""Clauses that are named at most."""

MOST_WORDS, LONGEST_WORDS = 8, 80
"""Words of the question that are told back at most, and their letters."""

STATUS_OF_KIND: dict[Kind, Status] = {
    "answer": Status.DECIDED,
    "suggest": Status.UNDETERMINED,
    "refuse": Status.NOT_APPLICABLE,
}

ROUTES = {
    "sfp.refund": "/sfp-refund",
    "sfp.label": "/sfp-label",
    "sfp.shipping": "/sfp-shipping",
    "sfp.eligibility": "/sfp-eligibility",
    "renewed.eligibility": "/renewed-eligibility",
    "renewed.status": "/renewed-status",
    "headroom.forecast": "/seller-alerts",
    "headroom.warnings": "/seller-alerts",
}
"""The command that works out what a rule decides, by the rule that answers a clause."""


class PolicyCase(Case):
    """A question in English or French, or the full id of a clause."""

    question: str = ""


@value
class PolicyOutcome:
    """Whether the first of `clauses` answers (`answer`), any of them may (`suggest`), or none does (`refuse`).

    `route` is the command that works the first one out.
    """

    kind: Kind
    clauses: tuple[str, ...]
    route: str | None


def decide(case: PolicyCase, as_of: date, reading: Interpretation) -> Decision[PolicyOutcome]:
    """The clause that answers a question, the nearest ones, or none. Raises NoTerms."""
    question = heard(case.question)
    near = [] if ELSEWHERE in question.ideas else _near(case, question)
    kind = _kind(case, near)
    pack, held = clause(near[0].clause) if near else (policy("sfp-ca"), None)
    _ = pack.figure(pack.figures[0].name, as_of)
    assumed = left_open(near[0].clause) if kind == "answer" else ()
    return Decision(
        rule=RULE,
        status=STATUS_OF_KIND[kind],
        outcome=PolicyOutcome(kind, tuple(each.clause for each in near), ROUTES.get(held.answered) if held else None),
        reasons=tuple(_reason(each, question, applied=kind == "answer" and each is near[0]) for each in near),
        receipt=receipt(RULE, pack, case, as_of, reading),
        assumptions=assumed,
        overrides=tuple(name for each in assumed if (name := assumptions()[each].setting or "") in reading.overrides),
        notes=() if case.question in clause_ids() else _notes(kind, question),
    )


def _near(case: PolicyCase, question: Heard) -> list[Match]:
    """The clauses near enough to be named, the nearest first."""
    if case.question in clause_ids():
        return [Match(case.question, 1, 1, frozenset())]
    return [each for each in matches(question)[:MOST_CLAUSES] if each.score >= SUGGESTED and _alike(each, question)]


def _alike(match: Match, question: Heard) -> bool:
    """Whether it is more than a coincidence: one shared idea beside words that no clause knows is none."""
    return match.told or not question.unknown


def _kind(case: PolicyCase, near: Sequence[Match]) -> Kind:
    """A clause that was named is the answer, and one that was searched for where it is sure enough."""
    if not near:
        return "refuse"
    best, *others = near
    if best.clause == case.question:
        return "answer"
    ahead = best.score - (others[0].score if others else 0)
    reached = best.explained >= EXPLAINED and best.near >= NEAR and ahead >= AHEAD
    return "answer" if reached and best.told else "suggest"


def _reason(match: Match, question: Heard, *, applied: bool) -> Reason:
    words = [question.ideas[idea] for idea in question.ideas if idea in match.shared]
    if not words:
        return Reason(match.clause, applied, "policy.by_id")
    return Reason(match.clause, applied, "policy.heard", {"words": _told(words)})


def _notes(kind: Kind, question: Heard) -> tuple[Note, ...]:
    """What of the question was understood, where no clause answers it, and what of it no clause speaks of."""
    understood = [said for idea, said in question.ideas.items() if idea != ELSEWHERE]
    strange = [*question.unknown, *(said for idea, said in question.ideas.items() if idea == ELSEWHERE)]
    told = (("policy.understood", understood if kind == "refuse" else []), ("policy.not_known", strange))
    return tuple((sentence, {"words": _told(words)}) for sentence, words in told if words)


def _told(words: Sequence[str]) -> str:
    return ", ".join(words[:MOST_WORDS])[:LONGEST_WORDS]
