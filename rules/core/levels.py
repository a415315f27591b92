"""The levels of a metric or a check, from well within its limit to beyond it."""

OK, WATCH, ACT, BREACHED = range(4)

LEVELS = ("ok", "watch", "act", "breached")
