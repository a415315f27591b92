"""Checks over whole reports: returns and offers that contradict the policy."""
