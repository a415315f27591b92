"""Metrics over time: readings, the latest reading of each series, and the daily counts behind them."""
