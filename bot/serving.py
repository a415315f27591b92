"""Serving Slack: Socket Mode for one workspace without a public address, or HTTP behind a real server."""

import signal
import threading
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.adapter.wsgi.http_request import WsgiHttpRequest

from bot.requests import slack_request

THREADS = 8


class HttpDoor(SlackRequestHandler):
    """Bolt as a WSGI application at `/slack/events`, its requests read by us."""

    def dispatch(self, request: WsgiHttpRequest) -> BoltResponse:
        """Answer one request of Slack's; what cannot even be read is not Slack's."""
        try:
            asked = slack_request(request.get_body(), request.get_headers())
        except (ValueError, TypeError, AttributeError):
            return BoltResponse(status=400, body="")
        return self.app.dispatch(asked)


def serve_socket(app: App, app_token: str) -> None:
    """Serve over Socket Mode until interrupted or told to stop."""
    handler = SocketModeHandler(app, app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    stopped = threading.Event()
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, lambda *_: stopped.set())
    stopped.wait()
    handler.close()  # type: ignore[no-untyped-call]


def serve_http(app: App, host: str, port: int) -> None:
    """Serve over HTTP until interrupted or told to stop."""
    import waitress

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    waitress.serve(HttpDoor(app), host=host, port=port, threads=THREADS, ident="headroom", _quiet=True)
