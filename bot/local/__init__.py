"""Headroom without Slack: a small workspace in the terminal that sends the real app real requests."""
