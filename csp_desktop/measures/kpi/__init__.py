"""Indicators over time: actuals, targets, ratings, control limits and charts as data."""
