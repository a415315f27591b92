"""What the environment says: tokens, keys, the database and where to listen."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, SecretStr, field_validator

from storage.database.encryption import Keys, decode_key

HOME = Path(__file__).parent.parent
EMBEDDED = f"sqlite:///{(HOME / 'data' / 'headroom.db').as_posix()}"
"""The database where none is named: a SQLite file beside the code."""

SAFE = ("https://", "http://127.0.0.1:", "http://localhost:")
"""How an address begins to which secrets may go."""


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
    headroom_key: SecretStr | None = None
    headroom_old_key: SecretStr | None = None
    amazon_client_id: str | None = None
    amazon_client_secret: SecretStr | None = None
    amazon_refresh_token: SecretStr | None = None
    amazon_api_url: str | None = None
    amazon_login_url: str = "https://api.amazon.com"

    @field_validator(
        "slack_bot_token",
        "slack_app_token",
        "slack_signing_secret",
        "port",
        "headroom_key",
        "headroom_old_key",
        "amazon_client_id",
        "amazon_client_secret",
        "amazon_refresh_token",
        "amazon_api_url",
        mode="before",
    )
    @classmethod
    def _empty_is_absent(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("slack_api_url")
    @classmethod
    def _is_safe(cls, url: str) -> str:
        if not url.startswith(SAFE):
            raise ValueError("tokens go to an https:// address, or one on this machine")
        return url if url.endswith("/") else f"{url}/"

    @field_validator("amazon_api_url", "amazon_login_url")
    @classmethod
    def _is_safe_for_amazon(cls, url: str | None) -> str | None:
        if url and not url.startswith(SAFE):
            raise ValueError("credentials go to an https:// address, or one on this machine")
        return url and url.rstrip("/")

    @field_validator("headroom_key", "headroom_old_key")
    @classmethod
    def _is_a_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key:
            decode_key(key.get_secret_value())
        return key

    @property
    def keys(self) -> Keys:
        """The keys that secrets in the database are sealed with."""
        return Keys(self.headroom_key, self.headroom_old_key)

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
