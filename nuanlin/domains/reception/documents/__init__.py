"""What reception hands out as files."""
