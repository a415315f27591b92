"""How a channel is told of digests, notices, subscriptions and forms."""
