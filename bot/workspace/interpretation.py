"""What a workspace may set, and how its stored settings are read."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from rules.core.decision import AS_ADVISED, Interpretation, Override
from storage.settings import Setting

READINGS = ("province", "stacking")
READING_PREFIXES = ("payer ", "region ")
"""Settings that change how the policy is read; the first group by name, the second by how the name begins."""


def interpretation(settings: Mapping[str, Setting], zone: ZoneInfo) -> Interpretation:
    """How a workspace reads the policy, each of its settings with the local day since which it stands."""
    overrides = {
        name: Override(value=setting.value, since=setting.since.astimezone(zone).date())
        for name, setting in settings.items()
        if name in READINGS or name.startswith(READING_PREFIXES)
    }
    return Interpretation(overrides=overrides) if overrides else AS_ADVISED
