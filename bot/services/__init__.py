"""What stored data says, for commands, alerts and the command line alike."""
