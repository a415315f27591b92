"""The Slack side of Headroom: it listens, answers, warns, and takes in reports."""
