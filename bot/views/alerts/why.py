"""Why a warning stands: its figures, the clause, our thresholds, the method, and how this rule did in the past year."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.language.catalogue import say
from bot.slack.blocks import Message, section
from bot.views.alerts.facts import LEVEL_WORDS, aged, chance, facts, sharpen
from bot.views.reply import plain
from bot.views.rules.clauses import clause_view
from bot.views.rules.standing import shown_value
from rules.core import money
from rules.core.policy import clause, terms
from rules.renewed.metrics import METRICS
from rules.renewed.standing import NearTerms
from rules.renewed.standing_decision import Judged
from rules.warnings.forecast import ForecastTerms, Outlook

METHODS = {"cohorts": "why.cohorts", "totals": "why.totals", "reading": "why.reading"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What this rule would have done over the last days of an account: how often it would have warned, how many of
    those came before a breach and how many were false alarms, and the median notice in days, None without any."""

    days: int
    warned: int
    ahead: int
    false_alarms: int
    notice_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What an answer to "why?" rests on. `own_limit` is the channel's own threshold in percent or stars, where it has
    one; `backtest` is None where the history is too short.
    """

    account: str
    judged: Judged
    level: int
    outlook: Outlook
    own_limit: Decimal | None
    today: date
    backtest: Backtest | None


def why_view(why: Why) -> Message:
    """The figures, how they were judged, and the clause with its page."""
    told = [_title(why), facts(why.judged), aged(why.judged)]
    method = list(filter(None, (*_method(why), sharpen(why.outlook, why.judged))))
    past = _past(why.backtest)
    pack, held = clause(METRICS[why.judged.metric].clause)
    parts = ("\n".join(told), "\n".join(method), past)
    return Message(plain("\n".join((*told, *method, past))), (*map(section, parts), *clause_view(pack, held).blocks))


def _title(why: Why) -> str:
    judged = why.judged
    values = {"metric": judged.metric, "account": why.account, "level": say(LEVEL_WORDS[why.level])}
    if judged.subject:
        return say("why.title_offer", subject=judged.subject, **values)
    return say("why.title", **values)


def _method(why: Why) -> list[str]:
    """How the level was found, and from which marks on it is held."""
    lines = [say(METHODS[why.outlook.method]), chance(why.outlook, why.judged)]
    lines.append(_chances(why) if why.outlook.method == "cohorts" else _near(why))
    if why.own_limit is not None:
        lines.append(say("warning.own_limit", limit=shown_value(why.judged.metric, why.own_limit)))
    return lines


def _chances(why: Why) -> str:
    """From which chances on. An offer has few orders, and its own mark."""
    ours = terms(ForecastTerms, why.today)
    watch = ours.offer_chance if METRICS[why.judged.metric].of_offer else ours.watch_chance
    return say("why.marks", watch=watch, act=ours.act_chance)


def _near(why: Why) -> str:
    """From which figures on, where no chance is known."""
    ours = terms(NearTerms, why.today)
    if METRICS[why.judged.metric].counted_in == "reviews":
        return say("why.near_stars", near=money.stars(ours.rating_near))
    return say("why.near", share=ours.near_share)


def _past(backtest: Backtest | None) -> str:
    """How the same rule would have done on the account's own past."""
    if backtest is None:
        return say("why.no_history")
    if not backtest.warned:
        return say("why.never", days=backtest.days)
    told = [say("why.warned", n=backtest.warned, days=backtest.days)]
    if backtest.notice_days is None:
        told.append(say("why.none_ahead"))
    else:
        told.append(say("why.ahead", n=backtest.ahead, notice=say("why.notice", n=backtest.notice_days)))
    told.append(say("why.false_alarms", n=backtest.false_alarms))
    return " ".join(told)
