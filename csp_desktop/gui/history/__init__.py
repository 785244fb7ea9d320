"""The history pane, and the receipts of what was merged."""
