"""The buttons of the returns desk."""
