"""What Slack sends, as typed payloads: a module for each kind of request, in Slack's own names."""
