"""Amazon's reports on their way in: fetched from the Selling Partner API, or imported from a file."""
