"""The `headroom` command line, a module for each subcommand."""
