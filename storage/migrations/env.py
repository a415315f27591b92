"""Runs the steps on the connection, and in the transaction, that `storage.database.migrate` has opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
