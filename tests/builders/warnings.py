"""Warnings to look at, from a few figures each."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bot.entrypoints.local.emulator.limits import check_message
from bot.slack.blocks import Message
from bot.slack.plain_text import message_text
from bot.views.alerts.warning import Subject, Warned
from rules.core.levels import OK, WATCH
from rules.renewed.metrics import METRICS
from rules.renewed.standing import Reading, defect_share
from rules.renewed.standing_decision import Judged, judge, rate
from rules.warnings.cohorts import RollOff
from rules.warnings.forecast import Outlook
from rules.warnings.states import Silences

TODAY = date(2026, 11, 24)
UNTIL = datetime(2026, 11, 26, 14, tzinfo=UTC)
ZONE = ZoneInfo("America/Toronto")

LEAVING = tuple(RollOff(date(2026, 12, day), defects, 40) for day, defects in ((3, 2), (5, 1), (9, 4)))

OUTLOOK = Outlook(
    chance=0.34, horizon=14, method="cohorts", level=WATCH, stays=WATCH, left=1, roll_offs=LEAVING, recovers=None
)

READINGS_ONLY = replace(OUTLOOK, chance=None, horizon=None, method="reading", roll_offs=())


def counted(metric: str, defects: int, orders: int, subject: str = "", as_of: date = TODAY) -> Judged:
    """A metric counted in orders, read on a day over the 90 days before."""
    value = defect_share(METRICS[metric], rate(defects, orders))
    reading = Reading(metric=metric, subject=subject, value=value, as_of=as_of, source="typed")
    return judge(replace(reading, orders=orders, defects=defects, window_days=90), TODAY)


def figure(metric: str, value: int, subject: str = "", reviews: int | None = None) -> Judged:
    """A metric of which only the figure is known, in millionths; a rating with its reviews."""
    reading = Reading(metric=metric, subject=subject, value=value, as_of=TODAY, source="typed", reviews=reviews)
    return judge(reading, TODAY)


def subject(judged: Judged, level: int, **told: Any) -> Subject:
    """A subject held at a level since twelve days ago, as likely to cross as not mentioned otherwise."""
    held = {
        "since": TODAY - timedelta(days=12),
        "outlook": replace(OUTLOOK, level=level, stays=level),
        "silences": Silences(),
    }
    return Subject(judged=judged, level=level, **held | told)


def odr(defects: int = 13, level: int = WATCH, **told: Any) -> Subject:
    """The order defect rate of an account of 1,806 orders."""
    return subject(counted("odr", defects, 1_806), level, **told)


def warned(*subjects: Subject, **told: Any) -> Warned:
    """A message of one account about these."""
    judged = subjects[0].judged
    weeks = tuple((TODAY - timedelta(weeks=12 - week), judged.value - Decimal(12 - week) / 100) for week in range(13))
    usual = {"account": "main", "named": False, "band": 0, "weeks": weeks, "today": TODAY, "zone": ZONE, "owner": ""}
    return Warned(metric=judged.metric, subjects=subjects, **usual | told)


def offers(number: int, level: int = OK) -> list[Subject]:
    """So many offers at a level, the worst first."""
    return [
        subject(counted("offer-rqs", 20 - place % 20, 400, f"B0OFFER{place:03}"), level)
        for place in range(1, number + 1)
    ]


def lines(message: Message) -> list[str]:
    """What is shown, line by line; Slack would take it."""
    check_message({"text": message.text, "blocks": list(message.blocks)})
    return message_text(message).splitlines()


def flat(value: Decimal, weeks: int = 13) -> tuple[tuple[date, Decimal], ...]:
    """The same value every week."""
    return tuple((TODAY - timedelta(weeks=weeks - 1 - week), value) for week in range(weeks))
