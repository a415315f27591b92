"""How one claimed saying is said: posted, edited, replied or taken back; never late, and never twice knowingly."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack import calls
from bot.slack.calls import Blocks, Kind, failure_of, with_fewer_blocks
from bot.slack.delivery.duplicates import SentMessages
from storage.alerting.outbox import EDIT, POST, REMOVE
from storage.alerting.outbox_claims import ClaimedMessage
from storage.workspaces import Workspace

STARTING: Final = 0.3
"""The part of a lease within which a call may start; whoever was frozen for longer says nothing."""


class NotNow(RuntimeError):
    """Nothing was said, and nothing may be said before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("not now")
        self.until = until


class Pauses:
    """Whom one sender leaves alone, and how long: channels for its pace, workspaces for their refusals."""

    def __init__(self, pace: timedelta) -> None:
        self._pace = pace
        self._channels: dict[tuple[str, str], datetime] = {}
        self._workspaces: dict[str, datetime] = {}

    def take(self, workspace_id: str, channel: str, now: datetime) -> None:
        """Take the channel's next post. Raises NotNow where the last one was a moment ago."""
        ready = self._channels.get((workspace_id, channel), now)
        if ready > now:
            raise NotNow(ready)
        self._channels[workspace_id, channel] = now + self._pace

    def channels(self, workspace_id: str, now: datetime) -> list[str]:
        """The channels that cannot have another post now."""
        self._channels = {place: ready for place, ready in self._channels.items() if ready > now}
        return [channel for workspace, channel in self._channels if workspace == workspace_id]

    def rest(self, workspace_id: str, until: datetime) -> None:
        """Leave a workspace alone."""
        self._workspaces[workspace_id] = until

    def resting(self, workspace_id: str, now: datetime) -> bool:
        """Whether a workspace is left alone."""
        return self._workspaces.get(workspace_id, now) > now


class Delivered(NamedTuple):
    """Where something stands now, if it has a place; `anew` says that an edit had to post its words."""

    ts: str | None
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One saying, where it is to be said, and what is known of the channels it is said in."""

    ws: Workspace
    client: WebClient
    past: SentMessages
    claimed: ClaimedMessage
    clock: Callable[[], datetime]
    pauses: Pauses

    def act(self) -> Delivered:
        """Say it. Raises NotNow, Unreadable, or what a call to Slack raises."""
        match self.claimed.act:
            case act if act == POST:
                return self._once(self.claimed.key, None)
            case act if act == EDIT:
                return self._edit()
            case act if act == REMOVE:
                return self._remove()
        return self._reply()

    def thread(self) -> str | None:
        """The thread that a reply goes into; None where its post stands in no channel or in another one."""
        there = self.claimed.target
        return there.ts if there and there.channel == self.claimed.channel else None

    def _once(self, key: str, thread: str | None) -> Delivered:
        """Post under a key, unless an earlier try did."""
        if ts := self._find(key, thread):
            return Delivered(ts)
        self._take_pace()
        return self._post(key, thread)

    def _take_pace(self) -> None:
        self.pauses.take(self.ws.id, self.claimed.channel, self.clock())

    def _find(self, key: str, thread: str | None, besides: str = "") -> str | None:
        if self.claimed.attempts == 1:
            return None
        return self.past.find(self.claimed.channel, thread, key, besides)

    def _post(self, key: str, thread: str | None) -> Delivered:
        claimed = self.claimed

        def call(blocks: Blocks) -> str:
            self._in_time()
            broadcast = bool(thread) and claimed.broadcast
            return calls.post(self.client, claimed.channel, claimed.text, blocks, key, thread, broadcast=broadcast)

        return Delivered(with_fewer_blocks(claimed.blocks, call))

    def _reply(self) -> Delivered:
        thread = self.thread()
        try:
            return self._once(self.claimed.key, thread)
        except SlackApiError as refused:
            if thread is None or failure_of(refused).kind is not Kind.GONE:
                raise
        return self._post(self.claimed.key, None)

    def _edit(self) -> Delivered:
        """Change the message, or post it anew where it is gone or its words stand among others."""
        stands = None if self.claimed.target_folded else self.thread()
        if stands and self._changed(stands):
            return Delivered(stands)
        duplicate = self._find(self.claimed.about, None, besides=stands or "")
        if duplicate and self._changed(duplicate):
            return Delivered(duplicate, anew=True)
        self._take_pace()
        return self._post(self.claimed.about, None)._replace(anew=True)

    def _changed(self, ts: str) -> bool:
        claimed = self.claimed

        def call(blocks: Blocks) -> None:
            self._in_time()
            calls.edit(self.client, claimed.channel, ts, claimed.text, blocks, claimed.about)

        return self._there(lambda: with_fewer_blocks(claimed.blocks, call))

    def _remove(self) -> Delivered:
        there = self.claimed.target
        if there and not self.claimed.target_folded:
            self._in_time()
            self._there(lambda: calls.delete(self.client, there.channel, there.ts))
        return Delivered(None)

    def _there(self, call: Callable[[], None]) -> bool:
        """Make a call about a message: whether the message is there."""
        try:
            call()
        except SlackApiError as refused:
            if failure_of(refused).kind is not Kind.GONE:
                raise
            return False
        return True

    def _in_time(self) -> None:
        """Raises NotNow where the claim is so old that somebody else may soon have it."""
        now, claimed = self.clock(), self.claimed
        if now - claimed.claimed_at > STARTING * (claimed.lease_until - claimed.claimed_at):
            raise NotNow(now)
