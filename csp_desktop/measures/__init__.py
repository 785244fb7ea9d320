"""Ratings and figures worked out from the plan."""
