"""/switchboard: for an operator with a caller waiting."""
