"""The answer to a question in everyday words: the clause that answers it, those that may, or none."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from rules.core.decision import Case, Decision, Interpretation, Reason, Status, receipt
from rules.core.policy import SFP, assumptions, clause, clause_ids, left_open, policy
from rules.core.value import value
from rules.search.figures import figures_asked_for
from rules.search.search import NO_MATCH, Match, matches
from rules.search.vocabulary import ELSEWHERE, Question, read

RULE = "policy.answer"

Kind = Literal["answer", "suggest", "refuse"]

EXPLAINED: Mapping[int, float] = {1: 1.1, 2: 0.95, 3: 0.6}
"""The share of the question that a clause must explain to be the answer, by how many ideas it shares with it (three
stand for more): one alone never suffices."""

NEAR, SURE = 0.55, 1.6
"""How near its nearest phrasing must be, and what that, half the share and twice its lead in score over the next must
reach together. A wrong clause costs money, so one that falls short is only suggested."""

SUGGESTED: Mapping[int, float] = {1: 0.6, 2: 0.5, 3: 0.4}
"""The score from which on a question is taken to be about our pages, by how many ideas its best clause shares with it
(three stand for more): a single one is easily shared by chance."""

COUNTRIES = frozenset({"usa", "mexico"})
"""The ideas of other countries that some clauses speak of: no other clause holds there, whatever else it shares."""

BESIDE = 0.3
"""The score from which on a further clause is named beside the best."""

Note = tuple[str, dict[str, str]]
"""A sentence of the catalogue and its values."""

MOST_CLAUSES = 3
"""The most clauses that an answer names."""

MOST_WORDS, LONGEST_WORDS = 8, 80
"""The most words of the question that an answer repeats, and the most letters."""

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
"""The command that works a clause out, by the rule that answers the clause."""


class PolicyCase(Case):
    """A question in English or French, or the full id of a clause."""

    question: str = ""


@value
class PolicyOutcome:
    """Whether the first of `clauses` answers (`answer`), any of them may (`suggest`), or none does (`refuse`).

    `route` is the command that works the first one out, if any; `figures` are the names of those that are asked for.
    """

    kind: Kind
    clauses: tuple[str, ...]
    route: str | None
    figures: tuple[str, ...] = ()


def decide(case: PolicyCase, as_of: date, reading: Interpretation) -> Decision[PolicyOutcome]:
    """The clause that answers a question, the nearest ones, or none. Raises NoTerms."""
    question = read(case.question)
    near = [] if ELSEWHERE in question.ideas else _near(case, question)
    kind = _kind(case, question, near)
    pack, nearest = clause(near[0].clause) if near else (policy(SFP), None)
    _ = pack.figure(pack.figures[0].name, as_of)
    route = ROUTES.get(nearest.answered) if nearest else None
    assumed = left_open(near[0].clause) if kind == "answer" else ()
    clauses = tuple(match.clause for match in near)
    return Decision(
        rule=RULE,
        status=STATUS_OF_KIND[kind],
        outcome=PolicyOutcome(kind, clauses, route, figures_asked_for(case.question, question, clauses)),
        reasons=tuple(_reason(match, question, applied=kind == "answer" and match is near[0]) for match in near),
        receipt=receipt(RULE, pack, case, as_of, reading),
        assumptions=assumed,
        overrides=tuple(name for id_ in assumed if (name := assumptions()[id_].setting or "") in reading.overrides),
        notes=() if case.question in clause_ids() else _notes(kind, question),
    )


def _near(case: PolicyCase, question: Question) -> list[Match]:
    """The clauses near enough to be named, the nearest first."""
    if case.question in clause_ids():
        return [Match(case.question, 1, 1, frozenset())]
    best, *others = matches(question)[:MOST_CLAUSES] or [NO_MATCH]
    if best.score < SUGGESTED[best.ideas] or not COUNTRIES.isdisjoint(question.ideas.keys() - best.shared):
        return []
    return [best, *(match for match in others if match.score >= BESIDE)]


def _kind(case: PolicyCase, question: Question, near: Sequence[Match]) -> Kind:
    """A clause asked for by its id is the answer; one that was searched for must be sure enough."""
    if not near:
        return "refuse"
    best, *others = near
    if best.clause == case.question:
        return "answer"
    return "answer" if _is_sure(best, others, question) else "suggest"


def _is_sure(best: Match, others: Sequence[Match], question: Question) -> bool:
    """Whether the best clause may answer by itself: it shares several ideas, more where there are unknown words."""
    lead = best.score - max((match.score for match in others), default=0)
    sure = best.near + best.explained / 2 + 2 * lead >= SURE
    enough = best.ideas > 2 or not question.unknown
    return enough and sure and best.explained >= EXPLAINED[best.ideas] and best.near >= NEAR


def _reason(match: Match, question: Question, *, applied: bool) -> Reason:
    words = [question.ideas[idea] for idea in question.ideas if idea in match.shared]
    if not words:
        return Reason(match.clause, applied, "policy.by_id")
    return Reason(match.clause, applied, "policy.heard", {"words": _repeated(words)})


def _notes(kind: Kind, question: Question) -> tuple[Note, ...]:
    """The words that were understood, where no clause answers, and those that no clause speaks of."""
    understood = [words for idea, words in question.ideas.items() if idea != ELSEWHERE]
    strange = [*question.unknown, *(words for idea, words in question.ideas.items() if idea == ELSEWHERE)]
    notes = (("policy.understood", understood if kind == "refuse" else []), ("policy.not_known", strange))
    return tuple((sentence, {"words": _repeated(words)}) for sentence, words in notes if words)


def _repeated(words: Sequence[str]) -> str:
    return ", ".join(words[:MOST_WORDS])[:LONGEST_WORDS]
