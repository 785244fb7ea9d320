"""The window: what people see of a plan, and how they change it."""
