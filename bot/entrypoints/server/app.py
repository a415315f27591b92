"""The composition root: settings in, the Bolt app out."""

from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.assistant.assistant import Assistant
from bot.listeners.router import Commands, listen
from bot.slack.calls import ClientOf

NO_TOKEN = "xoxb-local"  # noqa: S105
"""The token of a workspace that is not Slack's; it opens nothing."""


def no_client(team_id: str) -> WebClient:
    """The client of an app that nobody at Slack presses a button of. Raises LookupError."""
    raise LookupError(f"no client calls Slack for {team_id}")


def build_app(
    assistant: Assistant,
    signing_secret: str,
    authorize: Callable[..., AuthorizeResult],
    client_of: ClientOf = no_client,
) -> App:
    """The app that hears Slack's requests for an assistant.

    `authorize` says whose bot it is, and `client_of` gives the client that calls Slack for a workspace; Bolt's own is
    not used.
    """
    app = App(
        signing_secret=signing_secret,
        before_authorize=Commands(assistant),
        authorize=authorize,
        process_before_response=True,  # the default runner polls for the acknowledgement: 10 ms a command
        token_verification_enabled=False,
    )
    listen(app, assistant, client_of)
    return app


def known_bot(team_id: str) -> Callable[..., AuthorizeResult]:
    """An `authorize` for a workspace whose bot needs no asking."""

    def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=team_id, bot_user_id="UHEADROOM", bot_id="BHEADROOM", bot_token=NO_TOKEN
        )

    return authorize


def known_to_slack(client: WebClient) -> Callable[..., AuthorizeResult]:
    """An `authorize` that asks Slack whose bot token a client has, and remembers what it says.

    Requests that come before the first answer ask too, since none has to wait for another's call. Raises SlackApiError
    for a token that Slack refuses, and OSError where Slack is not reached.
    """
    known = list[AuthorizeResult]()

    def authorize(**_: Any) -> AuthorizeResult:
        if not known:
            answer = client.auth_test()
            known.append(AuthorizeResult.from_auth_test_response(bot_token=client.token, auth_test_response=answer))
        return known[0]

    return authorize
