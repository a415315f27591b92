"""Amazon's report formats as typed rows: pure parsing, apart from fetching and storing."""
