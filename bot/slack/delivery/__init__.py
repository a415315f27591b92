"""Delivery of the outbox to Slack, each message exactly once."""
