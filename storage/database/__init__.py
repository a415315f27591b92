"""The database itself: engine, migrations, bulk writes and encryption."""
