"""Which steps, in which order: candidates, bounds, layout, the search for the best plans, their times and their score."""
