"""How the answer to a question about the policy looks: a clause, a choice of clauses, or what is held instead."""

from collections.abc import Iterator
from datetime import date

from bot.language.catalogue import has, say
from bot.language.grammar.parse import Parsed
from bot.language.locale import Locale
from bot.slack.blocks import Block, Message, actions, button, context, section
from bot.views.model.question import Question
from bot.views.reply import ASK_AGAIN, Body, decision_view, plain, small_print
from bot.views.rules.clauses import assumption_text, figure_line, gap_line, says
from bot.views.rules.figures import asked_figures
from rules.core.decision import Decision, Interpretation
from rules.core.policy import PACKS, Clause, Policy, clause, policy
from rules.search.answer import PolicyOutcome

OUR_OWN = "headroom"
"""The policy that is no page of Amazon's."""


def policy_view(
    locale: Locale, decision: Decision[PolicyOutcome], question: Question, reading: Interpretation
) -> Message:
    """The answer, the clauses that may be meant, or that the pages held say nothing of it."""
    outcome = decision.outcome
    if outcome.kind == "answer":
        others = _choices(locale, outcome.clauses[1:], question)
        return decision_view(locale, decision, _answer(locale, decision), question, reading, Parsed({}, (), ()), others)
    small = context(small_print(locale, decision, reading))
    if outcome.kind == "suggest":
        lines = (
            say(locale, "policy.reply.suggest", n=len(outcome.clauses)),
            *(_candidate(locale, clause_id, decision) for clause_id in outcome.clauses),
            *_together(locale, outcome),
        )
        return _message("\n".join(lines), actions(*_choices(locale, outcome.clauses, question)), small)
    topics = section("\n".join((say(locale, "policy.reply.held"), *_topics(locale))))
    return _message(say(locale, "policy.reply.refuse"), small, topics)


def topics_view(locale: Locale) -> Message:
    """What may be asked about."""
    return _message("\n".join((say(locale, "policy.reply.ask"), *_topics(locale))))


def _message(text: str, *blocks: Block) -> Message:
    return Message(plain(text), (section(text), *blocks))


def _answer(locale: Locale, decision: Decision[PolicyOutcome]) -> Body:
    """The clause in our words and where it stands, its figures, what it leaves open, and how to work it out."""
    pack, found_clause = clause(decision.outcome.clauses[0])
    name = f"{pack.id}/{found_clause.id}"
    figures = asked_figures(locale, decision, name)
    sentence = "policy.reply.answer_with_figures" if figures else "policy.reply.answer"
    verdict = say(locale, sentence, name=_name(locale, name), figures=figures, says=says(locale, name))
    lines = (*_source(locale, pack, found_clause, decision.receipt.as_of), *_gap(locale, name, found_clause))
    return Body(verdict, lines, (*_open(locale, decision.assumptions), *_worked_out(locale, name)))


def _source(locale: Locale, pack: Policy, clause: Clause, day: date) -> tuple[str, ...]:
    """Where the clause stands, with its figures; those of our own rules are in their words."""
    name = f"{pack.id}/{clause.id}"
    source = {"id": name, "section": say(locale, f"clause.section.{name}")}
    if pack.id == OUR_OWN:
        return (say(locale, "policy.reply.our_own", **source),)
    return (say(locale, "policy.reply.source", page=pack.page, **source), *_figures(locale, pack, clause, day))


def _figures(locale: Locale, pack: Policy, clause: Clause, day: date) -> Iterator[str]:
    """The figures in force; the cells of the price tables are the clause itself."""
    names = dict.fromkeys(each.name for each in pack.figures if each.clause == clause.id and each.unit != "price")
    return (figure_line(locale, pack.figure(name, day), pack) for name in names)


def _gap(locale: Locale, clause_id: str, clause: Clause) -> tuple[str, ...]:
    return (gap_line(locale, clause_id),) if clause.why else ()


def _open(locale: Locale, assumed: tuple[str, ...]) -> Iterator[str]:
    return (say(locale, "policy.reply.open", id=name, says=assumption_text(locale, name)) for name in assumed)


def _together(locale: Locale, outcome: PolicyOutcome) -> tuple[str, ...]:
    """How to work it out, where one command does that for all the clauses that may be meant."""
    rules = {clause(each)[1].answered for each in outcome.clauses}
    return _worked_out(locale, outcome.clauses[0]) if len(rules) == 1 else ()


def _worked_out(locale: Locale, clause_id: str) -> tuple[str, ...]:
    key = f"policy.try.{clause_id}"
    return (say(locale, "policy.reply.work_out", line=say(locale, key)),) if has(key) else ()


def _candidate(locale: Locale, clause_id: str, decision: Decision[PolicyOutcome]) -> str:
    figures = asked_figures(locale, decision, clause_id)
    line = "policy.reply.candidate_with_figures" if figures else "policy.reply.candidate"
    return say(locale, line, name=_name(locale, clause_id), id=clause_id, figures=figures)


def _name(locale: Locale, clause_id: str) -> str:
    return say(locale, f"policy.name.{clause_id}")


def _choices(locale: Locale, clauses: tuple[str, ...], question: Question) -> tuple[Block, ...]:
    """A button for each clause that asks for it; the numbered action keeps their ids apart."""
    questions = (Question(question.command, each, question.today).value() for each in clauses)
    named = enumerate(zip(clauses, questions, strict=True), start=1)
    return tuple(button(_name(locale, each), f"{ASK_AGAIN}_{place}", value or "") for place, (each, value) in named)


def _topics(locale: Locale) -> Iterator[str]:
    """What each page speaks of, a line a page."""
    for pack in map(policy, PACKS):
        spoken = dict.fromkeys(
            say(locale, f"policy.topic.{pack.id}/{each.id.partition('/')[0]}") for each in pack.clauses
        )
        yield say(locale, "policy.reply.topics", page=say(locale, f"policy.page.{pack.id}"), topics=spoken)
