"""The kinds of value that a line may hold, a module for each: dates, money, provinces and so on."""
