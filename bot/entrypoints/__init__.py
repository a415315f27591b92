"""How a process starts: the command line, the server, and the local workspace."""
