"""The Slack side of Headroom: it hears a line, asks the rules, remembers and answers."""
