"""The states of a warning: when a level is held, when it ends, and whether people hear of it.

`advance` is the only place where a level changes, live and in a backtest alike. What people do about a warning (the
overlay) never changes its level, only its `voice`. Everything here is pure; a state is plain enough for JSON.
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import ClassVar, Literal, NamedTuple

from rules.core.columns import MILLION
from rules.core.levels import ACT, BREACHED, OK
from rules.core.policy import terms

Kind = Literal["raised", "worsened", "eased", "resolved", "reopened"]


@dataclass(frozen=True, slots=True)
class WarningTerms:
    """Our own patience: looks that a rise and a fall need, days in which a warning reopens, when it is flapping."""

    POLICY: ClassVar = "headroom"
    rise_after: int
    fall_after: int
    reopen_within: int
    flap_states: int
    flap_on: int
    flap_off: int


class Evaluation(NamedTuple):
    """One look: the level that the figures say, the level that they still support, and whether there was news.

    It is `fresh` when it saw a new local day or new data; only then it counts for holding.
    """

    day: date
    level: int
    stays: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class State:
    """How a subject is held to stand.

    `level` is held since the day `since`. `episode` numbers its warnings from 1; before the first it is 0, also where
    the silent baseline was not OK. The last one `opened` and, unless it is open, `cleared`. `recent` are the levels of
    the last fresh looks as digits, oldest first, and `supported` those that the last few still supported. `evaluated`
    is the day of the last fresh look.
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
    """A change of the held level."""

    kind: Kind
    before: int
    after: int
    day: date
    episode: int


def advance(
    state: State | None, evaluation: Evaluation, ours: WarningTerms | None = None
) -> tuple[State, Transition | None]:
    """The state after a look, and how the held level changed if it did.

    The first look is a silent baseline. Without data there is no look: do not call this, and the state stays.
    """
    ours = ours or terms(WarningTerms, evaluation.day)
    if state is None:
        return _baseline(evaluation), None
    seen = _seen(state, evaluation, ours) if evaluation.fresh else state
    level = _held(seen, evaluation, ours)
    return (seen, None) if level == seen.level else _moved(seen, level, evaluation.day, ours)


def follow(state: State | None, level: int, day: date) -> tuple[State, Transition | None]:
    """The state of what is so or is not, such as a deadline: no baseline, nothing to hold, each change at once."""
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


def _baseline(look: Evaluation) -> State:
    opened = look.day if look.level > OK else None
    supported = str(max(look.level, look.stays))
    return State(look.level, look.day, 0, opened, None, str(look.level), supported, False, look.day)


def _seen(state: State, look: Evaluation, ours: WarningTerms) -> State:
    recent = (state.recent + str(look.level))[-ours.flap_states :]
    supported = (state.supported + str(max(look.level, look.stays)))[-ours.fall_after :]
    flapping = _is_flapping(recent, state.flapping, ours)
    return State(
        state.level, state.since, state.episode, state.opened, state.cleared, recent, supported, flapping, look.day
    )


def _held(state: State, look: Evaluation, ours: WarningTerms) -> int:
    """The level to hold: a rise needs its last looks to agree, a fall too, and a breach is a breach at once."""
    if look.level == BREACHED:
        return BREACHED
    reached = int(min(state.recent[-ours.rise_after :])) if len(state.recent) >= ours.rise_after else OK
    if reached > state.level:
        return reached
    supported = int(max(state.supported)) if len(state.supported) == ours.fall_after else BREACHED
    return min(state.level, supported)


def _moved(state: State, level: int, day: date, ours: WarningTerms) -> tuple[State, Transition]:
    """The state at a new level; a warning that returns soon after its end is the same one, reopened."""
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
    """Whether the levels change too often: recent changes weigh up to 1.2, the oldest 0.8, as Nagios weighs them."""
    if recent == recent[-1] * len(recent):
        return False
    pairs = ours.flap_states - 1
    first = pairs - (len(recent) - 1)
    changes = (at for at in range(len(recent) - 1) if recent[at] != recent[at + 1])
    score = sum(0.8 + 0.4 * (first + at) / (pairs - 1) for at in changes) / pairs
    return score * MILLION > ours.flap_off if already else score * MILLION >= ours.flap_on


@dataclass(frozen=True, slots=True)
class Overlay:
    """What people did about a warning. Instants are aware; an acknowledgement without `until` lasts."""

    acknowledged_by: str = ""
    acknowledged_until: datetime | None = None
    snoozed_by: str = ""
    snoozed_until: datetime | None = None
    snoozed_level: int = OK
    snoozed_reason: str = ""
    assigned_to: str = ""
    muted: bool = False

    def acknowledged(self, now: datetime) -> bool:
        """Whether somebody has said that they know, and it still holds."""
        return bool(self.acknowledged_by) and (self.acknowledged_until is None or now < self.acknowledged_until)

    def snoozed(self, level: int, now: datetime) -> bool:
        """Whether it sleeps: until an instant, and only while it is no worse than when it was put to sleep."""
        return self.snoozed_until is not None and now < self.snoozed_until and level <= self.snoozed_level


class Voice(StrEnum):
    """What people hear of a look: a new message, an edit of it, a line in its thread, or nothing."""

    POST = "post"
    EDIT = "edit"
    EDIT_AND_THREAD = "edit and thread"
    BROADCAST = "broadcast"
    HOLD = "hold"
    SILENT = "silent"


def voice(
    transition: Transition | None,
    state: State,
    overlay: Overlay,
    now: datetime,
    *,
    quiet: bool,
    stale: bool,
    inhibited: bool,
) -> Voice:
    """How to say it.

    Nothing is said of a muted subject, nor of data that is old. A breach is said whatever the hour, how often it
    comes and goes, or what is snoozed below it; only a cause that already says it (`inhibited`) keeps it to an edit.
    """
    if stale or overlay.muted:
        return Voice.SILENT
    if transition is None:
        return Voice.EDIT if state.level > OK else Voice.SILENT
    if inhibited or overlay.snoozed(transition.after, now):
        return Voice.EDIT
    if transition.after == BREACHED:
        return _aloud(transition)
    if state.flapping:
        return Voice.EDIT
    return Voice.HOLD if quiet else _aloud(transition)


def _aloud(transition: Transition) -> Voice:
    if transition.kind == "raised":
        return Voice.POST
    return Voice.BROADCAST if transition.after > transition.before else Voice.EDIT_AND_THREAD


def remind(state: State, overlay: Overlay, last_said: datetime, now: datetime, zone: tzinfo) -> bool:
    """Whether to remind: of what needs action and nobody has taken, at most once a local day."""
    taken = overlay.muted or overlay.acknowledged(now) or overlay.snoozed(state.level, now)
    return state.level >= ACT and not taken and last_said.astimezone(zone).date() < now.astimezone(zone).date()
