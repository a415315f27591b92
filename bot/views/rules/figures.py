"""The figures that a question about the policy asks for, as sentences: `The limit is 0.8 %.`"""

from bot.language.catalogue import say
from bot.language.locale import Locale
from rules.core.decision import Decision
from rules.core.policy import Figure, clause
from rules.search.answer import PolicyOutcome


def asked_figures(locale: Locale, decision: Decision[PolicyOutcome], clause_id: str) -> str:
    """A sentence for each figure of the clause that was asked for, as it is in force; empty where none was."""
    pack, cited = clause(clause_id)
    of_clause = dict.fromkeys(figure.name for figure in pack.figures if figure.clause == cited.id)
    names = [name for name in of_clause if name in decision.outcome.figures]
    return " ".join(_sentence(locale, pack.figure(name, decision.receipt.as_of)) for name in names)


def _sentence(locale: Locale, figure: Figure) -> str:
    return say(
        locale, f"policy.figure.{figure.name}", value=say(locale, f"policy.unit.{figure.unit}", value=figure.value)
    )
