"""What a planning problem and a plan are: tables, calendar, money. No solver and no files."""
