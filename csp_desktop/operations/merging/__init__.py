"""Merging files into a plan: what each brings, what is taken, and the report of it."""
