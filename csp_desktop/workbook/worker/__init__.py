"""The process of its own in which files from outside are read."""
