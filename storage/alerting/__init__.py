"""Alerts, subscriptions, and the outbox of messages to Slack."""
