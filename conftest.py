"""Fixtures for every test, wherever it lies."""

pytest_plugins = ["tests.cast", "tests.caller", "tests.site"]
