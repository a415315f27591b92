"""The database of the bot: the only SQLAlchemy and the only SQL of the project.

A function that takes a `Workspace` runs in a transaction of its own and is committed on return; one that takes a
`Snapshot` or `Transaction` runs in the caller's. `list_...` and `get_...` are of the first kind, `select_...` of the
second.
"""
