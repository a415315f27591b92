"""What every rule is written with: policies, decisions, columns, money and the calendar."""
