"""What already stands in a channel: looked up before anything is said that may have been said before."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.calls import EVENT, FAILURES, Failure, Kind, delete, failure_of
from storage.alerting import outbox
from storage.alerting.outbox_claims import ClaimedMessage
from storage.workspaces import Workspace

log = logging.getLogger(__name__)

PAGE: Final = 200
"""Messages asked for at once; Slack gives fewer to some apps."""

MARGIN: Final = timedelta(minutes=5)
"""How far Slack's clock may be from ours."""


class Unreadable(RuntimeError):
    """A channel's history could not be read, and so nobody knows what stands in it."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.word)
        self.failure = failure


class SentMessages:
    """The channels in which some of a batch may have been said; each is read once, and only if somebody asks."""

    def __init__(self, client: WebClient, batch: Iterable[ClaimedMessage]) -> None:
        self._client = client
        self._since: dict[str, datetime] = {}
        self._read: dict[tuple[str, str | None], dict[str, list[str]]] = {}
        for each in batch:
            self._since[each.channel] = min(each.created_at, self._since.get(each.channel, each.created_at))

    def find(self, channel: str, thread: str | None, key: str, besides: str = "") -> str | None:
        """Where the oldest message stands that bears the key, other than `besides`. Raises Unreadable."""
        place = channel, thread
        if place not in self._read:
            self._read[place] = standing(self._client, channel, thread, self._since[channel])
        return next((ts for ts in self._read[place].get(key, ()) if ts != besides), None)


def standing(client: WebClient, channel: str, thread: str | None, since: datetime) -> dict[str, list[str]]:
    """Where our messages stand by their keys, oldest first: those of a thread, or else of the channel.

    Raises Unreadable.
    """
    ts_by_key: defaultdict[str, set[str]] = defaultdict(set)
    try:
        for message in _messages(client, channel, thread, since):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == EVENT:
                ts_by_key[str(metadata.get("event_payload", {}).get("key"))].add(str(message["ts"]))
    except SlackApiError as refused:
        if thread and failure_of(refused).kind is Kind.GONE:
            return {}
        raise Unreadable(failure_of(refused)) from refused
    except FAILURES as failed:
        raise Unreadable(failure_of(failed)) from failed
    return {key: sorted(places, key=float) for key, places in ts_by_key.items()}


def _messages(client: WebClient, channel: str, thread: str | None, since: datetime) -> Iterable[dict[str, Any]]:
    """Every message since an instant, page by page."""
    arguments: dict[str, Any] = {"channel": channel, "limit": PAGE, "include_all_metadata": True}
    arguments["oldest"] = f"{(since - MARGIN).timestamp():.6f}"
    while True:
        page = (
            client.conversations_replies(ts=thread, **arguments)
            if thread
            else client.conversations_history(**arguments)
        )
        yield from page["messages"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
        arguments["cursor"] = cursor


@dataclass(frozen=True, slots=True)
class Swept:
    """A channel, or a thread in it, that may hold a second copy of what was said since an instant."""

    ws: Workspace
    channel: str
    thread: str | None
    since: datetime


class Sweeper:
    """Deletes second copies: a process that was frozen past its lease, between its last look and its post, leaves one.

    A place is swept a lease after something was said in it again, and once more much later.
    """

    def __init__(self, lease: timedelta) -> None:
        self._after = (lease, lease * 10)
        self._places: list[tuple[datetime, Swept]] = []

    def later(self, ws: Workspace, channel: str, thread: str | None, since: datetime, now: datetime) -> None:
        """Have a place swept in which something was said again that is as old as this."""
        known = {(each.ws.id, each.channel, each.thread) for _, each in self._places}
        if (ws.id, channel, thread) not in known:
            self._places += [(now + after, Swept(ws, channel, thread, since)) for after in self._after]

    def due(self, now: datetime) -> list[Swept]:
        """The places to be swept now, each told once."""
        due = [place for when, place in self._places if when <= now]
        self._places = [(when, place) for when, place in self._places if when > now]
        return due

    def sweep(self, place: Swept, client: WebClient, now: datetime) -> None:
        """Delete every copy but the one that counts; where that cannot be done now, a lease later."""
        try:
            standing_now = standing(client, place.channel, place.thread, place.since)
            twice = {key: copies for key, copies in standing_now.items() if len(copies) > 1}
            unsaid = [key for key, copies in twice.items() if not _keep_one(place, client, key, copies)]
        except (Unreadable, *FAILURES) as error:
            log.warning("not swept", extra=_where(place) | {"error": type(error).__name__})
            return
        if unsaid:
            self._places.append((now + self._after[0], place))


def _keep_one(place: Swept, client: WebClient, key: str, copies: list[str]) -> bool:
    """Delete all copies but the one that the outbox knows: False where it knows none of them yet."""
    counts = outbox.get_location(place.ws, key)
    if counts is None or counts.ts not in copies:
        return False
    for ts in copies:
        if ts != counts.ts:
            delete(client, place.channel, ts)
            log.warning("deleted a second copy", extra=_where(place) | {"key": key})
    return True


def _where(place: Swept) -> dict[str, object]:
    return {"workspace": place.ws.id, "channel": place.channel}
