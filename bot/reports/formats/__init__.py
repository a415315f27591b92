"""The report formats, a module each: its columns, and the row that they make."""
