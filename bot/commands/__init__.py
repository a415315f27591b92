"""The slash commands, a module or a package each; `command.py` says what one is."""

from typing import Any

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
from bot.commands.command import Command, checked

COMMANDS: dict[str, Command[Any]] = {
    each.NAME: each
    for each in (
        checked(sfp_refund),
        checked(sfp_returns),
        checked(sfp_label),
        checked(sfp_shipping),
        checked(sfp_eligibility),
        checked(renewed_status),
        checked(renewed_eligibility),
        checked(seller_policy),
        checked(seller_alerts),
        checked(seller_settings),
        checked(seller_help),
    )
}
"""Every command by the name that Slack sends."""
