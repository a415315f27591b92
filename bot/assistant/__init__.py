"""One line in, one answer out: dispatch to a command, plain text, dry run, JSON and audit."""
