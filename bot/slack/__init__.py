"""Slack's formats and calls: blocks, payloads, responses and the Web API."""
