"""The door that Slack's HTTP requests come through."""

from typing import Final

from slack_bolt import BoltResponse
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.adapter.wsgi.http_request import WsgiHttpRequest

from bot.slack.requests import slack_request

EVENTS: Final = "/slack/events"


class HttpDoor(SlackRequestHandler):
    """Bolt as a WSGI application at `/slack/events`, its requests read by us."""

    def dispatch(self, request: WsgiHttpRequest) -> BoltResponse:
        """Answer one request of Slack's; what cannot even be read is not Slack's."""
        try:
            asked = slack_request(request.get_body(), request.get_headers())
        except ValueError:
            return BoltResponse(status=400, body="")
        return self.app.dispatch(asked)
