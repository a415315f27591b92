"""Files that people drop into Slack: heard of, fetched, read and answered in their thread."""
