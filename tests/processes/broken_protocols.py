"""Protocols that look as if they delivered once, and do not: the harness must find every one of them out."""

from collections.abc import Callable

from slack_sdk.errors import SlackApiError
from sqlalchemy import text

from bot.slack import calls
from bot.slack.delivery import attempt
from bot.slack.delivery.duplicates import SentMessages, Sweeper
from tests.processes.storm_worker import Means, Protocol, ours

NEXT = text("SELECT id, key, channel, text FROM outbox WHERE state = 'waiting' AND act = 'post' ORDER BY id LIMIT 5")
MARK = text("UPDATE outbox SET state = 'sent' WHERE id = :id AND state = 'waiting'")


def post_then_mark(means: Means) -> Callable[[], int]:
    """Whoever dies between the two says it again."""
    return lambda: sum(_post(means, row) and _mark(means, row) for row in _next(means))


def flag_first(means: Means) -> Callable[[], int]:
    """Whoever dies between the two never says it."""
    return lambda: sum(_mark(means, row) and _post(means, row) for row in _next(means))


def without_looking(means: Means) -> Callable[[], int]:
    """The real sender, which says again whatever somebody left behind."""
    SentMessages.find = lambda *_, **__: None  # type: ignore[method-assign]
    Sweeper.sweep = lambda *_: None  # type: ignore[method-assign]
    return ours(means)


def with_retries(means: Means) -> Callable[[], int]:
    """The real sender, with the SDK's own retries."""
    calls.single_tries = lambda client, _timeout: client
    return ours(means)


def without_age(means: Means) -> Callable[[], int]:
    """The real sender, which posts however old its claim is, and sweeps nothing."""
    attempt.STARTING = 1_000_000  # type: ignore[misc]
    Sweeper.sweep = lambda *_: None  # type: ignore[method-assign]
    return ours(means)


def _next(means: Means) -> list[dict[str, str]]:
    with means.engine.connect() as connection:
        return [dict(row) for row in connection.execute(NEXT).mappings()]


def _mark(means: Means, row: dict[str, str]) -> bool:
    with means.engine.begin() as connection:
        return connection.execute(MARK, {"id": row["id"]}).rowcount == 1


def _post(means: Means, row: dict[str, str]) -> bool:
    client = calls.single_tries(means.client(), 0.6 * means.lease.total_seconds())
    try:
        calls.post(client, row["channel"], row["text"], (), row["key"], None, broadcast=False)
    except (SlackApiError, OSError):
        return False
    return True


PROTOCOLS: dict[str, Protocol] = {
    "ours": ours,
    "post then mark": post_then_mark,
    "flag first": flag_first,
    "outbox without reconciliation": without_looking,
    "SDK retries on": with_retries,
    "no look at the age of a claim": without_age,
}
