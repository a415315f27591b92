"""`/seller-policy`: the clause that answers a question in somebody's own words."""

from collections.abc import Mapping
from difflib import get_close_matches

from bot.language.grammar.grammar import Grammar
from bot.language.grammar.normalise import normalise
from bot.language.grammar.parse import LONGEST_TEXT
from bot.language.grammar.slip import Slip
from bot.workspace.request import Ask, Reply
from rules.core.value import value

NAME = "/seller-policy"
SUMMARY = "the clause that answers a question in your own words, English or French"
USAGE = "[question or clause]"
EXAMPLES: tuple[str, ...] = (
    "how late can a return be before I can charge a fee",
    "combien de temps pour rembourser",
    "who pays the return label",
    "sfp-ca/refund/1",
)
GRAMMARS: Mapping[str, Grammar] = {}


@value
class Request:
    """A question about the terms, or the id of a clause; empty for the topics."""

    ask: Ask
    question: str


def read(ask: Ask) -> Request:
    """The question in somebody's own words. Raises Slip."""
    if len(ask.text) > LONGEST_TEXT:
        raise Slip("slip.too_long", limit=LONGEST_TEXT)
    return Request(ask, _clause_or_words(normalise(ask.text)))


def run(request: Request) -> Reply:
    """Say which clause answers the question, or that none does; without one, the topics. Raises NoTerms."""
    from bot.views.rules.policy import policy_view, topics_view
    from rules.search.answer import (
        PolicyCase,
        decide,  # what other commands do not need is not loaded for them
    )

    ask, question = request.ask, request.question
    if not question:
        return Reply(topics_view(request.ask.locale))
    decision = decide(PolicyCase(question=question), ask.today, ask.interpretation)
    return Reply(policy_view(request.ask.locale, decision, ask.question(), ask.interpretation), decision)


def _clause_or_words(typed: str) -> str:
    """The id of a clause as it is held, or the words of a question. Raises Slip for an id that no clause has."""
    from rules.core.policy import PACKS, clause_ids

    name = typed.lower()
    if name in clause_ids():
        return name
    if " " in name or not name.startswith(tuple(f"{pack}/" for pack in PACKS)):
        return typed
    near = get_close_matches(name, clause_ids(), n=1)
    raise Slip("policy.slip.no_clause", typed, suggestion=near[0] if near else "")
