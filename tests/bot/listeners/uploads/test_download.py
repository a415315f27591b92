"""How a file comes from Slack: from where it may, whole or not at all, and with little memory."""

import io
import threading
import tracemalloc
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.entrypoints.local.emulator.http import slack_server
from bot.entrypoints.local.emulator.limits import Refused
from bot.entrypoints.local.emulator.slack import Slack
from bot.listeners.uploads import download
from bot.listeners.uploads.download import described, fetch, places
from bot.reports.parsing.report import Unreadable
from bot.slack.files import SlackFile
from tests.fakes.file_host import FileHost, hands_out, open_file_host, points_to

TOKEN = "xoxb-of-the-tests"
SIGN_IN = b"\n<!DOCTYPE html><html><title>Sign in</title></html>"


@pytest.fixture(scope="module")
def host() -> Iterator[FileHost]:
    with open_file_host() as host:
        yield host


@pytest.fixture(autouse=True)
def fresh(host: FileHost) -> None:
    host.answer = hands_out(b"hello")
    host.tokens.clear()


def nothing() -> None:
    """Nobody stops."""


def fetched(host: FileHost, url: str = "", look=nothing, **about: object) -> bytes:
    """What is written of a file that Slack says is there."""
    client = WebClient(TOKEN, base_url=f"{host.address}/api/")
    into = io.BytesIO()
    fetch(SlackFile(id="F1", url_private_download=url or f"{host.address}/f", **about), client, into, look)
    return into.getvalue()


def refusal(*about: object, **more: object) -> str:
    with pytest.raises(Unreadable) as refused:
        fetched(*about, **more)
    return refused.value.key.rpartition(".")[2]


def test_a_file_comes_as_it_is_and_the_token_goes_with_the_question(host):
    assert fetched(host) == b"hello"
    assert host.tokens == [f"Bearer {TOKEN}"]


def test_a_name_in_other_letters_is_no_trouble(host):
    assert fetched(host, f"{host.address}/files/gelöscht – 100%25.csv") == b"hello"


def test_slacks_files_are_on_its_host_for_files_and_beside_its_api():
    assert places("https://slack.com/api/") == {"https://slack.com", "https://files.slack.com"}
    assert places("https://www.slack.com/api/") == {"https://www.slack.com", "https://files.slack.com"}
    assert places("http://127.0.0.1:8/api/") == {"http://127.0.0.1:8", "https://files.127.0.0.1"}


ELSEWHERE = [
    "",
    "file:///etc/passwd",
    "http://127.0.0.1:{port}@elsewhere.example/f",
    "http://elsewhere.example:{port}/f",
    "https://127.0.0.1:{port}/f",
    "http://127.0.0.1:{port}.elsewhere.example/f",
    "http://[127.0.0.1/f",
    "//127.0.0.1:{port}/f",
    "https://files.slack.com.elsewhere.example/f",
]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_a_file_that_is_elsewhere_is_not_asked_for(host, url):
    file = SlackFile(id="F1", url_private_download=url.format(port=host.server_port))
    with pytest.raises(Unreadable, match="elsewhere"):
        fetch(file, WebClient(TOKEN, base_url=f"{host.address}/api/"), io.BytesIO(), nothing)
    assert host.tokens == []


def test_nobody_is_followed_to_another_place(host):
    with open_file_host() as other:
        host.answer = points_to(f"{other.address}/f")
        assert refusal(host) == "may_not"
        assert other.tokens == []
    assert len(host.tokens) == 1


ANSWERS = {
    "a sign-in page by its type": (hands_out(b"please sign in", "text/html; charset=utf-8"), "may_not"),
    "a sign-in page by what it is": (hands_out(SIGN_IN, "text/plain"), "may_not"),
    "401": (hands_out(b"", status=401), "may_not"),
    "403": (hands_out(b"", status=403), "may_not"),
    "404": (hands_out(b"", status=404), "gone"),
    "410": (hands_out(b"", status=410), "gone"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_is_no_file_is_told_from_one(host, name):
    host.answer, why = ANSWERS[name]
    assert refusal(host) == why


def test_a_web_page_that_somebody_dropped_is_a_file(host):
    host.answer = hands_out(SIGN_IN, "text/html")
    assert fetched(host, mimetype="text/html") == SIGN_IN


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_trouble_that_passes_may_be_tried_again(host, status):
    host.answer = hands_out(b"", status=status)
    with pytest.raises(OSError, match=str(status)):
        fetched(host)


def test_a_file_that_was_cut_on_the_way_is_none(host):
    host.answer = hands_out(b"order-id,", length=1_000)
    with pytest.raises(OSError, match="cut off"):
        fetched(host)


def test_a_file_that_slack_says_is_too_large_is_not_asked_for(host):
    assert refusal(host, size=download.MOST + 1) == "size"
    assert host.tokens == []


def test_a_file_that_turns_out_too_large_is_left(host, monkeypatch):
    monkeypatch.setattr(download, "MOST", 100_000)
    host.answer = hands_out(bytes(1_000_000))
    assert refusal(host, size=10) == "size"


def test_a_file_that_drips_is_given_up(host, monkeypatch):
    monkeypatch.setattr(download, "LONGEST", 0.05)
    given_up = threading.Event()

    def drip(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.send_header("content-length", "1000")
        to.end_headers()
        while not given_up.wait(0.01):
            to.wfile.write(b".")

    host.answer = drip
    with pytest.raises(TimeoutError, match="too long"):
        fetched(host)
    given_up.set()


def test_slack_that_says_nothing_is_given_up(host, monkeypatch):
    monkeypatch.setattr(download, "SILENCE", 0.05)
    answered = threading.Event()

    def say_nothing(to: BaseHTTPRequestHandler) -> None:
        answered.wait(5)
        to.close_connection = True

    host.answer = say_nothing
    with pytest.raises(OSError, match="timed out"):
        fetched(host)
    answered.set()


def test_a_download_can_be_stopped(host):
    def stop() -> None:
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        fetched(host, look=stop)


def test_ten_megabytes_go_to_the_disk_and_not_into_memory(host, tmp_path):
    host.answer = hands_out(bytes(10_000_000))
    client = WebClient(TOKEN, base_url=f"{host.address}/api/")
    file = SlackFile(id="F1", url_private=f"{host.address}/f")
    with (tmp_path / "held").open("w+b") as held:
        fetched(host)  # what is imported for the first one is not counted
        tracemalloc.start()
        fetch(file, client, held, nothing)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert held.seek(0, 2) == 10_000_000
    assert most < 1_000_000


@pytest.mark.parametrize(("word", "why"), [("missing_scope", "may_not"), ("file_deleted", "gone")])
def test_slacks_own_word_says_why_a_file_is_not_had(word, why):
    slack = Slack()

    def refuse(*_: object) -> None:
        raise Refused(word, "of the tests")

    slack.call = refuse
    with slack_server(slack) as address, pytest.raises(Unreadable, match=why):
        described(WebClient(TOKEN, base_url=f"{address}/api/"), "F1")


def test_trouble_of_slacks_own_may_be_tried_again():
    slack = Slack()
    slack.call = lambda *_: {"ok": False, "error": "internal_error"}
    with slack_server(slack) as address, pytest.raises(SlackApiError):
        described(WebClient(TOKEN, base_url=f"{address}/api/"), "F1")
