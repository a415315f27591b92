"""What the environment says: tokens, the database and where to listen."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, SecretStr, field_validator

HOME = Path(__file__).parent.parent
EMBEDDED = f"sqlite:///{(HOME / 'data' / 'headroom.db').as_posix()}"
"""The database where none is named: a SQLite file beside the code."""


class Settings(BaseModel):
    """Headroom's settings; each is an environment variable of the same name in capitals."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    database_url: str = EMBEDDED
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    host: str = "127.0.0.1"
    port: int | None = None

    @field_validator("slack_bot_token", "slack_app_token", "slack_signing_secret", "port", mode="before")
    @classmethod
    def _empty_is_absent(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("slack_api_url")
    @classmethod
    def _is_safe(cls, url: str) -> str:
        if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise ValueError("tokens go to an https:// address, or one on this machine")
        return url if url.endswith("/") else f"{url}/"

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """The settings in an environment. Raises pydantic's ValidationError naming a variable that is wrong."""
        named = {name: environment[name.upper()] for name in cls.model_fields if name.upper() in environment}
        return cls.model_validate(named)

    @property
    def serves(self) -> str:
        """How Slack is served: `socket`, `http`, or `local` without tokens. Raises ValueError for half a set."""
        if self.slack_bot_token is None:
            if self.slack_app_token or self.slack_signing_secret:
                raise ValueError("SLACK_BOT_TOKEN is missing beside the other Slack settings.")
            return "local"
        if self.slack_app_token:
            return "socket"
        if self.slack_signing_secret and self.port is not None:
            return "http"
        raise ValueError("SLACK_BOT_TOKEN needs SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET and PORT, beside it.")
