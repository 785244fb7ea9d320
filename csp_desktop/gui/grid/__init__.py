"""The status grid: actions under their priorities, by year and quarter."""
