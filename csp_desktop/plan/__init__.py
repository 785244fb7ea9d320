"""What a plan is: fields, values, periods, statuses."""
