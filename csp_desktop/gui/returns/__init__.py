"""Returns in the window: what came back, what it would change, what a person decides about it."""
