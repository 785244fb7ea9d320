"""CSP Desktop: a community safety partnership's action plan, kept, merged and reported."""
