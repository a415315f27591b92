"""What holds in a workspace until it says otherwise, by the name of the setting."""

from rules.decision import DEFAULT_PROVINCE, DEFAULT_STACKING

DEFAULT_ZONE = "America/Toronto"

DEFAULTS = {"province": DEFAULT_PROVINCE, "zone": DEFAULT_ZONE, "stacking": DEFAULT_STACKING}
