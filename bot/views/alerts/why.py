"""Why a warning stands: its figures, the clause, our thresholds, the method, and how this rule did in the past year."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.language.catalogue import say
from bot.language.locale import Locale
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


def why_view(locale: Locale, why: Why) -> Message:
    """The figures, how they were judged, and the clause with its page."""
    paragraphs = [_title(locale, why), facts(locale, why.judged), aged(locale, why.judged)]
    method = list(filter(None, (*_method(locale, why), sharpen(locale, why.outlook, why.judged))))
    past = _backtest_text(locale, why.backtest)
    pack, cited = clause(METRICS[why.judged.metric].clause)
    parts = ("\n".join(paragraphs), "\n".join(method), past)
    return Message(
        plain("\n".join((*paragraphs, *method, past))), (*map(section, parts), *clause_view(locale, pack, cited).blocks)
    )


def _title(locale: Locale, why: Why) -> str:
    judged = why.judged
    values = {"metric": judged.metric, "account": why.account, "level": say(locale, LEVEL_WORDS[why.level])}
    if judged.subject:
        return say(locale, "why.title_offer", subject=judged.subject, **values)
    return say(locale, "why.title", **values)


def _method(locale: Locale, why: Why) -> list[str]:
    """How the level was found, and from which marks on it is held."""
    lines = [say(locale, METHODS[why.outlook.method]), chance(locale, why.outlook, why.judged)]
    lines.append(_chances(locale, why) if why.outlook.method == "cohorts" else _near(locale, why))
    if why.own_limit is not None:
        lines.append(say(locale, "warning.own_limit", limit=shown_value(locale, why.judged.metric, why.own_limit)))
    return lines


def _chances(locale: Locale, why: Why) -> str:
    """From which chances on. An offer has few orders, and its own mark."""
    ours = terms(ForecastTerms, why.today)
    watch = ours.offer_chance if METRICS[why.judged.metric].of_offer else ours.watch_chance
    return say(locale, "why.marks", watch=watch, act=ours.act_chance)


def _near(locale: Locale, why: Why) -> str:
    """From which figures on, where no chance is known."""
    ours = terms(NearTerms, why.today)
    if METRICS[why.judged.metric].counted_in == "reviews":
        return say(locale, "why.near_stars", near=money.stars(ours.rating_near))
    return say(locale, "why.near", share=ours.near_share)


def _backtest_text(locale: Locale, backtest: Backtest | None) -> str:
    """How the same rule would have done on the account's own past."""
    if backtest is None:
        return say(locale, "why.no_history")
    if not backtest.warned:
        return say(locale, "why.never", days=backtest.days)
    sentences = [say(locale, "why.warned", n=backtest.warned, days=backtest.days)]
    if backtest.notice_days is None:
        sentences.append(say(locale, "why.none_ahead"))
    else:
        sentences.append(
            say(locale, "why.ahead", n=backtest.ahead, notice=say(locale, "why.notice", n=backtest.notice_days))
        )
    sentences.append(say(locale, "why.false_alarms", n=backtest.false_alarms))
    return " ".join(sentences)
