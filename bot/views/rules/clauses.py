"""The clauses behind an answer: what the page says, what it meant here, and where the figures come from."""

from datetime import date
from typing import Any

from bot.language.catalogue import say
from bot.slack.blocks import Block, Message, context, section
from bot.views.reply import plain, reason_text
from rules.core.decision import Decision, Reason
from rules.core.policy import Clause, Figure, Policy, clause, policy

MOST_CLAUSES = 40
"""So that a message stays within Slack's 50 blocks."""


def clauses_view(decision: Decision[Any]) -> Message:
    """Each clause that was weighed, then the assumptions used, then the pages."""
    as_of = decision.receipt.as_of
    weighed = [_reason_text(reason, as_of) for reason in decision.reasons[:MOST_CLAUSES]]
    blocks: list[Block] = [section(say("clauses.title")), *map(section, weighed)]
    if decision.assumptions:
        blocks.append(section("\n".join(_assumption(name) for name in decision.assumptions)))
    blocks.append(context("\n".join(_sources(decision))))
    return Message(plain("\n".join((say("clauses.title"), *weighed))), tuple(blocks))


def _reason_text(reason: Reason, as_of: date) -> str:
    pack, _ = clause(reason.clause)
    lines = [
        say(
            "clauses.applied" if reason.applied else "clauses.not_applied",
            id=reason.clause,
            section=_section(reason.clause),
        ),
        say("clauses.says", says=says(reason.clause)),
        say("clauses.why", why=reason_text(reason)),
    ]
    if reason.figure:
        lines.append(figure_line(pack.figure(reason.figure, as_of), pack))
    return "\n".join(lines)


def figure_line(figure: Figure, pack: Policy) -> str:
    """A figure with its unit, the day from which it holds, its basis and its page."""
    since, page = figure.since or pack.since, figure.page or pack.page
    basis = say(f"basis.{figure.basis}")
    return say("clauses.figure", value=_in_its_unit(figure), since=since, basis=basis, page=page)


def _in_its_unit(figure: Figure) -> str:
    if isinstance(figure.value, str):
        return say(f"figure.price.{figure.value}")
    return say(f"figure.{figure.unit}", value=figure.value)


def says(clause_id: str) -> str:
    """What a clause says, in our words."""
    return say(f"clause.says.{clause_id}")


def _section(clause_id: str) -> str:
    return say(f"clause.section.{clause_id}")


def gap_line(clause_id: str) -> str:
    """Why no answer rests on a clause."""
    return say("clauses.not_encoded", why=say(f"clause.why.{clause_id}"))


def assumption_text(name: str) -> str:
    """What is assumed under an id of the register."""
    return say(f"clause.assumption.{name}")


def _assumption(name: str) -> str:
    return say("clauses.assumption", id=name, says=assumption_text(name))


def _sources(decision: Decision[Any]) -> list[str]:
    packs = dict.fromkeys(
        [decision.receipt.policy.split()[0], *(reason.clause.partition("/")[0] for reason in decision.reasons)]
    )
    return [_source(policy(pack)) for pack in packs]


def _source(pack: Policy) -> str:
    title = say(f"clause.title.{pack.id}")
    return say("clauses.source", title=title, page=pack.page, footer=pack.footer, retrieved=pack.retrieved)


def clause_view(pack: Policy, held: Clause) -> Message:
    """One clause by itself: its words, every figure it ever held with its day and page, and where it is from."""
    name = f"{pack.id}/{held.id}"
    lines = [say("clauses.alone", id=name, section=_section(name)), say("clauses.says", says=says(name))]
    if held.why:
        lines.append(gap_line(name))
    lines += [figure_line(figure, pack) for figure in pack.figures if figure.clause == held.id]
    text = "\n".join(lines)
    return Message(plain(text), (section(text), context(_source(pack))))
