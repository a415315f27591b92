"""Who asks, and under which settings: requests, roles, accounts and local time."""
