"""Alerts and their history, subscriptions, and the outbox of messages to Slack."""
