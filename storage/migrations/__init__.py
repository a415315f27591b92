"""Alembic migrations, one per change of the tables, run by `storage.database.migrate`."""
