"""What Slack sends: commands, messages, buttons, forms, shortcuts and uploads."""
