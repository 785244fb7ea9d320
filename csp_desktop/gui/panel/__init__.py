"""The side panel: one action, its quarter, its history and all its fields."""
