"""Freezing a quarter, comparing two states, and writing the report."""
