"""What Amazon's reports say: parsing alone, apart from fetching the reports and from storing what they hold."""
