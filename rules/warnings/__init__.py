"""How near is near: forecasts, their calibration, and the states of a warning."""
