"""Every shortcut that Headroom has in the menu of a message: a module here is one."""

from types import ModuleType

from bot.listeners.shortcuts import work_out_refund

SHORTCUTS: dict[str, ModuleType] = {each.SHORTCUT: each for each in (work_out_refund,)}
"""The shortcuts by callback id, in the order of the manifest."""
