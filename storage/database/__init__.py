"""Engine, column types, migrations, bulk writes, upserts and encryption."""
