"""`list`: every subscription of the workspace, and how things stand there."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.commands.seller_alerts.channel import nothing_more, shown_subscription
from bot.services.subscriptions import is_subscribed
from bot.views.channel.subscriptions import Standing, list_view
from bot.views.model.check_names import CHECKS
from bot.workspace.request import Ask, Reply
from rules.core.levels import LEVELS
from rules.core.value import value
from rules.renewed.metrics import METRICS
from storage import accounts
from storage.alerting import subscriptions
from storage.alerting.subscriptions import Subscription

if TYPE_CHECKING:
    from storage.alerting.alerts import Alert


@value
class ListSubscriptions:
    """Every subscription of the workspace."""

    ask: Ask


def read(ask: Ask, rest: str) -> ListSubscriptions:
    """Nothing but the word itself. Raises Slip."""
    nothing_more("list", rest)
    return ListSubscriptions(ask)


def run(request: ListSubscriptions) -> Reply:
    """List them, each with what is not ok there, and when Amazon's reports come."""
    from bot.amazon.sp_api.status import standings
    from storage.alerting import alerts  # what few lines need is not loaded for all

    ask, by = request.ask, request.ask.invocation
    open_alerts = sorted(alerts.list_open(ask.workspace), key=_worst_first)
    several = len(accounts.cached_names(ask.workspace)) > 1
    rows = [
        shown_subscription(each, _standing(each, open_alerts, several))
        for each in subscriptions.list_all(ask.workspace)
    ]
    coming = [replace(each, account=each.account if several else "") for each in standings(ask.workspace, ask.zone)]
    return Reply(list_view(request.ask.locale, rows, by.channel, by.now, ask.zone, coming))


def _standing(subscription: Subscription, alerts: "Sequence[Alert]", several: bool) -> list[Standing]:
    """What of those alerts the channel hears of; with their accounts where there are several."""
    own = [each for each in alerts if is_subscribed(subscription, each.account, each.metric, each.band)]
    metrics = [
        Standing(LEVELS[each.level], each.metric, each.subject, each.account if several else "")
        for each in own
        if each.metric in METRICS
    ]
    checks = [each for each in own if each.metric in CHECKS]
    return metrics + [
        Standing(LEVELS[levels[0]], check, "", account if several else "", len(levels))
        for (account, check), levels in _by_check(checks).items()
    ]


def _by_check(alerts: "Sequence[Alert]") -> dict[tuple[str, str], list[int]]:
    """The levels of what each check of an account found, the worst first."""
    levels: dict[tuple[str, str], list[int]] = {}
    for each in alerts:
        levels.setdefault((each.account, each.metric), []).append(each.level)
    return levels


def _worst_first(alert: "Alert") -> tuple[int, str, str, str]:
    return -alert.level, alert.account, alert.metric, alert.subject
