"""What holds in a workspace until it says otherwise, by the name of the setting; nothing where that is empty."""

from rules.core.decision import DEFAULT_PROVINCE, DEFAULT_STACKING
from rules.core.marketplaces import HOME

DEFAULT_ZONE = HOME.zone

DEFAULT_AFTER = "4h"

DEFAULTS = {
    "province": DEFAULT_PROVINCE,
    "zone": DEFAULT_ZONE,
    "stacking": DEFAULT_STACKING,
    "escalate": "",
    "after": DEFAULT_AFTER,
    "fallback": "",
}
