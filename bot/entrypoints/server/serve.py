"""Serving Slack: Socket Mode for one workspace without a public address, or HTTP behind a real server."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from ipaddress import ip_address
from typing import Final

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from sqlalchemy import Engine

from bot.assistant.assistant import Clock
from bot.config import Settings
from bot.entrypoints.server.amazon_worker import reports_coming
from bot.entrypoints.server.app import build_app, known_to_slack
from bot.entrypoints.server.composition import composed, one_client
from bot.entrypoints.server.health import Ops
from bot.entrypoints.server.http import HttpServer
from bot.entrypoints.server.logs import write_logs
from bot.entrypoints.server.routes import EVENTS, Answer, SlackEvents
from bot.entrypoints.server.signals import on_signal
from bot.slack.requests import Headers, dispatch_signed
from bot.slack.responses import TIMEOUT

log = logging.getLogger(__name__)

LOOK: Final = "`headroom doctor` says more."

THREADS: Final = 8
"""How many requests over HTTP are answered at once."""


class CountingSocketHandler(SocketModeHandler):
    """Bolt at a Socket Mode connection, with every request counted."""

    def __init__(self, app: App, app_token: str, client: WebClient, ops: Ops) -> None:
        super().__init__(app, app_token, web_client=client)
        self._ops = ops

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Answer one request, and count it."""
        with self._ops.metrics.seconds.time():
            super().handle(client, req)

    def finish(self) -> None:
        """Answer what has arrived while the connection is still open, then close it."""
        client = self.client
        client.closed = True
        client.message_processor.shutdown()  # type: ignore[no-untyped-call]
        while not client.message_queue.empty():
            client.process_message()  # type: ignore[no-untyped-call]
        client.message_workers.shutdown()
        self.close()  # type: ignore[no-untyped-call]


def serve(engine: Engine, settings: Settings, clock: Clock) -> None:
    """Serve Slack as the settings say until told to stop. Raises ValueError where that cannot begin."""
    write_logs(sys.stderr)
    ops = Ops(engine)
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else "socket-mode"
    client = WebClient(token, base_url=settings.slack_api_url, timeout=TIMEOUT)
    authorize, client_of = known_to_slack(client), one_client(client)
    _ask_once(authorize)
    with (
        composed(engine, clock, heard=ops.count_answer, failed=ops.metrics.failures.inc) as parts,
        parts.at_work(client_of),
        reports_coming(engine, settings, clock, parts.scheduler),
    ):
        ops.watch(parts.assistant)
        app = build_app(parts.assistant, secret, authorize, client_of)
        if settings.slack_app_token:
            with _ops_server(ops, settings):
                serve_socket(app, settings.slack_app_token.get_secret_value(), client, ops)
        else:
            serve_http(app, secret, settings.host, settings.port or 0, ops)
    log.info("stopped")


def serve_http(app: App, signing_secret: str, host: str, port: int, ops: Ops | None = None) -> None:
    """Serve over HTTP until told to stop, then answer what was asked. `ops` counts, and has its pages beside."""
    answer: Answer = partial(dispatch_signed, app, SignatureVerifier(signing_secret))
    with ThreadPoolExecutor(THREADS, "slack") as threads:
        events = SlackEvents(counting(answer, ops) if ops else answer, threads)
        server = HttpServer({EVENTS: events, **(ops.routes() if ops else {})}, host, port)
        on_signal(server.stop)
        _say("serving Slack over HTTP", server, EVENTS)
        server.run()


def counting(answer: Answer, ops: Ops) -> Answer:
    """Answer, and count every request."""

    def count(body: str, headers: Headers) -> BoltResponse:
        with ops.metrics.seconds.time():
            response = answer(body, headers)
        if response.status == 401:
            ops.unsigned()
        return response

    return count


def serve_socket(app: App, app_token: str, client: WebClient, ops: Ops) -> None:
    """Serve over Socket Mode until told to stop, then answer what was asked."""
    stopping = threading.Event()
    on_signal(stopping.set)
    socket = CountingSocketHandler(app, app_token, client, ops)
    try:
        socket.connect()  # type: ignore[no-untyped-call]
    except SlackApiError as refused:
        raise ValueError(f"Slack refuses SLACK_APP_TOKEN: {refused.response['error']}. {LOOK}") from None
    except OSError as away:
        raise ValueError(f"Slack could not be reached. {LOOK}") from away
    log.info("serving Slack over Socket Mode")
    stopping.wait()
    socket.finish()


def _ask_once(authorize: Callable[..., AuthorizeResult]) -> None:
    """Learn whose the bot token is before anyone asks; where Slack is away, the first request asks again."""
    try:
        authorize()
    except SlackApiError as refused:
        raise ValueError(f"Slack refuses SLACK_BOT_TOKEN: {refused.response['error']}. {LOOK}") from None
    except OSError:
        log.warning("Slack could not be reached, and is asked again at the first request", exc_info=True)


@contextmanager
def _ops_server(ops: Ops, settings: Settings) -> Iterator[None]:
    """Serve only the pages of `ops` beside Socket Mode, where there is a port for them."""
    if settings.port is None:
        yield
        return
    server = HttpServer(ops.routes(), settings.host, settings.port)
    running = threading.Thread(target=server.run, name="ops")
    running.start()
    _say("serving only /healthz and /metrics over HTTP", server, "")
    try:
        yield
    finally:
        server.stop()
        running.join()


def _say(what: str, server: HttpServer, path: str) -> None:
    for host, port in server.addresses:
        address = f"http://[{host}]:{port}{path}" if ":" in host else f"http://{host}:{port}{path}"
        log.info(what, extra={"address": address, "open_to": _reach(host)})


def _reach(host: str) -> str:
    """Who can connect to an address."""
    if ip_address(host).is_loopback:
        return "this machine only, unless HOST says otherwise"
    return "every network of this machine" if ip_address(host).is_unspecified else "whoever reaches this address"
