"""`manifest.yml`: what Slack is told of Headroom, and asked to let it do."""

from pathlib import Path
from typing import NamedTuple, Self

import yaml

from bot.config import HOME

MANIFEST = HOME / "manifest.yml"


class Manifest(NamedTuple):
    """What the file lists: commands and shortcuts by what Slack sends for them, and the scopes of the bot."""

    commands: frozenset[str]
    shortcuts: frozenset[str]
    scopes: frozenset[str]

    @classmethod
    def of(cls, file: Path) -> Self:
        """The manifest in a file. Raises ValueError for one that is none."""
        try:
            document = yaml.safe_load(file.read_text(encoding="utf-8"))
            features = document["features"]
            return cls(
                frozenset(each["command"] for each in features["slash_commands"]),
                frozenset(each["callback_id"] for each in features.get("shortcuts", ())),
                frozenset(document["oauth_config"]["scopes"]["bot"]),
            )
        except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError) as unlike:
            raise ValueError(f"{file.name} cannot be read") from unlike
