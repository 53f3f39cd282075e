"""What reception does: one function a verb, each in a module of its matter."""
