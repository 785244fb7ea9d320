"""Conflicts and proposals: what waits for a decision, and deciding it."""
