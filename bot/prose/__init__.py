"""What people write to each other, read for what a command takes: nothing is guessed, and what is left out is said."""
