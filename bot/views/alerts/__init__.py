"""How warnings look, in the channel and in their thread."""
