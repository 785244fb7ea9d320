"""The quarterly report in the window: what is asked for, its making, where it went."""
