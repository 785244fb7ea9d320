"""Merging files into a plan: the changes of each, what is taken of them, and the report."""
