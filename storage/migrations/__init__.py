"""The steps that bring a database from one release to the next, run by `storage.database.migrate`."""
