"""The sender: says what waits in the outbox, each saying once, whatever is killed, cut or refused on the way.

Every saying is claimed, and the claim committed, before Slack hears of it; a message bears its key, and what may have
been said before is looked for in the channel first. `storage.alerting.outbox_claims` says what a claim is.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from slack_sdk import WebClient
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.slack import calls
from bot.slack.blocks import Message
from bot.slack.calls import FAILURES, Blocks, ClientOf, Failure, Kind, failure_of
from bot.slack.delivery.attempt import Delivered, NotNow, Pauses, Turn
from bot.slack.delivery.duplicates import SentMessages, Sweeper, Unreadable
from storage.alerting import outbox_channels, outbox_claims
from storage.alerting.outbox import REPLY
from storage.alerting.outbox_claims import ClaimedMessage
from storage.workspaces import Workspace

log = logging.getLogger(__name__)

LOOK: Final = 1.0
"""Seconds between two looks into the outbox when nobody wakes the sender."""

BACKLOG: Final = 10
"""Posts that may wait for a channel before one message carries them all."""

CALLING, LONGEST_CALL = 0.6, 10.0
"""The part of a lease that a call may take, and seconds that it never takes longer than."""

BACK_OFF: Final = 15
"""Leases between two tries, at most."""

MOST_REFUSALS, MOST_LOOKS = 8, 30
"""Tries after which a saying is dead that Slack refuses, and uncertain one whose channel cannot be read."""

LATER: Final = timedelta(hours=1)
"""When a channel in trouble, or an uncertain saying, is looked at again."""

REST: Final = timedelta(minutes=10)
"""How long a workspace is left alone that refuses our token."""

SWEPT_SINCE: Final = timedelta(hours=1)
"""How far back a sender that begins looks for second copies."""

Troubled = Callable[[Workspace, str, str, datetime], str | None]
Folding = Callable[[Workspace, datetime], Callable[[Sequence[str]], Message]]
"""How the texts of a workspace's backlog are made one message, at an instant."""


class Sender:
    """Says what is due. Several may run at once, in threads or processes, each with a `claimant` name of its own.

    `client_of` gives a workspace's client, of which neither the time-out nor the retries are used. `troubled` hears
    of a channel that takes nothing from us, with Slack's word for why, and names another one; or None, and then the
    channel is tried in an hour. `folding` makes one message of the texts of a backlog. `pace` is the time between two
    posts of this sender in a channel. `woken` has `run` look into the outbox now.
    """

    def __init__(
        self,
        workspace_of: Callable[[str], Workspace],
        engine: Engine,
        client_of: ClientOf,
        clock: Callable[[], datetime],
        claimant: str,
        troubled: Troubled,
        folding: Folding,
        lease: timedelta = timedelta(seconds=60),
        pace: timedelta = timedelta(seconds=1),
        woken: threading.Event | None = None,
    ) -> None:
        self._workspace_of, self._engine, self._client_of = workspace_of, engine, client_of
        self._clock, self._claimant, self._troubled, self._lease = clock, claimant, troubled, lease
        self._folding = folding
        self._pauses, self._sweeper = Pauses(pace), Sweeper(lease)
        self._limited: dict[str, tuple[str, datetime]] = {}
        self._started = False
        self._woken, self._stopping = woken or threading.Event(), threading.Event()

    def wake(self) -> None:
        """Have `run` look into the outbox now; safe from any thread."""
        self._woken.set()

    def run(self, stopping: threading.Event) -> None:
        """Deliver until told to stop; what is being said then is said to its end, what else is claimed given back."""
        self._stopping = stopping
        while not stopping.is_set():
            self._woken.clear()
            if not self._delivered() and not stopping.is_set():
                self._woken.wait(LOOK)

    def _delivered(self) -> int:
        try:
            return self.deliver()
        except SQLAlchemyError:
            log.warning("the outbox is out of reach, and is looked at again", exc_info=True)
            return 0

    def deliver(self) -> int:
        """Say a handful of what is due in every workspace: how many were taken up, so that 0 says that none is left.

        Raises `sqlalchemy.exc.SQLAlchemyError` where the database is away; what was claimed then comes again.
        """
        if not self._started:
            self._remember_again()
        due = outbox_claims.list_workspaces_with_due_messages(self._engine, self._clock())
        taken = sum(self._deliver_to(self._workspace_of(each)) for each in due if not self._resting(each))
        for place in self._sweeper.due(self._clock()):
            self._sweeper.sweep(place, self._client(place.ws), self._clock())
        return taken

    def _remember_again(self) -> None:
        """Have swept what was said again before this sender began: whoever was to sweep it may be dead."""
        now = self._clock()
        for each in outbox_claims.list_workspaces_with_retries(self._engine, now - SWEPT_SINCE):
            ws = self._workspace_of(each)
            for channel, thread, since in outbox_claims.list_retried(ws, now - SWEPT_SINCE):
                self._sweeper.later(ws, channel, thread, since, now)
        self._started = True

    def _resting(self, workspace_id: str) -> bool:
        return self._stopping.is_set() or self._pauses.resting(workspace_id, self._clock())

    def _client(self, ws: Workspace) -> WebClient:
        return calls.single_tries(self._client_of(ws.id), min(LONGEST_CALL, CALLING * self._lease.total_seconds()))

    def _deliver_to(self, ws: Workspace) -> int:
        for channel in outbox_channels.list_backlogged_channels(ws, self._clock(), BACKLOG):
            carry = partial(_carry, self._folding(ws, self._clock()))
            carried = outbox_channels.combine_backlog(ws, channel, self._clock(), BACKLOG, carry)
            log.info("folded a backlog", extra={"workspace": ws.id, "channel": channel, "carried": carried})
        now = self._clock()
        batch = outbox_claims.claim(ws, self._claimant, now, self._lease, excluding=self._pauses.channels(ws.id, now))
        client = self._client(ws) if batch else None
        if client:
            past = SentMessages(client, batch)
            for claimed in batch:
                self._say(Turn(ws, client, past, claimed, self._clock, self._pauses))
        return len(batch)

    def _say(self, turn: Turn) -> None:
        """Say one saying, and note what became of it."""
        claimed = turn.claimed
        try:
            if self._resting(turn.ws.id):
                raise NotNow(self._clock())
            if direct := self._direct_channel(turn):
                self._redirect(turn, direct)
            else:
                self._note(turn, turn.act())
        except NotNow as later:
            outbox_claims.reschedule(turn.ws, claimed, later.until, None, attempts=claimed.attempts - 1)
        except Unreadable as unread:
            self._unread(turn, unread.failure)
        except FAILURES as error:
            self._failed(turn, failure_of(error))

    def _direct_channel(self, turn: Turn) -> str | None:
        """Where a person hears it; without leave to ask, Slack takes the person's own id, though for a post alone."""
        to = turn.claimed.channel
        return calls.direct_channel(turn.client, to) if to.startswith(("U", "W")) else None

    def _note(self, turn: Turn, delivered: Delivered) -> None:
        mine = outbox_claims.mark_sent(turn.ws, turn.claimed, delivered.ts, self._clock(), reposted=delivered.anew)
        log.info("said" if mine else "said, but somebody else had the claim by then", extra=_log_fields(turn))
        if turn.claimed.attempts > 1 or not mine:
            thread = turn.thread() if turn.claimed.act == REPLY else None
            self._sweeper.later(turn.ws, turn.claimed.channel, thread, turn.claimed.created_at, self._clock())

    def _unread(self, turn: Turn, failure: Failure) -> None:
        """The channel's history could not be read, so that nothing was said."""
        claimed, word = turn.claimed, failure.word
        if failure.kind is Kind.TOKEN and word != "missing_scope":
            self._rest(turn, failure)
        elif failure.kind in (Kind.LIMITED, Kind.UNSURE) and claimed.attempts < MOST_LOOKS:
            outbox_claims.reschedule(
                turn.ws, claimed, self._clock() + max(failure.pause, self._backing_off(claimed)), word
            )
        else:
            log.warning("uncertain whether it was said: the history cannot be read", extra=_log_fields(turn, word))
            outbox_claims.mark_uncertain(turn.ws, claimed, self._clock() + LATER, word)

    def _failed(self, turn: Turn, failure: Failure) -> None:
        """A call failed that was to say something."""
        log.warning("not said", extra=_log_fields(turn, failure.word))
        match failure.kind:
            case Kind.LIMITED:
                self._limit(turn, self._clock() + failure.pause, failure.word)
            case Kind.TOKEN:
                self._rest(turn, failure)
            case Kind.CHANNEL:
                self._leave(turn, failure.word)
            case Kind.UNSURE:
                until = max(turn.claimed.lease_until, self._clock() + self._backing_off(turn.claimed))
                outbox_claims.reschedule(turn.ws, turn.claimed, until, failure.word)
            case _:
                self._refused(turn, failure.word)

    def _limit(self, turn: Turn, until: datetime, word: str) -> None:
        """Leave a channel alone for as long as Slack asks; the workspace, where it asks it of a second channel."""
        ws, channel = turn.ws, turn.claimed.channel
        outbox_claims.reschedule(ws, turn.claimed, until, word, attempts=turn.claimed.attempts - 1)
        outbox_channels.defer_channel(ws, channel, until)
        other, still = self._limited.get(ws.id, (channel, until))
        if other != channel and still > self._clock():
            self._pauses.rest(ws.id, until)
        self._limited[ws.id] = channel, until

    def _rest(self, turn: Turn, failure: Failure) -> None:
        """Leave a workspace alone that takes nothing from us, and keep what waits."""
        now = self._clock()
        self._pauses.rest(turn.ws.id, now + REST)
        log.error("the workspace refuses our token", extra={"workspace": turn.ws.id, "error": failure.word})
        outbox_claims.reschedule(turn.ws, turn.claimed, now, failure.word, attempts=turn.claimed.attempts - 1)

    def _leave(self, turn: Turn, word: str) -> None:
        """Say it in another channel, or try this one later."""
        ws, claimed, now = turn.ws, turn.claimed, self._clock()
        to = self._troubled(ws, claimed.channel, word, now)
        if to and to != claimed.channel:
            self._redirect(turn, to)
            return
        outbox_claims.reschedule(ws, claimed, now + LATER, word, attempts=claimed.attempts - 1)
        outbox_channels.defer_channel(ws, claimed.channel, now + LATER)

    def _redirect(self, turn: Turn, to: str) -> None:
        outbox_claims.reschedule(turn.ws, turn.claimed, self._clock(), None, attempts=0)
        outbox_channels.redirect_channel(turn.ws, turn.claimed.channel, to)

    def _refused(self, turn: Turn, word: str) -> None:
        if turn.claimed.attempts < MOST_REFUSALS:
            outbox_claims.reschedule(turn.ws, turn.claimed, self._clock() + self._backing_off(turn.claimed), word)
            return
        log.error("never said: Slack refuses it", extra=_log_fields(turn, word))
        outbox_claims.mark_dead(turn.ws, turn.claimed, word, self._clock())

    def _backing_off(self, claimed: ClaimedMessage) -> timedelta:
        """A lease after the first try, twice as long after each one more."""
        leases: int = min(2 ** min(claimed.attempts - 1, 10), BACK_OFF)
        return self._lease * leases


def _carry(fold: Callable[[Sequence[str]], Message], texts: list[str]) -> tuple[str, Blocks]:
    message = fold(texts)
    return message.text, message.blocks


def _log_fields(turn: Turn, error: str | None = None) -> dict[str, object]:
    """What a line in the log says of a saying: everything but its words."""
    claimed = turn.claimed
    where = {"workspace": turn.ws.id, "channel": claimed.channel}
    what = {"key": claimed.key, "act": claimed.act, "attempts": claimed.attempts}
    return {**where, **what, **({"error": error} if error else {})}
