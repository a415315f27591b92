"""Checks over all stored returns and offers of an account."""
