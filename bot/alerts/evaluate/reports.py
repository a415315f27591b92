"""The checks over reports, once a local day and after each file: what they find now is told, what is gone is over."""

from datetime import timedelta

from bot.alerts.evaluate.check_item import Seen
from bot.alerts.evaluate.check_state import Present, Slot, abouts, check_state_of, follow_all, subject_of
from bot.alerts.evaluate.metrics import About
from bot.language.phrase import Phrase
from bot.services.checks.run import findings
from bot.views.model.check_names import level_of
from bot.workspace.context import Context
from rules.checks.definitions import CHECKS, Finding
from storage.alerting import alerts
from storage.alerting.alerts import EvaluationKey
from storage.reports import imports
from storage.transaction import Snapshot

SWEPT = "checks"
"""What stands for the metric in a look at all checks of an account."""

RECENT = timedelta(days=60)
"""What a report of today may still say: of older returns nobody is told anew; `headroom findings` lists them."""


def sweep_reports(context: Context) -> set[About]:
    """Take every look at reports that is due, and bring the alerts to what it finds: which messages that concerns."""
    with context.workspace.read() as snapshot:
        taken = alerts.select_evaluations(snapshot, context.today)
        files = imports.count_by_account(snapshot)
    due = {EvaluationKey(account, SWEPT, 0, context.today, number) for account, number in files.items()} - taken
    return {about for look in sorted(due) for about in _sweep(context, look)}


def _sweep(context: Context, look: EvaluationKey) -> set[About]:
    with context.workspace.read() as snapshot:
        present = _present(context, snapshot, look.account)
    with context.workspace.begin() as transaction:
        transaction.lock()
        if not alerts.claim_evaluation(transaction, look, context.now):
            return set()
        current = check_state_of(transaction, look.account, CHECKS)
        follow_all(context, transaction, look.account, current, present)
    return abouts(look.account, current, present)


def _present(context: Context, snapshot: Snapshot, account: str) -> Present:
    results = findings(snapshot, account, context.today, context.interpretation)
    recent = (each for each in results if each.day is None or context.today - each.day <= RECENT)
    return {
        Slot(each.check, 0, subject_of(each.subject)): (level_of(each.check), _seen(context, each)) for each in recent
    }


def _seen(context: Context, finding: Finding) -> Seen:
    values = {"subject": finding.subject, "finding": Phrase(finding.sentence, finding.values)}
    line = Phrase("check.item", values)
    if finding.cents is not None:
        line = Phrase("check.item_priced", {**values, "cents": finding.cents})
    return Seen(line=line, clause=finding.clause, seen_at=context.now, cents=finding.cents)
