"""What stands in the channels of the local workspace, kept in a file as Slack would keep it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bot.entrypoints.local.emulator.slack import Shown

MOST = 200
"""Messages that are kept."""


class Archive:
    """The messages of the last runs; without a file nothing is kept."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def messages(self) -> list[Shown]:
        """What everyone saw in the channels when the last run ended; nothing where the file cannot be read."""
        try:
            rows = json.loads(self._file.read_text(encoding="utf-8")) if self._file else []
            return [Shown(**each) for each in rows]
        except (OSError, ValueError, TypeError):
            return []

    def resumes_at(self) -> datetime | None:
        """When the newest of them was posted, from where a fast clock goes on; None where that is past by now."""
        newest = max((float(each.ts) for each in self.messages()), default=0.0)
        instant = datetime.fromtimestamp(newest, UTC)
        return instant if instant > datetime.now(UTC) else None

    def keep(self, messages: Sequence[Shown]) -> None:
        """Write down what everyone sees, whole or not at all."""
        if self._file is None:
            return
        rows = [asdict(each) for each in messages if not each.to][-MOST:]
        draft = self._file.with_suffix(".draft")
        draft.write_text(json.dumps(rows), encoding="utf-8")
        draft.replace(self._file)
