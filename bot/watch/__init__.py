"""Speaking first: what is looked at on a clock, what comes of it, and what is said where."""
