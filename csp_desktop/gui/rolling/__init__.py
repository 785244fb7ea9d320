"""Rolling forward in the window: a year added, the plan refreshed, a new plan period started."""
