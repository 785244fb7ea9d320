"""Rolling a plan forward: a refresh, another year, a new plan period."""
