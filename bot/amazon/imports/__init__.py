"""A report file stored once: its rows, and the metrics and daily counts made from them."""
