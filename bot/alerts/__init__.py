"""What is said unasked: evaluation on a clock, and notification of channels."""
