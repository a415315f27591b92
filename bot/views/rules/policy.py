"""How the answer to a question about the policy looks: a clause, a choice of clauses, or what is held instead."""

from collections.abc import Iterator
from datetime import date

from bot.language.catalogue import has, say
from bot.language.grammar.parse import Parsed
from bot.slack.blocks import Block, Message, actions, button, context, section
from bot.views.model.question import Question
from bot.views.reply import ASK_AGAIN, Body, decision_view, plain, small_print
from bot.views.rules.clauses import assumption_text, figure_line, gap_line, says
from rules.core.decision import Decision, Interpretation
from rules.core.policy import PACKS, Clause, Policy, clause, policy
from rules.search.answer import PolicyOutcome

OUR_OWN = "headroom"
"""The policy that is no page of Amazon's."""


def policy_view(decision: Decision[PolicyOutcome], question: Question, reading: Interpretation) -> Message:
    """The answer, the clauses that may be meant, or that the pages held say nothing of it."""
    outcome = decision.outcome
    if outcome.kind == "answer":
        others = _choices(outcome.clauses[1:], question)
        return decision_view(decision, _answer(decision), question, reading, Parsed({}, (), ()), others)
    small = context(small_print(decision, reading))
    if outcome.kind == "suggest":
        lines = (
            say("policy.reply.suggest", n=len(outcome.clauses)),
            *(_candidate(clause_id) for clause_id in outcome.clauses),
            *_together(outcome),
        )
        return _message("\n".join(lines), actions(*_choices(outcome.clauses, question)), small)
    topics = section("\n".join((say("policy.reply.held"), *_topics())))
    return _message(say("policy.reply.refuse"), small, topics)


def topics_view() -> Message:
    """What may be asked about."""
    return _message("\n".join((say("policy.reply.ask"), *_topics())))


def _message(text: str, *blocks: Block) -> Message:
    return Message(plain(text), (section(text), *blocks))


def _answer(decision: Decision[PolicyOutcome]) -> Body:
    """The clause in our words and where it stands, its figures, what it leaves open, and how to work it out."""
    pack, held = clause(decision.outcome.clauses[0])
    name = f"{pack.id}/{held.id}"
    verdict = say("policy.reply.answer", name=_name(name), says=says(name))
    lines = (*_source(pack, held, decision.receipt.as_of), *_gap(name, held))
    return Body(verdict, lines, (*_open(decision.assumptions), *_worked_out(name)))


def _source(pack: Policy, held: Clause, day: date) -> tuple[str, ...]:
    """Where the clause stands, with its figures; those of our own rules are in their words."""
    name = f"{pack.id}/{held.id}"
    told = {"id": name, "section": say(f"clause.section.{name}")}
    if pack.id == OUR_OWN:
        return (say("policy.reply.our_own", **told),)
    return (say("policy.reply.source", page=pack.page, **told), *_figures(pack, held, day))


def _figures(pack: Policy, held: Clause, day: date) -> Iterator[str]:
    """The figures in force; the cells of the price tables are the clause itself."""
    names = dict.fromkeys(each.name for each in pack.figures if each.clause == held.id and each.unit != "price")
    return (figure_line(pack.figure(name, day), pack) for name in names)


def _gap(clause_id: str, held: Clause) -> tuple[str, ...]:
    return (gap_line(clause_id),) if held.why else ()


def _open(assumed: tuple[str, ...]) -> Iterator[str]:
    return (say("policy.reply.open", id=name, says=assumption_text(name)) for name in assumed)


def _together(outcome: PolicyOutcome) -> tuple[str, ...]:
    """How to work it out, where one command does that for all the clauses that may be meant."""
    rules = {clause(each)[1].answered for each in outcome.clauses}
    return _worked_out(outcome.clauses[0]) if len(rules) == 1 else ()


def _worked_out(clause_id: str) -> tuple[str, ...]:
    key = f"policy.try.{clause_id}"
    return (say("policy.reply.work_out", line=say(key)),) if has(key) else ()


def _candidate(clause_id: str) -> str:
    return say("policy.reply.candidate", name=_name(clause_id), id=clause_id)


def _name(clause_id: str) -> str:
    return say(f"policy.name.{clause_id}")


def _choices(clauses: tuple[str, ...], question: Question) -> tuple[Block, ...]:
    """A button for each clause that asks for it; the numbered action keeps their ids apart."""
    asked = (Question(question.command, each, question.today).value() for each in clauses)
    named = enumerate(zip(clauses, asked, strict=True), start=1)
    return tuple(button(_name(each), f"{ASK_AGAIN}_{place}", value or "") for place, (each, value) in named)


def _topics() -> Iterator[str]:
    """What each page speaks of, a line a page."""
    for pack in map(policy, PACKS):
        spoken = dict.fromkeys(say(f"policy.topic.{pack.id}/{each.id.partition('/')[0]}") for each in pack.clauses)
        yield say("policy.reply.topics", page=say(f"policy.page.{pack.id}"), topics=spoken)
