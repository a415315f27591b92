"""`/seller-policy`: the clause that answers a question in somebody's own words."""

from difflib import get_close_matches

from bot.language.grammar.normalise import normalise
from bot.language.grammar.parse import LONGEST_TEXT
from bot.language.grammar.slip import Slip
from bot.workspace.request import Ask, Reply

NAME = "/seller-policy"
SUMMARY = "the clause that answers a question in your own words, English or French"
USAGE = "[question or clause]"
EXAMPLES = (
    "how late can a return be before I can charge a fee",
    "combien de temps pour rembourser",
    "who pays the return label",
    "sfp-ca/refund/1",
)


def answer(ask: Ask) -> Reply:
    """Say which clause answers the question, or that none does; without one, the topics. Raises Slip, NoTerms."""
    from bot.views.rules.policy import policy_view, topics_view
    from rules.search.answer import (
        PolicyCase,
        decide,  # what other commands do not need is not loaded for them
    )

    if len(ask.text) > LONGEST_TEXT:
        raise Slip("slip.too_long", limit=LONGEST_TEXT)
    question = _clause_or_words(normalise(ask.text))
    if not question:
        return Reply(topics_view())
    decision = decide(PolicyCase(question=question), ask.today, ask.interpretation)
    return Reply(policy_view(decision, ask.question(), ask.interpretation), decision)


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
