"""Lines that people write to Headroom in messages: in a direct message, and where they mention it."""
