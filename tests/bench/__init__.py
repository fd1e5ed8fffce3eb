"""make bench: what it costs, beside the budgets of the design and baselines in the same run."""
