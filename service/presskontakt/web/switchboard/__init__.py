"""The switchboard: an operator with a caller waiting."""
