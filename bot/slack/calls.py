"""The calls to Slack that say something, each made once, and what a call that failed means for what it was to say."""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from http.client import HTTPException
from typing import Any, Final, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack.blocks import Block

EVENT: Final = "headroom_saying"
"""The type of the metadata in which a message bears its key."""

FAILURES: Final = (SlackClientError, OSError, HTTPException, UnicodeError)
"""What a call raises that failed."""

CHART: Final = "data_visualization"
"""The type of the blocks that not every Slack takes."""

LONGEST_PAUSE: Final = timedelta(hours=1)

ClientOf = Callable[[str], WebClient]
"""From a workspace's id to the client that calls Slack with its token."""

Blocks = tuple[Block, ...]
Said = TypeVar("Said")


class Kind(Enum):
    """What a failure means: whether Slack may have taken the message, and whom it concerns."""

    UNSURE = auto()  # Slack may have taken it
    LIMITED = auto()  # too much at once, and so not taken
    TOKEN = auto()  # nothing is taken from us in this workspace
    CHANNEL = auto()  # nothing is taken from us in this channel
    GONE = auto()  # the message that it is about is not there to be changed
    BLOCKS = auto()  # not with these blocks
    OTHER = auto()  # refused, for a reason that we have no answer to


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call failed: `word` is Slack's own for it, or the kind of the error; `pause` is what Slack asks for."""

    kind: Kind
    word: str
    pause: timedelta = timedelta(seconds=1)


_WORDS: Final = {
    Kind.LIMITED: "ratelimited rate_limited message_limit_exceeded",
    Kind.TOKEN: "invalid_auth not_authed token_revoked token_expired account_inactive missing_scope no_permission "
    "access_denied not_allowed_token_type org_login_required ekm_access_denied team_access_not_granted "
    "enterprise_is_restricted accesslimited team_not_found",
    Kind.CHANNEL: "channel_not_found is_archived not_in_channel is_inactive channel_type_not_supported user_not_found "
    "kicked_from_channel user_disabled users_not_found cannot_dm_bot messages_tab_disabled restricted_action "
    "restricted_action_read_only_channel restricted_action_thread_only_channel posting_to_general_channel_denied "
    "restricted_action_non_threadable_channel restricted_action_thread_locked channel_is_limited_access",
    Kind.GONE: "message_not_found thread_not_found cant_update_message cant_delete_message edit_window_closed",
    Kind.BLOCKS: "invalid_blocks invalid_blocks_format msg_blocks_too_long",
    Kind.UNSURE: "fatal_error internal_error service_unavailable request_timeout",
}
_KINDS: Final = {word: kind for kind, words in _WORDS.items() for word in words.split()}


def failure_of(error: BaseException) -> Failure:
    """What an error of a call means. What is no plain refusal by Slack is unsure: a proxy's page, a cut line."""
    if not isinstance(error, SlackApiError):
        return Failure(Kind.UNSURE, type(error).__name__)
    status, word = error.response.status_code, str(error.response.get("error") or "")
    if status == 429:
        return Failure(Kind.LIMITED, "ratelimited", _pause(error.response.headers))
    if status != 200 or not word.replace("_", "").isalnum():
        return Failure(Kind.UNSURE, f"HTTP {status}")
    return Failure(_KINDS.get(word, Kind.OTHER), word)


def _pause(headers: Any) -> timedelta:
    """What `Retry-After` asks for; a second where it says nothing that we understand."""
    retry_after = str(headers.get("Retry-After") or headers.get("retry-after") or "")
    seconds = float(retry_after) if retry_after.replace(".", "", 1).isdecimal() else 1.0
    return min(timedelta(seconds=seconds), LONGEST_PAUSE)


def single_tries(client: WebClient, timeout: float) -> WebClient:
    """The client with a time-out in seconds and without retries: the SDK's own say a message twice."""
    alone = copy(client)
    alone.retry_handlers = []
    alone.timeout = timeout  # type: ignore[assignment]
    return alone


def post(
    client: WebClient, channel: str, text: str, blocks: Blocks, key: str, thread: str | None, *, broadcast: bool
) -> str:
    """Post a message that bears its key, in a thread if one is named: where Slack put it."""
    response = client.chat_postMessage(
        channel=channel,
        text=text,
        blocks=list(blocks) or None,
        metadata=_bearing(key),
        thread_ts=thread,
        reply_broadcast=broadcast or None,
        unfurl_links=False,
        unfurl_media=False,
    )
    return str(response["ts"])


def edit(client: WebClient, channel: str, ts: str, text: str, blocks: Blocks, key: str) -> None:
    """Change a message, which goes on bearing its key."""
    client.chat_update(channel=channel, ts=ts, text=text, blocks=list(blocks) or None, metadata=_bearing(key))


def delete(client: WebClient, channel: str, ts: str) -> None:
    """Take a message back."""
    client.chat_delete(channel=channel, ts=ts)


def direct_channel(client: WebClient, user: str) -> str | None:
    """The channel of direct messages to a person, where they can be found and changed; None where we may not ask."""
    try:
        return str(client.conversations_open(users=[user])["channel"]["id"])
    except SlackApiError as refused:
        if failure_of(refused).word != "missing_scope":
            raise
    return None


def _bearing(key: str) -> dict[str, Any]:
    return {"event_type": EVENT, "event_payload": {"key": key}}


def with_fewer_blocks(blocks: Blocks, call: Callable[[Blocks], Said]) -> Said:
    """Call with the blocks; where Slack refuses them, without charts, and at last without any."""
    for fewer in _fewer(blocks):
        try:
            return call(fewer)
        except SlackApiError as refused:
            if failure_of(refused).kind is not Kind.BLOCKS:
                raise
    return call(())


def _fewer(blocks: Blocks) -> Iterator[Blocks]:
    if blocks:
        yield blocks
    without_charts = tuple(block for block in blocks if block.get("type") != CHART)
    if without_charts and without_charts != blocks:
        yield without_charts
