"""Who pays each return's label, by our rules over columns, beside what Amazon's report says."""

import numpy as np

from bench.databases import ACCOUNT
from rules.core.columns import sweep
from rules.core.decision import Interpretation
from rules.sfp.label import LabelFacts, work_out
from rules.sfp.reasons import PAYERS, payer_table, return_reasons
from storage.scoping import scoped_select
from storage.tables import return_case
from storage.workspaces import Workspace

_RETURNS = (
    scoped_select(return_case)
    .with_only_columns(return_case.c.reason, return_case.c.category, return_case.c.label_payer)
    .where(return_case.c.account == ACCOUNT)
)


def judged(workspace: Workspace) -> int:
    """How many returns Amazon charges to somebody else than our rules do."""
    with workspace.read() as snapshot:
        reasons, categories, told = zip(*snapshot.rows(_RETURNS), strict=True)
    table, free = payer_table(Interpretation()), return_reasons().free_category
    number = {code: table.of(code) for code in set(reasons)}
    is_free = {category: free(category) is not None for category in set(categories)}
    facts = LabelFacts(
        np.array([is_free[category] for category in categories]), np.array([number[code] for code in reasons]), 0
    )
    payers = sweep(work_out, facts, table.payers, ("payer",))["payer"].tolist()
    name = {"seller": "seller", "customer": "buyer"}
    return sum(name.get(paid) not in (None, PAYERS[payer]) for paid, payer in zip(told, payers, strict=True))
