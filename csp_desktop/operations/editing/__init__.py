"""Editing a plan by hand: fields, records, undo, history, and the plan as JSON."""
