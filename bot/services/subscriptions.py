"""What somebody wants a channel to hear of, and what becomes of what it hears of already."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from bot.language.catalogue import spellings
from bot.language.grammar.fold import fold
from bot.language.grammar.grammar import Argument, Grammar, flag
from bot.language.grammar.parse import Parsed, parse
from bot.language.grammar.slip import Slip
from bot.language.grammar.values import numbers
from bot.language.grammar.values.kinds import NAME as TEXT
from bot.language.grammar.values.kinds import PERCENT, RATING, Kind
from bot.language.grammar.values.read import Read
from bot.views.model.check_names import CHECKS
from bot.workspace.accounts import account_of
from bot.workspace.context import Context
from bot.workspace.request import Invocation
from rules.core.columns import MILLION
from rules.core.policy import terms
from rules.renewed.metrics import METRICS, Metric
from rules.renewed.standing import NearTerms, StandingTerms, defect_share
from storage.alerting.subscriptions import Subscription, subscribed_band

HEARD = (*METRICS, *CHECKS)
"""All that a channel may hear of, by name."""

OURS = "default"
"""Instead of a threshold: Headroom's own again."""

Looked = tuple[str, str, int]
"""An account, a metric and a band whose figures were looked at."""

EVERY = "all"
"""Instead of an account: every account."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for: metrics, none for all; one's own threshold in millionths where `has_own`; an account."""

    metrics: tuple[str, ...]
    has_own: bool
    own: int | None
    account: str | None


_STARS = re.compile(r"\brating\b", re.IGNORECASE)
_ACCOUNT = re.compile(r"""account[=:] ?("[^"]*"|\S*)""", re.IGNORECASE)
_METRIC_AT = re.compile(rf"(?<!\S)({'|'.join(METRICS)})[=:] ?(?=[0-9.,])", re.IGNORECASE)
"""`odr=0.70%`, which is a way to say `odr at=0.70%`."""


@cache
def on_grammar(threshold: Kind) -> Grammar:
    """The grammar of `on`, with thresholds of a kind: percent, or stars; names are read in every language."""
    words = {name: dict.fromkeys(spellings(f"word.{name}")) for name in HEARD}
    metrics = (flag(name, *(each for each in words[name] if fold(each) != fold(name))) for name in HEARD)
    return Grammar(*metrics, Argument("at", _or_ours(threshold), bare=True), Argument("account", TEXT))


def _or_ours(kind: Kind) -> Kind:
    """The kind, or the word for Headroom's own threshold."""
    return replace(
        kind,
        read=lambda text, today: Read(OURS) if fold(text) == OURS else kind.read(text, today),
        show=lambda value: OURS if value == OURS else kind.show(value),
    )


def wish_of(line: str, known: Sequence[str], today: date) -> Wish:
    """What a line asks a channel to hear of, the accounts known. Raises Slip, NoTerms."""
    line = _METRIC_AT.sub(r"\1 at=", line)
    threshold = RATING if _STARS.search(_ACCOUNT.sub("", line)) else PERCENT
    parsed = parse(on_grammar(threshold), line, today)
    metrics = _metrics(parsed)
    has_own, own = "at" in parsed.values, parsed.values.get("at")
    if own is not None:
        _check_threshold(metrics, own, dict(parsed.understood)["at"], today)
    return Wish(metrics, has_own, None if own == OURS else own, _account(parsed, known, line))


def merged(subscription: Subscription | None, wish: Wish, by: Invocation) -> Subscription:
    """What a channel hears of once the wish is added to what it heard; a failed post before is forgotten."""
    named = wish.metrics or HEARD
    known = dict(subscription.metrics or dict.fromkeys(HEARD)) if subscription else {}
    metrics = {name: known.get(name) for name in HEARD if name in known or name in named}
    if wish.has_own:
        metrics[named[0]] = wish.own
    if len(metrics) == len(HEARD) and not any(metrics.values()):
        metrics = {}
    before = subscription or Subscription(channel=by.channel, since=by.now, who=by.user_id)
    account = before.account if wish.account is None else wish.account
    if subscription and (metrics, account) == (subscription.metrics, subscription.account):
        return replace(subscription, trouble=None)
    return replace(before, metrics=metrics, account=account, trouble=None, since=by.now, who=by.user_id)


def is_subscribed(subscription: Subscription, account: str, metric: str, band: int) -> bool:
    """Whether a channel hears of this; of a check it hears whatever its band, which tells its messages apart."""
    wanted = subscribed_band(subscription, account, metric)
    return wanted is not None and (metric in CHECKS or wanted == band)


def typed_threshold(metric: str, millionths: int) -> str:
    """A threshold as it is typed: `0.7%`, `3.9`."""
    in_stars = METRICS[metric].counted_in == "reviews"
    return (numbers.show_rating if in_stars else numbers.show_percent)(millionths)


def _metrics(parsed: Parsed) -> tuple[str, ...]:
    choices = {name: parsed.values[name.replace("-", "_")] for name in HEARD if name.replace("-", "_") in parsed.values}
    if all(choices.values()):
        return tuple(choices)
    left = [name for name in HEARD if choices.get(name, not any(choices.values()))]
    raise Slip("alerts.slip.without", suggestion=" ".join(left) or None)


def _account(parsed: Parsed, known: Sequence[str], line: str) -> str | None:
    name = parsed.values.get("account")
    if name is None:
        return None
    return "" if name == EVERY and EVERY not in known else account_of(known, name, line)


def _check_threshold(metrics: tuple[str, ...], own: int | str, typed: str, today: date) -> None:
    """A threshold is for one metric, and on the safe side of its limit."""
    if any(name in CHECKS for name in metrics):
        raise Slip("alerts.slip.no_threshold", typed, checks=metrics, suggestion=" ".join(metrics))
    fitting = [name for name in metrics or METRICS if own == OURS or _is_safe(METRICS[name], int(own), today)]
    if len(metrics) != 1:
        lines = tuple(f"{name} at={typed}" for name in fitting)
        raise Slip("alerts.slip.one_metric", typed).offering(lines)
    if not fitting:
        [name] = metrics
        limit, usual = (typed_threshold(name, each) for each in (_limit(METRICS[name], today), _usual(name, today)))
        key = "alerts.slip.below" if METRICS[name].bound == "at most" else "alerts.slip.above"
        most = typed_threshold(name, _best(METRICS[name]))
        raise Slip(key, typed, metric=name, limit=limit, most=most, suggestion=f"{name} at={usual}")


def _is_safe(metric: Metric, own: int, today: date) -> bool:
    """Whether a threshold lies between the limit and the best there is, without either."""
    return min(_limit(metric, today), _best(metric)) < own < max(_limit(metric, today), _best(metric))


def _limit(metric: Metric, today: date) -> int:
    limit: int = getattr(terms(StandingTerms, today), metric.limit)
    return limit


def _best(metric: Metric) -> int:
    """No defects at all, or five stars."""
    return 5 * MILLION if metric.counted_in == "reviews" else defect_share(metric, 0)


def _usual(name: str, today: date) -> int:
    """Where Headroom itself begins to watch."""
    metric = METRICS[name]
    ours: NearTerms = terms(NearTerms, today)
    if metric.counted_in == "reviews":
        return ours.rating_near
    allowed = defect_share(metric, _limit(metric, today))
    return defect_share(metric, allowed * ours.near_share // MILLION)


def wanted(context: Context, subscription: Subscription) -> Iterator[Looked]:
    """Every account and metric that a channel hears of, with the band in which it does."""
    for account in context.accounts:
        for metric in METRICS:
            band = subscribed_band(subscription, account, metric)
            if band is not None:
                yield account, metric, band
