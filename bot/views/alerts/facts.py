"""The sentences of a warning, each from the rule's own figures."""

from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.views.rules.roll_off import back_line, leaving_line
from bot.views.rules.standing import bound, shown_value, source_word
from rules.core.levels import ACT, BREACHED, LEVELS, OK, WATCH
from rules.renewed.metrics import METRICS
from rules.renewed.standing_decision import Judged
from rules.warnings.forecast import Outlook

LEVEL_WORDS = {
    OK: "warning.level.ok",
    WATCH: "warning.level.watch",
    ACT: "warning.level.act",
    BREACHED: "warning.level.breached",
}

NEXT = {
    ("odr", WATCH): "warning.next.odr.watch",
    ("odr", ACT): "warning.next.odr.act",
    ("odr", BREACHED): "warning.next.odr.breached",
    ("seller-rqs", WATCH): "warning.next.seller-rqs.watch",
    ("seller-rqs", ACT): "warning.next.seller-rqs.act",
    ("seller-rqs", BREACHED): "warning.next.seller-rqs.breached",
    ("offer-rqs", WATCH): "warning.next.offer-rqs.watch",
    ("offer-rqs", ACT): "warning.next.offer-rqs.act",
    ("offer-rqs", BREACHED): "warning.next.offer-rqs.breached",
    ("rating", WATCH): "warning.next.rating.watch",
    ("rating", ACT): "warning.next.rating.act",
    ("rating", BREACHED): "warning.next.rating.breached",
}
"""What to do first; a metric without sentences of its own is given those of the order defect rate."""

WEEK = timedelta(days=7)


def breached(judged: Judged) -> bool:
    """Whether the figures themselves are over the page's limit."""
    return judged.level == "breached"


def level_word(locale: Locale, level: int, judged: Judged, own: Decimal | None) -> str:
    """The held level: mark and words. Over a channel's own threshold is not over the limit, and says so."""
    if level == BREACHED and own is not None and not breached(judged):
        return say(locale, "warning.level.own")
    return say(locale, LEVEL_WORDS[level])


def facts(locale: Locale, judged: Judged) -> str:
    """Value, limit and what is left, in counts where they are known, since a person can act on those."""
    values = {
        "value": shown_value(locale, judged.metric, judged.value),
        "bound": bound(locale, judged.metric, judged.limit),
        "defects": judged.defects,
        "orders": judged.orders,
        "reviews": judged.reviews,
    }
    if _in_reviews(judged) and judged.reviews is not None:
        if breached(judged):
            return say(locale, "warning.facts.reviews_over", n=_five_stars(judged), **values)
        return say(locale, "warning.facts.reviews", n=judged.headroom.count or 0, **values)
    if judged.orders is not None and judged.defects is not None:
        if breached(judged):
            return say(locale, "warning.facts.over", n=judged.defects - _allowed(judged), **values)
        return say(locale, "warning.facts.counts", n=judged.headroom.count or 0, **values)
    over = breached(judged)
    if _in_reviews(judged):
        return say(
            locale, "warning.facts.stars_over" if over else "warning.facts.stars", points=_points(judged), **values
        )
    return say(
        locale, "warning.facts.points_over" if over else "warning.facts.points", points=_points(judged), **values
    )


def counts(locale: Locale, judged: Judged) -> str:
    """Of a line in a list: the counts and what is left, without sentences."""
    left = judged.headroom.count or 0
    if _in_reviews(judged):
        return "" if judged.reviews is None else say(locale, "warning.short.reviews", reviews=judged.reviews, n=left)
    if judged.orders is None or judged.defects is None:
        return ""
    if breached(judged):
        over = judged.defects - _allowed(judged)
        return say(locale, "warning.short.over", defects=judged.defects, orders=judged.orders, over=over)
    return say(locale, "warning.short.counts", defects=judged.defects, orders=judged.orders, n=left)


def _in_reviews(judged: Judged) -> bool:
    return METRICS[judged.metric].counted_in == "reviews"


def _points(judged: Judged) -> Decimal:
    return round(abs(judged.headroom.points), 2)


def _allowed(judged: Judged) -> int:
    """Defects that the limit allows of these orders."""
    percent = judged.limit if METRICS[judged.metric].bound == "at most" else 100 - judged.limit
    return int((percent * (judged.orders or 0) / 100).to_integral_value(ROUND_FLOOR))


def _five_stars(judged: Judged) -> int:
    """Five-star reviews that bring an average back: (sum + 5k) / (n + k) >= limit, solved for k."""
    missing = (judged.limit - judged.value) * (judged.reviews or 0) / (5 - judged.limit)
    return max(int(missing.to_integral_value(ROUND_CEILING)), 1)


def chance(locale: Locale, outlook: Outlook, judged: Judged) -> str:
    """How likely a crossing is and by which method; once it has happened, when the metric is back under the limit.

    Only orders and defects by order day give a chance. A line through the readings gives a warning that the figures
    themselves do not.
    """
    if breached(judged):
        return _recovery(locale, outlook, judged)
    if outlook.horizon is not None and outlook.chance is not None:
        return say(locale, "warning.chance.days", n=outlook.horizon, chance=likely(locale, outlook.chance))
    if outlook.horizon is not None and outlook.level > LEVELS.index(judged.level):
        return say(locale, "warning.chance.line", n=outlook.horizon)
    return say(locale, "warning.chance.unknown")


def _recovery(locale: Locale, outlook: Outlook, judged: Judged) -> str:
    """Of a rating nothing: what brings it back stands among its facts."""
    return "" if outlook.recovers is None and _in_reviews(judged) else back_line(locale, outlook.recovers)


def likely(locale: Locale, share: float) -> str:
    """A chance in whole percent, never as none and never as certain."""
    if share < 0.01:
        return say(locale, "warning.hardly")
    return say(locale, "warning.likely", share=Decimal(min(round(share * 100), 99)))


def sharpen(locale: Locale, outlook: Outlook, judged: Judged) -> str:
    """Which data would make a weaker method better; nothing for the best one, and none is needed once it is over."""
    if outlook.method == "cohorts" or breached(judged):
        return ""
    return say(locale, "warning.sharpen_reviews" if _in_reviews(judged) else "warning.sharpen")


def next_step(locale: Locale, judged: Judged, level: int, since: date, today: date) -> str:
    """What to do first, and by when: what is only near leaves a week from the day on which it was.

    What is over nothing but a channel's own threshold, or back under the limit, needs no more than its figures say.
    What is all right needs nothing.
    """
    if level == OK:
        return ""
    if level == BREACHED and not breached(judged):
        level = max(LEVELS.index(judged.level), WATCH)
    key = NEXT.get((judged.metric, level)) or NEXT["odr", level]
    return say(locale, key, subject=judged.subject, by=max(since + WEEK, today))


def roll_offs(locale: Locale, outlook: Outlook, judged: Judged, today: date) -> list[str]:
    """The next days on which old defects leave the window, and how many may come in until the first of them."""
    leaving = [each for each in outlook.roll_offs if each.defects and each.day > today]
    if not leaving:
        return []
    sentences = [leaving_line(locale, leaving)]
    if judged.headroom.count is not None and not breached(judged):
        sentences.append(say(locale, "warning.until", n=judged.headroom.count, day=leaving[0].day))
    return sentences


def aged(locale: Locale, judged: Judged) -> str:
    """Source, day and window of the figures, marked where they are old."""
    key = "warning.aged_old" if judged.stale else "warning.aged"
    sentences = [say(locale, key, source=source_word(locale, judged.source), as_of=judged.as_of)]
    if judged.window_days is not None:
        sentences.append(say(locale, "warning.window", n=judged.window_days))
    return " · ".join(sentences)
