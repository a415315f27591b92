"""The buttons and forms of a warning."""
