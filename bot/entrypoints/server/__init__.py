"""Serving Slack: HTTP or Socket Mode, background workers, health, metrics and logs."""
