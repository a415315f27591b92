"""One message of a channel: which metric or check of whose it is about, and how that stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.alerts.evaluate.evaluation import Assessment
from rules.core.levels import OK
from rules.warnings.states import Silences, State
from storage.alerting.alerts import Alert
from storage.alerting.notification_log import Notice
from storage.alerting.subscriptions import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertGroup:
    """A channel, an account, a metric or check, the alerts in it, and what the channel was told so far.

    `looked` says whether the figures were looked at just now, `quiet` whether only what is broken may be heard, and
    `inhibited` whether another message says the same. `before` is what was found when the level last rose.
    """

    subscription: Subscription
    account: str
    metric: str
    band: int
    alerts: Mapping[str, Alert]
    notice: Notice | None
    looked: bool = False
    quiet: bool = False
    inhibited: bool = False
    before: Assessment | None = None

    @property
    def silences(self) -> Silences:
        """What people did about the whole message."""
        alert = self.alerts.get("")
        return alert.silences if alert else Silences()

    @property
    def notified_level(self) -> int:
        """The level that the channel was last told."""
        return self.notice.level if self.notice else OK

    @property
    def open_alerts(self) -> list[Alert]:
        """The alerts that are worth telling, the worst first: a baseline is not, nor an offer that somebody muted."""
        telling = [each for each in self.alerts.values() if each.level and each.state and each.state.episode]
        return sorted((each for each in telling if not each.silences.muted), key=_worst_first)

    @property
    def lead(self) -> Alert:
        """The alert that the message is about first: the worst one, or the one that was over last."""
        looked_at = [each for each in self.alerts.values() if each.state]
        return (self.open_alerts or [max(looked_at, key=lambda each: state_of(each).since)])[0]

    @property
    def all_muted(self) -> bool:
        """Whether nothing speaks any more only because somebody muted it."""
        return not self.open_alerts and any(each.level and each.silences.muted for each in self.alerts.values())


def state_of(alert: Alert) -> State:
    """The state of an alert that was looked at. Raises ValueError for one that never was."""
    if alert.state is None:
        raise ValueError(f"{alert.metric} was never looked at")
    return alert.state


def in_force(silences: Silences, level: int, now: datetime) -> Silences:
    """The silences without what has expired, or what a worse level has broken."""
    if not silences.acknowledged(now):
        silences = replace(silences, acknowledged_by="", acknowledged_until=None)
    if not silences.snoozed(level, now):
        silences = replace(silences, snoozed_by="", snoozed_until=None, snoozed_level=OK, snoozed_reason="")
    return silences


def _worst_first(alert: Alert) -> tuple[int, float, str]:
    """By level, then by the chance of a metric, or the money of what a check found."""
    weight = alert.outlook.get("outlook", {}).get("chance") or alert.outlook.get("cents") or 0
    return -alert.level, -weight, alert.subject
