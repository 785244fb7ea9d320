"""Indicators and their figures: definitions, and figures from files and pasted blocks."""
