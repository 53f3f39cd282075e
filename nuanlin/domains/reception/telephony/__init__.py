"""What telephone systems say, and what a call was by it."""
