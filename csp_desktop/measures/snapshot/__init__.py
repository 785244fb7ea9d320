"""A quarter frozen, and two frozen states compared."""
