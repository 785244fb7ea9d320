"""The report of a frozen quarter as one model that all formats share."""
