"""The clauses behind an answer: what the page says, what it meant here, and where the figures come from."""

from datetime import date
from typing import Any

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.slack.blocks import Block, Message, context, section
from bot.views.reply import plain, reason_text
from rules.core.decision import Decision, Reason
from rules.core.policy import Clause, Figure, Policy, clause, policy

MOST_CLAUSES = 40
"""So that a message stays within Slack's 50 blocks."""


def clauses_view(locale: Locale, decision: Decision[Any]) -> Message:
    """Each clause that was weighed, then the assumptions used, then the pages."""
    as_of = decision.receipt.as_of
    weighed = [_reason_text(locale, reason, as_of) for reason in decision.reasons[:MOST_CLAUSES]]
    blocks: list[Block] = [section(say(locale, "clauses.title")), *map(section, weighed)]
    if decision.assumptions:
        blocks.append(section("\n".join(_assumption(locale, name) for name in decision.assumptions)))
    blocks.append(context("\n".join(_sources(locale, decision))))
    return Message(plain("\n".join((say(locale, "clauses.title"), *weighed))), tuple(blocks))


def _reason_text(locale: Locale, reason: Reason, as_of: date) -> str:
    pack, _ = clause(reason.clause)
    lines = [
        say(
            locale,
            "clauses.applied" if reason.applied else "clauses.not_applied",
            id=reason.clause,
            section=_section(locale, reason.clause),
        ),
        say(locale, "clauses.says", says=says(locale, reason.clause)),
        say(locale, "clauses.why", why=reason_text(locale, reason)),
    ]
    if reason.figure:
        lines.append(figure_line(locale, pack.figure(reason.figure, as_of), pack))
    return "\n".join(lines)


def figure_line(locale: Locale, figure: Figure, pack: Policy) -> str:
    """A figure with its unit, the day from which it holds, its basis and its page."""
    since, page = figure.since or pack.since, figure.page or pack.page
    basis = say(locale, f"basis.{figure.basis}")
    return say(locale, "clauses.figure", value=_in_its_unit(locale, figure), since=since, basis=basis, page=page)


def _in_its_unit(locale: Locale, figure: Figure) -> str:
    if isinstance(figure.value, str):
        return say(locale, f"figure.price.{figure.value}")
    return say(locale, f"figure.{figure.unit}", value=figure.value)


def says(locale: Locale, clause_id: str) -> str:
    """What a clause says, in our words."""
    return say(locale, f"clause.says.{clause_id}")


def _section(locale: Locale, clause_id: str) -> str:
    return say(locale, f"clause.section.{clause_id}")


def gap_line(locale: Locale, clause_id: str) -> str:
    """Why no answer rests on a clause."""
    return say(locale, "clauses.not_encoded", why=say(locale, f"clause.why.{clause_id}"))


def assumption_text(locale: Locale, name: str) -> str:
    """What is assumed under an id of the register."""
    return say(locale, f"clause.assumption.{name}")


def _assumption(locale: Locale, name: str) -> str:
    return say(locale, "clauses.assumption", id=name, says=assumption_text(locale, name))


def _sources(locale: Locale, decision: Decision[Any]) -> list[str]:
    packs = dict.fromkeys(
        [decision.receipt.policy.split()[0], *(reason.clause.partition("/")[0] for reason in decision.reasons)]
    )
    return [_source(locale, policy(pack)) for pack in packs]


def _source(locale: Locale, pack: Policy) -> str:
    title = say(locale, f"clause.title.{pack.id}")
    return say(locale, "clauses.source", title=title, page=pack.page, footer=pack.footer, retrieved=pack.retrieved)


def clause_view(locale: Locale, pack: Policy, clause: Clause) -> Message:
    """One clause by itself: its words, every figure it ever held with its day and page, and where it is from."""
    name = f"{pack.id}/{clause.id}"
    lines = [
        say(locale, "clauses.alone", id=name, section=_section(locale, name)),
        say(locale, "clauses.says", says=says(locale, name)),
    ]
    if clause.why:
        lines.append(gap_line(locale, name))
    lines += [figure_line(locale, figure, pack) for figure in pack.figures if figure.clause == clause.id]
    text = "\n".join(lines)
    return Message(plain(text), (section(text), context(_source(locale, pack))))
