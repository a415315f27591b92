"""The composition root: settings in, the Bolt app out."""

from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.desk import Desk
from bot.listeners import listen

NO_TOKEN = "xoxb-local"  # noqa: S105
"""The token of a workspace that is not Slack's; it opens nothing."""


def build_app(
    desk: Desk,
    signing_secret: str,
    token: str | None = None,
    authorize: Callable[..., AuthorizeResult] | None = None,
    client: WebClient | None = None,
) -> App:
    """The app that hears Slack's requests for a desk.

    With a `token` Slack says once whose it is; with `authorize` nobody is asked, as in the local workspace.
    """
    app = App(
        signing_secret=signing_secret,
        token=token,
        authorize=authorize,
        client=client,
        process_before_response=True,  # the default runner polls for the acknowledgement: 10 ms a command
        token_verification_enabled=False,
    )
    # The SDK's connection retry posts twice when a connection closes after Slack has accepted a message.
    app.client.retry_handlers.clear()
    listen(app, desk)
    return app


def known_bot(team_id: str) -> Callable[..., AuthorizeResult]:
    """An `authorize` for a workspace whose bot needs no asking."""

    def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=team_id, bot_user_id="UHEADROOM", bot_id="BHEADROOM", bot_token=NO_TOKEN
        )

    return authorize
