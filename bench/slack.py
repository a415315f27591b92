"""Slack's side of the measurements: signed requests as Slack sends them, and the smallest app that answers one."""

import time
from urllib.parse import urlencode

from slack_bolt import Ack, App
from slack_sdk.signature import SignatureVerifier

from bot.entrypoints.server.app import known_bot

TEAM = "T0SAMPLE"
SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105

PRICE = "129.99"
REFUND, STATUS = f"/sfp-refund {PRICE} late=18d used", "/renewed-status"

Request = tuple[str, dict[str, str]]


def request(line: str, number: int) -> Request:
    """The body and the headers with which Slack tells of a typed line; `number` makes each one its own.

    A price in it is another each time, so that nothing remembered of one answer can pass for the speed of the next.
    """
    command, _, text = line.replace(PRICE, f"{100 + number // 100}.{number % 100:02d}").partition(" ")
    body = urlencode(
        {
            "token": "oldVerificationToken0000",
            "team_id": TEAM,
            "team_domain": "sample-seller",
            "channel_id": "C0GENERAL",
            "channel_name": "general",
            "user_id": "U0YOU",
            "user_name": "you",
            "command": command,
            "text": text,
            "api_app_id": "A0HEADROOM",
            "is_enterprise_install": "false",
            "response_url": f"https://hooks.slack.com/commands/{TEAM}/{number}/aaaaaaaaaaaaaaaaaaaaaaaa",
            "trigger_id": f"{number}.1000000000.abcdef0123456789abcdef0123456789",
        }
    )
    timestamp = str(int(time.time()))
    return body, {
        "host": "127.0.0.1",
        "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "accept-encoding": "gzip,deflate",
        "accept": "application/json,*/*",
        "x-slack-signature": SignatureVerifier(SECRET).generate_signature(timestamp=timestamp, body=body) or "",
        "x-slack-request-timestamp": timestamp,
        "content-length": str(len(body)),
        "content-type": "application/x-www-form-urlencoded",
    }


def on_the_wire(asked: Request) -> bytes:
    """A request as it goes through a socket, on a connection that is kept."""
    body, headers = asked
    lines = ["POST /slack/events HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", body]
    return "\r\n".join(lines).encode()


def bare_app(line: str) -> App:
    """The smallest Bolt app that answers a line: one listener, a constant answer, and nobody asked who it is."""
    app = App(
        signing_secret=SECRET,
        authorize=known_bot(TEAM),
        process_before_response=True,
        token_verification_enabled=False,
    )

    @app.command(line.partition(" ")[0])
    def answer(ack: Ack) -> None:
        ack("Hello")

    return app
