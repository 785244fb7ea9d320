"""Documents for people to keep and send: receipts for returns."""
