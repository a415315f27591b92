"""Slack's side of the local workspace: its Web API, its limits and its people."""
