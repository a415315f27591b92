"""A stand-in for Slack that keeps messages with their metadata, and fails on purpose: every fault is counted."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any
from urllib.parse import parse_qsl

Message = dict[str, Any]
Answer = tuple[int, Message, dict[str, str]]

LIMITED, FAILED_BEFORE, FAILED_AFTER = "429", "500 before", "500 after"
HANGING, CUT_BEFORE, CUT_AFTER = "hang after", "cut before", "cut after"
ANYWHERE = (LIMITED, FAILED_BEFORE, CUT_BEFORE)
"""The faults that a question can meet too; the others come after something was accepted."""

PAGE = 50


class StandIn:
    """Slack's part of the state: what stands in the channels, and what was asked.

    `faults` are chances by their name. `refusals` answer a method, or a method in a channel ("chat.update C1"), with
    an error each time. Blocks of a type that is among `unknown_blocks` are invalid, and with `gone_threads` no thread
    is there to be replied to.
    """

    def __init__(self, faults: Mapping[str, float] | None = None, seed: int = 0, hang: float = 1.0) -> None:
        self.faults = dict(faults or {})
        self.injected: Counter[str] = Counter()
        self.channels: dict[str, list[Message]] = {}
        self.asked: list[tuple[str, Message]] = []
        self.refusals: dict[str, str] = {}
        self.unknown_blocks: set[str] = set()
        self.gone_threads = False
        self.clock: Callable[[], float] = time.time
        self.hang = hang
        self.pause = "0.2"
        self.address = ""
        self._random, self._lock, self._last = Random(seed), threading.Lock(), 0.0  # noqa: S311

    def standing(self) -> Iterator[Message]:
        """Every message that stands anywhere."""
        for messages in list(self.channels.values()):
            yield from list(messages)

    def texts(self, channel: str) -> list[str]:
        """What a channel says, oldest first."""
        return [message["text"] for message in self.channels.get(channel, [])]

    def calls(self, method: str) -> list[Message]:
        """The arguments with which a method was called."""
        return [arguments for name, arguments in self.asked if name == method]

    def answer(self, method: str, arguments: Message) -> tuple[Answer | None, bool]:
        """What is answered, None for a cut line; and whether to keep the caller waiting first."""
        with self._lock:
            self.asked.append((method, arguments))
            fault = self._fault(method)
            if fault == LIMITED:
                return (429, {"ok": False, "error": "ratelimited"}, {"Retry-After": self.pause}), False
            if fault == FAILED_BEFORE:
                return (500, {}, {}), False
            if fault == CUT_BEFORE:
                return None, False
            answer = self._accept(method, arguments)
        if fault == FAILED_AFTER:
            return (500, {}, {}), False
        return (None if fault == CUT_AFTER else (200, answer, {})), fault == HANGING

    def _fault(self, method: str) -> str | None:
        drawn = self._random.random()
        for fault, chance in self.faults.items():
            drawn -= chance
            if drawn < 0:
                if fault not in ANYWHERE and method.startswith("conversations."):
                    return None
                self.injected[fault] += 1
                return fault
        return None

    def _accept(self, method: str, arguments: Message) -> Message:
        for which in (f"{method} {arguments.get('channel')}", method):
            if error := self.refusals.get(which):
                return {"ok": False, "error": error}
        if self.unknown_blocks & {block["type"] for block in arguments.get("blocks") or ()}:
            return {"ok": False, "error": "invalid_blocks"}
        return {"ok": True, **METHODS[method](self, arguments)}

    def _post(self, arguments: Message) -> Message:
        if self.gone_threads and "thread_ts" in arguments:
            return {"ok": False, "error": "thread_not_found"}
        self._last = max(self.clock(), self._last + 0.000001)
        message = {**arguments, "ts": f"{self._last:.6f}"}
        self.channels.setdefault(arguments["channel"], []).append(message)
        return {"channel": arguments["channel"], "ts": message["ts"]}

    def _held(self, arguments: Message) -> Message | None:
        held = self.channels.get(arguments["channel"], [])
        return next((message for message in held if message["ts"] == arguments["ts"]), None)

    def _update(self, arguments: Message) -> Message:
        if (message := self._held(arguments)) is None:
            return {"ok": False, "error": "message_not_found"}
        message.pop("blocks", None)
        message.update(arguments)
        return {"ts": arguments["ts"]}

    def _delete(self, arguments: Message) -> Message:
        if (message := self._held(arguments)) is None:
            return {"ok": False, "error": "message_not_found"}
        self.channels[arguments["channel"]].remove(message)
        return {}

    def _history(self, arguments: Message) -> Message:
        since, thread, start = float(arguments["oldest"]), arguments.get("ts"), int(arguments.get("cursor") or 0)
        held = [
            message if arguments.get("include_all_metadata") == "1" else message | {"metadata": None}
            for message in reversed(self.channels.get(arguments["channel"], []))
            if float(message["ts"]) >= since and message.get("thread_ts") == thread
        ]
        cursor = str(start + PAGE) if start + PAGE < len(held) else ""
        return {"messages": held[start : start + PAGE], "response_metadata": {"next_cursor": cursor}}

    def _open(self, arguments: Message) -> Message:
        return {"channel": {"id": "D" + arguments["users"].partition(",")[0][1:]}}


METHODS: dict[str, Callable[[StandIn, Message], Message]] = {
    "chat.postMessage": StandIn._post,
    "chat.update": StandIn._update,
    "chat.delete": StandIn._delete,
    "conversations.history": StandIn._history,
    "conversations.replies": StandIn._history,
    "conversations.open": StandIn._open,
}


class Server(ThreadingHTTPServer):
    request_queue_size = 128

    def __init__(self, slack: StandIn) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.slack = slack

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a caller who hung up, or was killed."""


class Door(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        if self.headers.get("content-type", "").startswith("application/json"):
            arguments = json.loads(body)
        else:
            arguments = dict(parse_qsl(body))
        answer, waits = self.server.slack.answer(self.path.rpartition("/")[2], arguments)
        if waits:
            time.sleep(self.server.slack.hang)
        if answer is not None:
            self._say(*answer)

    def _say(self, status: int, told: Message, headers: dict[str, str]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Type": "application/json", "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def listening(slack: StandIn) -> Iterator[StandIn]:
    """The stand-in at an address on the loopback interface."""
    with Server(slack) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        slack.address = f"http://127.0.0.1:{server.server_address[1]}/api/"
        try:
            yield slack
        finally:
            server.shutdown()
            thread.join()
