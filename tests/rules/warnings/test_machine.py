"""Whatever is seen and whatever people do, in any order: the promises of a warning hold."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rules.core.levels import ACT, BREACHED, OK, WATCH
from rules.core.policy import terms
from rules.warnings.states import Evaluation, Silences, State, Transition, Voice, WarningTerms, advance, voice

FIRST = date(2026, 1, 1)
OURS = terms(WarningTerms, FIRST)
levels = st.sampled_from([OK, WATCH, ACT, BREACHED])
loud = {Voice.POST, Voice.BROADCAST}


class Warned(RuleBasedStateMachine):
    """One subject: a plain list of its looks beside the state that `advance` keeps."""

    state: State

    @initialize(level=levels)
    def begins(self, level):
        self.day = FIRST
        self.state, change = advance(None, Evaluation(self.day, level, level, fresh=True))
        assert change is None
        self.silences = Silences()
        self.seen, self.supported = [level], [level]
        self.posted: list[int] = []
        self.ended: list[date] = []

    @rule(level=levels, above=st.integers(0, 3), quiet=st.booleans(), inhibited=st.booleans())
    def a_day_with_data(self, level, above, quiet, inhibited):
        self.day += timedelta(days=1)
        stays = min(BREACHED, level + above)
        self.seen.append(level)
        self.supported.append(stays)
        before = self.state
        self.state, change = advance(before, Evaluation(self.day, level, stays, fresh=True))
        assert (change is None) == (before.level == self.state.level)
        if change:
            self.changed(before, change, quiet=quiet, inhibited=inhibited)

    def changed(self, before: State, change: Transition, *, quiet: bool, inhibited: bool):
        assert (change.before, change.after, change.day) == (before.level, self.state.level, self.day)
        if change.after > change.before:
            agreed = change.after == BREACHED or min(self.seen[-2:]) >= change.after
        else:
            agreed = max(self.supported[-3:]) == change.after
        assert agreed
        self.heard(before, change, quiet=quiet, inhibited=inhibited)
        if change.kind == "resolved":
            self.ended.append(self.day)

    def heard(self, before: State, change: Transition, *, quiet: bool, inhibited: bool):
        how = voice(change, self.state, self.silences, self.now, quiet=quiet, stale=False, inhibited=inhibited)
        if how is Voice.POST:
            assert change.episode not in self.posted
            self.posted.append(change.episode)
        if change.after < change.before:
            assert how not in loud
        if change.kind == "reopened":
            assert (change.episode, before.opened) == (before.episode, self.state.opened)
            assert (self.day - self.ended[-1]).days <= OURS.reopen_within
        asleep = self.silences.snoozed(change.after, self.now)
        if change.after == BREACHED and not (self.silences.muted or inhibited or asleep):
            assert how in loud
        if self.silences.muted:
            assert how is Voice.SILENT
        if quiet and change.after < BREACHED:
            assert how not in {*loud, Voice.EDIT_AND_THREAD}

    @rule(days=st.integers(1, 40))
    def days_without_data(self, days):
        """There is no look, so nothing can change."""
        before = self.state
        self.day += timedelta(days=days)
        how = voice(None, before, self.silences, self.now, quiet=False, stale=True, inhibited=False)
        assert how is Voice.SILENT
        assert before == self.state

    @precondition(lambda self: self.seen[-1] < BREACHED)
    @rule()
    def another_look_without_news(self):
        look = Evaluation(self.day, self.seen[-1], self.supported[-1], fresh=False)
        assert advance(self.state, look) == (self.state, None)

    @rule(days=st.integers(1, 7))
    def snooze(self, days):
        until = self.now + timedelta(days=days)
        self.silences = replace(self.silences, snoozed_until=until, snoozed_level=self.state.level)

    @rule(days=st.integers(1, 7))
    def acknowledge(self, days):
        until = self.now + timedelta(days=days)
        self.silences = replace(self.silences, acknowledged_by="U1", acknowledged_until=until)
        assert self.silences.acknowledged(self.now)
        assert not self.silences.acknowledged(until)

    @rule()
    def mute_or_not(self):
        self.silences = replace(self.silences, muted=not self.silences.muted)

    @property
    def now(self) -> datetime:
        return datetime.combine(self.day, time(12), tzinfo=UTC)

    @invariant()
    def what_is_worse_wakes(self):
        worse = self.silences.snoozed_level + 1
        assert not self.silences.snoozed(worse, self.now)

    @invariant()
    def a_breach_is_held_and_an_open_warning_is_open(self):
        assert self.seen[-1] < BREACHED or self.state.level == BREACHED
        if self.state.level > OK:
            assert self.state.cleared is None
            assert self.state.opened is not None
        assert self.state.recent == "".join(map(str, self.seen))[-21:]


TestWarned = Warned.TestCase
TestWarned.settings = settings(max_examples=60, stateful_step_count=40)
