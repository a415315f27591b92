"""Alembic's entry point: runs the migrations in the transaction that `storage.database.migrate` has opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
