"""What the policy files say, as English sentences of the catalogue; every other language has its own in `clause.toml`.

`clause.says`, `clause.section` and `clause.why` are by the full id of a clause, `clause.title` by the id of a page, and
`clause.assumption` by the id of the register.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from rules.core.policy import PACKS, Policy, assumptions, policy

TABLE = "clause"
"""How their keys begin."""


@cache
def clause_texts() -> Mapping[str, str]:
    """The templates by key."""
    texts = [(f"clause.assumption.{name}", each.says) for name, each in assumptions().items()]
    texts += [pair for pack in map(policy, PACKS) for pair in _texts_of(pack)]
    return {key: text.replace("{", "{{").replace("}", "}}") for key, text in texts}


def _texts_of(pack: Policy) -> Iterator[tuple[str, str]]:
    yield f"clause.title.{pack.id}", pack.title
    for each in pack.clauses:
        yield f"clause.says.{pack.id}/{each.id}", each.says
        yield f"clause.section.{pack.id}/{each.id}", each.section
        if each.why:
            yield f"clause.why.{pack.id}/{each.id}", each.why
