"""Which figures have just come near their limits: found by an index, judged by the rules."""

from datetime import date

from rules.core.levels import WATCH
from rules.core.policy import terms
from rules.renewed.standing import NearTerms, Reading, StandingTerms, standing
from storage.metrics import latest_readings
from storage.transaction import Snapshot

Series = tuple[str, str, str]
"""An account, a metric, and an ASIN or nothing for the account itself."""


def newly_near(snapshot: Snapshot, today: date) -> dict[Series, Reading]:
    """The newest readings that are near their limits as of today, where those of the day before were not.

    A first reading is not news. Raises NoTerms.
    """
    page, ours = terms(StandingTerms, today), terms(NearTerms, today)
    return {
        (account, read.metric, read.subject): read
        for account, read in latest_readings.select_newly_near(snapshot)
        if standing(read, page, ours).level >= WATCH
    }
