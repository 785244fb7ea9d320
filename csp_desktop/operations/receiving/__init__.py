"""Receiving returns: reading, matching, previewing, deciding and merging a batch of files."""
