"""Rosters in: the Excel and CSV files that offices really keep, read, checked and loaded (A1)."""
