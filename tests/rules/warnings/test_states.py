"""When a level is held, when it ends, and how it is said: example by example."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.core.levels import ACT, BREACHED, OK, WATCH
from rules.warnings.states import Evaluation, Silences, State, Transition, Voice, advance, follow, remind, voice

FIRST = date(2026, 11, 1)
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TORONTO = ZoneInfo("America/Toronto")

Look = int | tuple[int, int]
"""A level that also stays, or a level and what stays."""


def looks(*seen: Look, start: date = FIRST, state: State | None = None) -> tuple[State, list[Transition]]:
    """The state after looks on days in a row, and what changed."""
    changes = []
    for at, look in enumerate(seen):
        level, stays = look if isinstance(look, tuple) else (look, look)
        state, change = advance(state, Evaluation(start + timedelta(days=at), level, stays, fresh=True))
        changes += [change] if change else []
    assert state
    return state, changes


def kinds(*seen: Look) -> list[tuple[str, int, int]]:
    return [(change.kind, change.before, change.after) for change in looks(*seen)[1]]


@pytest.mark.parametrize("level", [OK, WATCH, ACT, BREACHED])
def test_the_first_look_is_a_silent_baseline(level):
    state, changes = looks(level)
    assert (state.level, state.episode, changes) == (level, 0, [])
    assert (state.opened, state.cleared) == (None if level == OK else FIRST, None)


RISES = {
    "one look is not enough": ([OK, WATCH], []),
    "two looks in a row raise": ([OK, WATCH, WATCH], [("raised", OK, WATCH)]),
    "two looks with one between do not": ([OK, WATCH, OK, WATCH], []),
    "two looks raise to what both say": ([OK, WATCH, ACT], [("raised", OK, WATCH)]),
    "two looks at act raise to act": ([OK, ACT, ACT], [("raised", OK, ACT)]),
    "a further look worsens": ([OK, WATCH, ACT, ACT], [("raised", OK, WATCH), ("worsened", WATCH, ACT)]),
    "a breach is held at once": ([OK, BREACHED], [("raised", OK, BREACHED)]),
    "a breach worsens at once": ([OK, WATCH, WATCH, BREACHED], [("raised", OK, WATCH), ("worsened", WATCH, BREACHED)]),
    "a baseline that worsens is the first warning": ([WATCH, ACT, ACT], [("raised", WATCH, ACT)]),
}


@pytest.mark.parametrize(("seen", "changed"), RISES.values(), ids=RISES)
def test_a_rise(seen, changed):
    assert kinds(*seen) == changed


FALLS = {
    "two looks below are not enough": ([OK, WATCH, WATCH, OK, OK], []),
    "three looks below resolve": ([OK, WATCH, WATCH, OK, OK, OK], [("resolved", WATCH, OK)]),
    "a look that is still supported begins anew": ([OK, WATCH, WATCH, OK, (OK, WATCH), OK, OK], []),
    "what is below the on-point but still supported stays": ([OK, ACT, ACT, *[(OK, ACT)] * 9], []),
    "a warning eases to what is still supported": ([OK, ACT, ACT, (OK, WATCH), OK, OK], [("eased", ACT, WATCH)]),
    "and ends when nothing is": (
        [OK, ACT, ACT, (OK, WATCH), OK, OK, OK],
        [("eased", ACT, WATCH), ("resolved", WATCH, OK)],
    ),
    "a breach that is hardly over stays": ([OK, BREACHED, *[(ACT, BREACHED)] * 9], []),
    "a baseline resolves as well": ([WATCH, OK, OK, OK], [("resolved", WATCH, OK)]),
}


@pytest.mark.parametrize(("seen", "changed"), FALLS.values(), ids=FALLS)
def test_a_fall(seen, changed):
    assert [change for change in kinds(*seen) if change[0] != "raised"] == changed


@pytest.mark.parametrize(("days", "kind", "episode"), [(14, "reopened", 1), (15, "raised", 2)])
def test_a_warning_that_returns_within_two_weeks_is_the_same_one(days, kind, episode):
    ended, _ = looks(OK, WATCH, WATCH, OK, OK, OK)
    assert ended.cleared
    again, (change,) = looks(WATCH, WATCH, start=ended.cleared + timedelta(days=days - 1), state=ended)
    assert (change.kind, change.episode, again.episode) == (kind, episode, episode)
    assert (again.opened == ended.opened) == (kind == "reopened")
    assert again.cleared is None


def test_a_look_without_news_does_not_count():
    state, _ = looks(OK, WATCH)
    stale = Evaluation(FIRST + timedelta(days=1), WATCH, WATCH, fresh=False)
    assert advance(state, stale) == (state, None)
    raised, change = advance(state, stale._replace(fresh=True))
    assert (raised.level, change and change.kind) == (WATCH, "raised")


def test_a_breach_needs_no_news():
    state, _ = looks(OK)
    assert advance(state, Evaluation(FIRST, BREACHED, BREACHED, fresh=False))[0].level == BREACHED


def test_the_last_three_weeks_of_looks_are_remembered():
    state, _ = looks(*[OK] * 30, ACT)
    assert state.recent == "0" * 20 + "2"


def test_a_metric_that_comes_and_goes_is_flapping_until_it_is_calm():
    restless, _ = looks(*[OK, ACT] * 5)
    assert restless.flapping
    calmer = [looks(*[OK] * days, state=restless)[0].flapping for days in range(1, 25)]
    assert calmer == sorted(calmer, reverse=True)
    assert (calmer[0], calmer[-1]) == (True, False)


def test_a_few_changes_are_not_flapping():
    assert not looks(*[OK] * 16, *[ACT, OK] * 2, OK)[0].flapping


def test_a_state_is_plain():
    state, _ = looks(OK, WATCH, WATCH)
    assert json.loads(json.dumps(asdict(state), default=date.isoformat))["recent"] == "011"


RAISED = Transition("raised", OK, WATCH, FIRST, 1)
BROKEN = Transition("worsened", WATCH, BREACHED, FIRST, 1)
EASED = Transition("eased", ACT, WATCH, FIRST, 1)
RESOLVED = Transition("resolved", WATCH, OK, FIRST, 1)
SNOOZED = Silences(snoozed_until=NOW + timedelta(days=1), snoozed_level=WATCH)

VOICES = {
    "a new warning is a message": (RAISED, Silences(), {}, Voice.POST),
    "a reopened one is told in its thread and to the channel": (
        RAISED._replace(kind="reopened"), Silences(), {}, Voice.BROADCAST,
    ),
    "a worse one too": (BROKEN, Silences(), {}, Voice.BROADCAST),
    "an easier one is told in its thread": (EASED, Silences(), {}, Voice.EDIT_AND_THREAD),
    "an end as well": (RESOLVED, Silences(), {}, Voice.EDIT_AND_THREAD),
    "no change is an edit": (None, Silences(), {}, Voice.EDIT),
    "quiet hours hold": (RAISED, Silences(), {"quiet": True}, Voice.HOLD),
    "quiet hours never hold a breach": (BROKEN, Silences(), {"quiet": True}, Voice.BROADCAST),
    "what sleeps is edited": (RAISED, SNOOZED, {}, Voice.EDIT),
    "what sleeps wakes when it is worse": (BROKEN, SNOOZED, {}, Voice.BROADCAST),
    "what slept long enough speaks": (RAISED, Silences(snoozed_until=NOW, snoozed_level=WATCH), {}, Voice.POST),
    "a muted one is silent": (BROKEN, Silences(muted=True), {}, Voice.SILENT),
    "old data is silent": (BROKEN, Silences(), {"stale": True}, Voice.SILENT),
    "a part of another warning is edited": (RAISED, Silences(), {"inhibited": True}, Voice.EDIT),
    "an acknowledged one still tells that it is worse": (BROKEN, Silences("U1"), {}, Voice.BROADCAST),
}  # fmt: skip


@pytest.mark.parametrize(("change", "silences", "around", "said"), VOICES.values(), ids=VOICES)
def test_how_it_is_said(change, silences, around, said):
    state, _ = looks(OK, WATCH, WATCH)
    assert voice(change, state, silences, NOW, **{"quiet": False, "stale": False, "inhibited": False, **around}) == said


def test_what_flaps_is_left_to_the_digest_unless_it_breaches():
    restless, _ = looks(*[OK, ACT] * 5)
    around = {"quiet": False, "stale": False, "inhibited": False}
    assert voice(RAISED, restless, Silences(), NOW, **around) == Voice.EDIT
    assert voice(BROKEN, restless, Silences(), NOW, **around) == Voice.BROADCAST


def test_nothing_is_said_of_what_is_fine():
    state, _ = looks(OK, OK)
    assert voice(None, state, Silences(), NOW, quiet=False, stale=False, inhibited=False) == Voice.SILENT


REMINDERS = {
    "yesterday's is due": (ACT, Silences(), timedelta(days=1), True),
    "today's is not": (ACT, Silences(), timedelta(hours=9), False),
    "the day is the local one": (ACT, Silences(), timedelta(hours=12), True),
    "a watch is not worth one": (WATCH, Silences(), timedelta(days=3), False),
    "somebody has it": (ACT, Silences("U1"), timedelta(days=1), False),
    "somebody had it": (ACT, Silences("U1", NOW - timedelta(hours=1)), timedelta(days=1), True),
    "it sleeps": (ACT, Silences(snoozed_until=NOW + timedelta(1), snoozed_level=ACT), timedelta(days=1), False),
    "it is worse than when it was put to sleep": (
        BREACHED, Silences(snoozed_until=NOW + timedelta(1), snoozed_level=ACT), timedelta(days=1), True,
    ),
    "it is muted": (BREACHED, Silences(muted=True), timedelta(days=1), False),
}  # fmt: skip


@pytest.mark.parametrize(("level", "silences", "since", "due"), REMINDERS.values(), ids=REMINDERS)
def test_a_reminder(level, silences, since, due):
    state, _ = looks(level)
    assert remind(state, silences, NOW - since, NOW, TORONTO) is due


def test_what_is_so_or_not_changes_at_once_and_each_time_anew():
    day = FIRST
    state, nothing = follow(None, OK, day)
    assert nothing is None
    changes = []
    for level in (OK, WATCH, WATCH, BREACHED, ACT, OK, OK, ACT):
        state, change = follow(state, level, day)
        changes.append(change and (change.kind, change.before, change.after, change.episode))
    assert changes == [
        None,
        ("raised", OK, WATCH, 1),
        None,
        ("worsened", WATCH, BREACHED, 1),
        ("eased", BREACHED, ACT, 1),
        ("resolved", ACT, OK, 1),
        None,
        ("raised", OK, ACT, 2),
    ]
    assert (state.level, state.opened, state.cleared) == (ACT, day, None)
