"""Opening, copying, backing up and finding things in a plan file, and who acts."""
