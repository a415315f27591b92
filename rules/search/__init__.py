"""Which clause answers a question in somebody's own words."""
