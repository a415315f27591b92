"""Looking at every metric whose day or data is new: what the figures say, and what that changes.

A look is taken once for a local day and a state of the data, whoever takes it. Where no figures came as expected
nothing is looked at: a level is never taken back on missing data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.alerts.evaluate.evaluation import Assessment, as_json
from bot.alerts.evaluate.forecasts import History, assessments_of
from bot.services.subscriptions import wanted
from bot.workspace.context import Context
from rules.core.levels import OK, WATCH
from rules.renewed.metrics import METRICS
from rules.renewed.standing import Reading, defect_share
from rules.warnings.states import Evaluation, State, Transition, advance
from storage.alerting import alerts, subscriptions
from storage.alerting.alerts import Alert, AlertEvent, EvaluationKey
from storage.metrics import data_versions
from storage.transaction import Transaction

About = tuple[str, str, int]
"""An account, a metric and a band."""

Subject = tuple[str, str]
"""An account, and an ASIN or nothing for the account itself."""


def evaluate(context: Context) -> set[About]:
    """Take every look that is due: which were taken. Raises what the database raises; then none of a metric was."""
    with context.workspace.read() as snapshot:
        numbers = data_versions.select_versions(snapshot)
        taken = alerts.select_evaluations(snapshot, context.today)
        wanted_groups = {about for each in subscriptions.select_all(snapshot) for about in wanted(context, each)}
    ours = {(account, metric, 0) for account in numbers for metric in METRICS}
    due = {
        EvaluationKey(*about, context.today, numbers[about[0]]) for about in wanted_groups | ours if about[0] in numbers
    } - taken
    looked: set[About] = set()
    for metric in METRICS:
        if looks := sorted(look for look in due if look.metric == metric):
            looked |= {(each.account, metric, each.band) for each in _evaluate(context, metric, looks)}
    return looked


def _evaluate(context: Context, metric: str, looks: Sequence[EvaluationKey]) -> list[EvaluationKey]:
    """Take the looks at one metric in one transaction: those that nobody else took."""
    with context.workspace.read() as snapshot:
        history = History.of(context, snapshot, metric, {look.account for look in looks})
    assessments = assessments_of(context, metric, history)
    seen = {account for account, _ in assessments}
    with context.workspace.begin() as transaction:
        transaction.lock()
        taken = [
            each for each in looks if each.account in seen and alerts.claim_evaluation(transaction, each, context.now)
        ]
        for band in sorted({each.band for each in taken}):
            mine = {each.account for each in taken if each.band == band}
            _advance(
                context, transaction, (metric, band), {key: each for key, each in assessments.items() if key[0] in mine}
            )
    return taken


def _advance(
    context: Context, transaction: Transaction, of: tuple[str, int], assessments: Mapping[Subject, Assessment]
) -> None:
    """Bring the alerts of a metric to what was found."""
    metric, band = of
    known = alerts.select_by_account_and_subject(transaction, metric, band)
    changed: list[Alert] = []
    changes: list[AlertEvent] = []
    for (account, subject), assessment in assessments.items():
        before = known.get((account, subject)) or Alert(account=account, metric=metric, subject=subject, band=band)
        level, stays = levels(assessment, band)
        state, transition = advance(before.state, Evaluation(context.today, level, stays, fresh=True))
        if transition:
            changes.append(change_of(before, transition, as_json(assessment), context.now))
        if transition or not _the_same(before.state, state):
            outlook = as_json(assessment) if state.level or before.level or level else before.outlook
            changed.append(replace(before, state=state, level=state.level, outlook=outlook))
    alerts.upsert(transaction, changed)
    alerts.insert_events(transaction, changes)


def levels(assessment: Assessment, band: int) -> tuple[int, int]:
    """What the figures say and what they still support; a channel's own threshold is to be watched from there on."""
    outlook = assessment.outlook
    passed = WATCH if band and beyond(assessment.reading, band) else OK
    return max(outlook.level, passed), max(outlook.stays, passed)


def beyond(reading: Reading, band: int) -> bool:
    """Whether a reading has reached a threshold of its metric, in millionths."""
    metric = METRICS[reading.metric]
    if metric.counted_in == "reviews":
        return reading.value <= band
    return defect_share(metric, reading.value) >= defect_share(metric, band)


def _the_same(before: State | None, after: State) -> bool:
    """Whether a look at something quiet left it as quiet as it was, so that nothing need be written."""
    quiet = before is not None and after.level == OK and not before.recent.strip("0")
    return quiet and before is not None and replace(after, evaluated=before.evaluated, recent=before.recent) == before


def change_of(before: Alert, transition: Transition, why: dict[str, Any], now: datetime) -> AlertEvent:
    """The entry in the history of an alert whose level changed, with what was found."""
    return AlertEvent(
        account=before.account,
        metric=before.metric,
        subject=before.subject,
        band=before.band,
        kind=transition.kind,
        before=transition.before,
        after=transition.after,
        episode=transition.episode,
        who="",
        why=why,
        happened_at=now,
    )
