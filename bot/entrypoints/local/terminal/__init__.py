"""The local workspace in a terminal: what is typed, and how messages are drawn."""
