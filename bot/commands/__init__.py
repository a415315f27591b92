"""The commands, a module each.

A command module says what it is called (`NAME`), what it is for (`SUMMARY`), what it takes (`USAGE`, also the hint
that Slack shows), lines to copy (`EXAMPLES`), and how a line is answered: `answer(ask) -> Reply`.
"""

from types import ModuleType

from bot.commands import (
    renewed_eligibility,
    renewed_status,
    seller_alerts,
    seller_help,
    seller_policy,
    seller_settings,
    sfp_eligibility,
    sfp_label,
    sfp_refund,
    sfp_returns,
    sfp_shipping,
)

COMMANDS: dict[str, ModuleType] = {
    module.NAME: module
    for module in (
        sfp_refund,
        sfp_returns,
        sfp_label,
        sfp_shipping,
        sfp_eligibility,
        renewed_status,
        renewed_eligibility,
        seller_policy,
        seller_alerts,
        seller_settings,
        seller_help,
    )
}
"""Every command by the name that Slack sends."""
