"""Immutable changes, and what they add up to."""
