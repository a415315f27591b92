"""How the returns desk and a single return look."""
