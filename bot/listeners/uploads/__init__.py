"""Files uploaded to Slack: downloaded, read and answered in their thread."""
