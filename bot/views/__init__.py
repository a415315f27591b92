"""How answers look: pure functions from decisions to messages."""
