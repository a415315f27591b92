"""The plain data that views draw; no view reads a clock or a store."""
