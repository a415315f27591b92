"""What the bot remembers: the only SQLAlchemy and the only SQL of the project."""
