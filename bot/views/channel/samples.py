"""One of each kind of message, from invented figures and through the same views, for whoever wants to see them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.language.phrase import Phrase
from bot.slack.blocks import Block, Message, context
from bot.views.alerts.check import check_view
from bot.views.alerts.warning import resolved_view, warning_view
from bot.views.channel.digest import AccountDigest, Changed, Digest, digest_view
from bot.views.channel.notices import stale_view
from bot.views.model.alerts import Subject, Warned
from bot.views.model.check_names import REFUND_DUE
from bot.views.model.checks import Checked, Item
from rules.core.levels import ACT, BREACHED, OK, WATCH
from rules.core.marketplaces import HOME
from rules.renewed.metrics import METRICS
from rules.renewed.standing import Reading, defect_share
from rules.renewed.standing_decision import Judged, judge, rate
from rules.sfp.refund_decision import PROCESSING
from rules.warnings.cohorts import RollOff
from rules.warnings.forecast import Outlook
from rules.warnings.states import Silences, Transition

ACCOUNT, SOURCE, ZONE = "main", "sample", ZoneInfo(HOME.zone)

OFFERS = (
    ("B0SAMPLE01", 318, 21, BREACHED),
    ("B0SAMPLE02", 205, 10, ACT),
    ("B0SAMPLE03", 412, 19, WATCH),
)
"""ASIN, orders, defects and level of the grouped offers."""


def samples(locale: Locale, today: date) -> list[tuple[str, Message]]:
    """One of each kind by its name, each marked as a sample, and without buttons, which would lead nowhere."""
    watch = _account(today, "odr", 4_210, 31, WATCH, 0.44)
    act = _account(today, "seller-rqs", 1_806, 36, ACT, 0.78)
    over = _account(today, "odr", 1_806, 19, BREACHED, None)
    fine = _account(today, "odr", 4_390, 24, OK, 0.02)
    made = [
        ("watch", warning_view(locale, _warned(today, watch))),
        ("act", warning_view(locale, _warned(today, act))),
        ("breached", warning_view(locale, _warned(today, over))),
        ("offers", warning_view(locale, _warned(today, *(_offer(today, *row) for row in OFFERS)))),
        ("resolved", resolved_view(locale, _warned(today, fine), "rolled_off")),
        ("digest", digest_view(locale, _digest(today, (over, act)))),
        ("stale", stale_view(locale, ACCOUNT, SOURCE, today - timedelta(days=11), 7)),
        ("deadline", check_view(locale, _deadline(today))),
    ]
    return [(kind, _marked(locale, message)) for kind, message in made]


def _marked(locale: Locale, message: Message) -> Message:
    blocks: tuple[Block, ...] = tuple(block for block in message.blocks if block["type"] != "actions")
    return Message(
        say(locale, "warning.sample_text", text=message.text), (context(say(locale, "warning.sample")), *blocks)
    )


def _account(today: date, metric: str, orders: int, defects: int, level: int, chance: float | None) -> Subject:
    return _subject(today, metric, "", orders, defects, level, chance)


def _offer(today: date, asin: str, orders: int, defects: int, level: int) -> Subject:
    return _subject(today, "offer-rqs", asin, orders, defects, level, {ACT: 0.81}.get(level))


def _subject(
    today: date, metric: str, asin: str, orders: int, defects: int, level: int, chance: float | None
) -> Subject:
    value = defect_share(METRICS[metric], rate(defects, orders))
    reading = Reading(metric=metric, subject=asin, value=value, as_of=today, source=SOURCE)
    judged = judge(replace(reading, orders=orders, defects=defects, window_days=90), today)
    return Subject(
        judged=judged,
        level=level,
        since=today - timedelta(days=2 if level == WATCH else 12),
        outlook=_outlook(today, level, chance, judged),
        silences=Silences(),
    )


def _outlook(today: date, level: int, chance: float | None, judged: Judged) -> Outlook:
    """Seven old defects leave the window, and of the orders one in a hundred a day."""
    orders = (judged.orders or 0) // 100
    leaving = tuple(
        RollOff(today + timedelta(days=days), defects, orders) for days, defects in ((9, 2), (11, 1), (15, 4))
    )
    return Outlook(
        chance=chance,
        horizon=None if chance is None else 21,
        method="cohorts",
        level=level,
        stays=level,
        left=judged.headroom.count,
        roll_offs=leaving,
        recovers=leaving[-1][0] if level == BREACHED else None,
    )


def _warned(today: date, *subjects: Subject) -> Warned:
    worst = subjects[0].judged
    return Warned(
        account=ACCOUNT,
        named=False,
        metric=worst.metric,
        band=0,
        subjects=subjects,
        weeks=_weeks(today, worst.value, worst.limit),
        today=today,
        zone=ZONE,
        owner="",
    )


def _weeks(today: date, last: Decimal, limit: Decimal) -> list[tuple[date, Decimal]]:
    """Thirteen weeks on the way from a safe value to the last one, with a step back now and then."""
    first = last + (limit - last) * 2 + (Decimal("-0.2") if last < 50 else Decimal("0.4"))
    steps = [(last - first) * (week if week % 4 or week == 12 else week - 1) / 12 for week in range(13)]
    steps[0] = Decimal(0)
    return [(today - timedelta(weeks=12 - week), first + step) for week, step in enumerate(steps)]


def _digest(today: date, subjects: tuple[Subject, ...]) -> Digest:
    change = Transition("worsened", WATCH, ACT, today, 1)
    return Digest(
        day=today,
        rhythm="daily",
        accounts=(AccountDigest(account=ACCOUNT, subjects=subjects, ok=6),),
        changes=(Changed(account=ACCOUNT, metric="seller-rqs", subject="", transition=change),),
    )


def _deadline(today: date) -> Checked:
    return Checked(
        account=ACCOUNT,
        named=False,
        check=REFUND_DUE,
        band=today.toordinal(),
        day=today,
        items=(Item(line=Phrase("warning.sample_order"), level=ACT, clause=PROCESSING, cents=12_999),),
        since=today,
        silences=Silences(),
        owner="",
        today=today,
        zone=ZONE,
    )
