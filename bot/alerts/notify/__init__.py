"""What does each channel hear? Alerts grouped, silenced, composed and dispatched to the outbox."""
