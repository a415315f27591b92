"""Readings of metrics, and orders and defects by day."""
