"""A file comes from Slack: asked for by its id, streamed to the disk, and from nowhere but where Slack keeps files.

The token goes with it, so that it goes to no other place: an address elsewhere is not called, and nobody is followed
anywhere. Without the scope Slack sends no refusal but its sign-in page, which is told from a file.
"""

import time
from collections.abc import Callable, Collection
from http.client import HTTPResponse
from typing import BinaryIO, Final
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.reports.parsing.report import Unreadable
from bot.slack.calls import failure_of
from bot.slack.files import SlackFile

MOST: Final = 15_000_000
"""Bytes of a dropped file: about 50,000 returns, which hold a SQLite database for two seconds when they are stored.

Whoever writes something beside that waits, and Slack waits for three. `headroom import` takes more, at a chosen hour.
"""

CHUNK: Final = 65_536
SILENCE, LONGEST = 5.0, 120.0
"""Seconds that Slack may be silent for, and that a file may take altogether."""

MAY_NOT: Final = ("missing_scope", "not_allowed_token_type", "no_permission")
GONE: Final = ("file_not_found", "file_deleted", "access_denied")

Look = Callable[[], None]
"""Raises where it is time to stop."""


class _Unmoved(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Go nowhere else."""


_opener = build_opener(_Unmoved)


def places(api_url: str) -> frozenset[str]:
    """Where files may be: beside the Web API, and on the host for files of its domain (`https://files.slack.com`)."""
    api = urlsplit(api_url)
    domain = (api.hostname or "").removeprefix("www.")
    return frozenset((f"{api.scheme}://{api.netloc}", f"https://files.{domain}"))


def described(client: WebClient, file_id: str) -> SlackFile:
    """What Slack tells of a file. Raises Unreadable where it never will, else what a call raises that failed."""
    try:
        return SlackFile.model_validate(client.files_info(file=file_id)["file"])
    except SlackApiError as refused:
        word = failure_of(refused).word
        if word in MAY_NOT:
            raise Unreadable("dropped.refuse.may_not") from refused
        if word in GONE:
            raise Unreadable("dropped.refuse.gone") from refused
        raise


def fetch(file: SlackFile, client: WebClient, into: BinaryIO, look: Look) -> None:
    """Write a file of Slack's into an open one.

    Raises Unreadable where that cannot be, OSError or HTTPException where it may be another time.
    """
    if (file.size or 0) > MOST:
        raise too_large(file.size or 0)
    url = file.url_private_download or file.url_private or ""
    if not _is_in(url, places(client.base_url)):
        raise Unreadable("dropped.refuse.elsewhere")
    headers = {"Authorization": f"Bearer {client.token}"}
    try:
        asked = Request(quote(url, safe=":/?#[]@!$&'()*+,;=%~"), headers=headers)  # noqa: S310 one of our places
        with _opener.open(asked, timeout=SILENCE) as answer:
            if answer.headers.get_content_type() == "text/html" and not file.is_web_page:
                raise Unreadable("dropped.refuse.may_not")
            _pour(answer, into, look)
    except HTTPError as refused:
        refused.close()
        raise _meaning(refused) from refused
    if _begins_a_page(into) and not file.is_web_page:
        raise Unreadable("dropped.refuse.may_not")


def too_large(size: int) -> Unreadable:
    """A file of so many bytes is not taken."""
    return Unreadable("dropped.refuse.size", size=-(-size // 1_000_000), limit=MOST // 1_000_000)


def _is_in(url: str, allowed: Collection[str]) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" in allowed


def _pour(answer: HTTPResponse, into: BinaryIO, look: Look) -> None:
    """Stream it, and see to it that all of it came."""
    until, told = time.monotonic() + LONGEST, answer.headers.get("content-length")
    while chunk := answer.read1(CHUNK):
        into.write(chunk)
        if into.tell() > MOST:
            raise too_large(into.tell())
        if time.monotonic() > until:
            raise TimeoutError("the file takes too long")
        look()
    if told is not None and into.tell() != int(told):
        raise ConnectionError("the file was cut off")


def _meaning(refused: HTTPError) -> Unreadable | HTTPError:
    """What Slack's status means: a redirection leads to the sign-in page."""
    if refused.code in (404, 410):
        return Unreadable("dropped.refuse.gone")
    return Unreadable("dropped.refuse.may_not") if refused.code < 400 or refused.code in (401, 403) else refused


def _begins_a_page(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(CHUNK).lstrip().lower().startswith((b"<!doctype html", b"<html"))
