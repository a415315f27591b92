"""The state machine of a warning: when its level rises and falls, and how that is announced.

`advance` is the only place where a forecast changes a level, live and in a backtest alike. What people do about a
warning (`Overlay`) never changes its level, only how it is announced (`voice`).
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import ClassVar, Literal, NamedTuple

from rules.core.columns import MILLION
from rules.core.levels import ACT, BREACHED, OK
from rules.core.policy import OURS, terms

Kind = Literal["raised", "worsened", "eased", "resolved", "reopened"]


@dataclass(frozen=True, slots=True)
class WarningTerms:
    """Our own thresholds: evaluations that a rise or fall takes, days in which a warning reopens, when it flaps."""

    POLICY: ClassVar = OURS
    rise_after: int
    fall_after: int
    reopen_within: int
    flap_states: int
    flap_on: int
    flap_off: int


class Evaluation(NamedTuple):
    """One evaluation of a metric: the level that its figures call for, and the level that a warning may keep (`stays`).

    It is `fresh` when there was a new local day or new data; only then it counts towards a rise or a fall.
    """

    day: date
    level: int
    stays: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class State:
    """The state of a subject's warning; plain enough for JSON.

    It has been at `level` since the day `since`. `episode` numbers the subject's warnings from 1; it is 0 before the
    first, also where the silent baseline was not OK. The last one `opened` and, unless it is open, `cleared` on those
    days. `recent` are the levels of the last fresh evaluations as digits, oldest first, and `supported` the levels that
    a warning could keep at the last few. `evaluated` is the day of the last fresh evaluation.
    """

    level: int
    since: date
    episode: int
    opened: date | None
    cleared: date | None
    recent: str
    supported: str
    flapping: bool
    evaluated: date


class Transition(NamedTuple):
    """A change of a warning's level."""

    kind: Kind
    before: int
    after: int
    day: date
    episode: int


def advance(
    state: State | None, evaluation: Evaluation, ours: WarningTerms | None = None
) -> tuple[State, Transition | None]:
    """The state after an evaluation, and the change of its level, if any.

    The first evaluation is a silent baseline. Without data there is none: do not call this, and the state stays.
    """
    ours = ours or terms(WarningTerms, evaluation.day)
    if state is None:
        return _baseline(evaluation), None
    seen = _seen(state, evaluation, ours) if evaluation.fresh else state
    level = _level(seen, evaluation, ours)
    return (seen, None) if level == seen.level else _moved(seen, level, evaluation.day, ours)


def follow(state: State | None, level: int, day: date) -> tuple[State, Transition | None]:
    """The state after an exact level, such as that of a deadline: no baseline, and every change at once."""
    before = state.level if state else OK
    if level == before:
        return state or _settled(OK, day, 0, None), None
    kind: Kind = "resolved" if level == OK else "eased" if level < before else "worsened" if before else "raised"
    episode = (state.episode if state else 0) + (before == OK)
    opened = state.opened if state and before else day
    return _settled(level, day, episode, opened), Transition(kind, before, level, day, episode)


def _settled(level: int, day: date, episode: int, opened: date | None) -> State:
    cleared = day if level == OK and episode else None
    return State(level, day, episode, opened, cleared, str(level), str(level), False, day)


def _baseline(first: Evaluation) -> State:
    opened = first.day if first.level > OK else None
    supported = str(max(first.level, first.stays))
    return State(first.level, first.day, 0, opened, None, str(first.level), supported, False, first.day)


def _seen(state: State, latest: Evaluation, ours: WarningTerms) -> State:
    """The state with a fresh evaluation added, its level as before."""
    recent = (state.recent + str(latest.level))[-ours.flap_states :]
    supported = (state.supported + str(max(latest.level, latest.stays)))[-ours.fall_after :]
    flapping = _is_flapping(recent, state.flapping, ours)
    return State(
        state.level, state.since, state.episode, state.opened, state.cleared, recent, supported, flapping, latest.day
    )


def _level(state: State, latest: Evaluation, ours: WarningTerms) -> int:
    """The new level: a rise and a fall need several evaluations that agree; a breach counts at once."""
    if latest.level == BREACHED:
        return BREACHED
    reached = int(min(state.recent[-ours.rise_after :])) if len(state.recent) >= ours.rise_after else OK
    if reached > state.level:
        return reached
    supported = int(max(state.supported)) if len(state.supported) == ours.fall_after else BREACHED
    return min(state.level, supported)


def _moved(state: State, level: int, day: date, ours: WarningTerms) -> tuple[State, Transition]:
    """The state at a new level; a warning that returns soon after its end is reopened and keeps its number."""
    kind: Kind = "worsened" if level > state.level else "eased" if level > OK else "resolved"
    episode, opened, cleared = state.episode, state.opened, state.cleared
    if level == OK:
        cleared = day
    elif level > state.level and (state.level == OK or not episode):
        soon = bool(episode) and cleared is not None and (day - cleared).days <= ours.reopen_within
        kind, opened, cleared = "reopened" if soon else "raised", opened if soon else day, None
        episode += not soon
    moved = State(level, day, episode, opened, cleared, state.recent, state.supported, state.flapping, state.evaluated)
    return moved, Transition(kind, state.level, level, day, episode)


def _is_flapping(recent: str, already: bool, ours: WarningTerms) -> bool:
    """Whether levels change too often: the latest change weighs 1.2 and the oldest 0.8, as in Nagios."""
    if recent == recent[-1] * len(recent):
        return False
    pairs = ours.flap_states - 1
    first = pairs - (len(recent) - 1)
    changes = (at for at in range(len(recent) - 1) if recent[at] != recent[at + 1])
    score = sum(0.8 + 0.4 * (first + at) / (pairs - 1) for at in changes) / pairs
    return score * MILLION > ours.flap_off if already else score * MILLION >= ours.flap_on


@dataclass(frozen=True, slots=True)
class Silences:
    """What people did about a warning. Instants are aware; an acknowledgement without `acknowledged_until` lasts."""

    acknowledged_by: str = ""
    acknowledged_until: datetime | None = None
    snoozed_by: str = ""
    snoozed_until: datetime | None = None
    snoozed_level: int = OK
    snoozed_reason: str = ""
    assigned_to: str = ""
    muted: bool = False

    def acknowledged(self, now: datetime) -> bool:
        """Whether somebody has acknowledged it and that has not run out."""
        return bool(self.acknowledged_by) and (self.acknowledged_until is None or now < self.acknowledged_until)

    def snoozed(self, level: int, now: datetime) -> bool:
        """Whether it is snoozed: until an instant, and only while it is no worse than it was then."""
        return self.snoozed_until is not None and now < self.snoozed_until and level <= self.snoozed_level


class Voice(StrEnum):
    """How an evaluation is announced: a new message, an edit of it, a reply in its thread, later, or not at all."""

    POST = "post"
    EDIT = "edit"
    EDIT_AND_THREAD = "edit and thread"
    BROADCAST = "broadcast"
    HOLD = "hold"
    SILENT = "silent"


def voice(
    transition: Transition | None,
    state: State,
    silences: Silences,
    now: datetime,
    *,
    quiet: bool,
    stale: bool,
    inhibited: bool,
) -> Voice:
    """How to announce an evaluation.

    Muted subjects and stale data are not announced. A breach is announced at any hour, flapping or not, and when only
    a lower level is snoozed; one that another warning already announces (`inhibited`) is an edit.
    """
    if stale or silences.muted:
        return Voice.SILENT
    if transition is None:
        return Voice.EDIT if state.level > OK else Voice.SILENT
    if inhibited or silences.snoozed(transition.after, now):
        return Voice.EDIT
    if transition.after == BREACHED:
        return _unrestrained(transition)
    if state.flapping:
        return Voice.EDIT
    return Voice.HOLD if quiet else _unrestrained(transition)


def _unrestrained(transition: Transition) -> Voice:
    """How a change is announced when nothing restrains it."""
    if transition.kind == "raised":
        return Voice.POST
    return Voice.BROADCAST if transition.after > transition.before else Voice.EDIT_AND_THREAD


def remind(state: State, silences: Silences, last_sent: datetime, now: datetime, zone: tzinfo) -> bool:
    """Whether to remind: action is needed, nobody muted, acknowledged or snoozed it, and today had no message yet."""
    taken = silences.muted or silences.acknowledged(now) or silences.snoozed(state.level, now)
    return state.level >= ACT and not taken and last_sent.astimezone(zone).date() < now.astimezone(zone).date()
