"""Snapshots in the window: taken, laid side by side, opened as the plan stood."""
