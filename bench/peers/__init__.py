"""The refund rule as each peer's own users would write it, with our figures."""
