"""The local workspace: Headroom in a terminal, with an emulated Slack and a sample seller."""
