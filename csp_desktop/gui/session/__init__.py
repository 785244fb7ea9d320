"""One open plan behind the window: its thread, its writes, drafts and messages."""
