"""The grammar of typed lines: arguments read by kind, and slips answered with a correction."""
