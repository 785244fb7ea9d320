"""The program packed for a system, with a Python of its own."""
