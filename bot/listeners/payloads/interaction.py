"""What somebody does with a message or a form: who acts and for which installation, which all of these tell alike."""

from typing import Any

from pydantic import AliasPath, Field

from bot.listeners.payloads.payload import JsonPayload, at, first_of

_TEAM = ("team", "id")


class Interaction(JsonPayload):
    """Something done with a message or a form; https://docs.slack.dev/reference/interaction-payloads lists the kinds.

    The installed team is looked for in Bolt's order. `team` is null of an app for a whole organisation, and another
    company's of a form that was opened in a channel of Slack Connect; then the organisation is theirs too.
    """

    user_id: str = Field(validation_alias=AliasPath("user", "id"))

    @classmethod
    def _identities(cls, body: dict[str, Any]) -> dict[str, object]:
        user_team = ("user", "team_id")
        team_id = first_of(body, ("view", "app_installed_team_id"), _TEAM, user_team, ("view", "team_id"))
        is_ours = at(body, _TEAM) in (team_id, None)
        organisation = first_of(body, ("enterprise", "id"), ("team", "enterprise_id")) if is_ours else None
        return {"team_id": team_id, "user_team_id": at(body, user_team), "enterprise_id": organisation}
