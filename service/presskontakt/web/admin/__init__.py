"""What staff use: for now, signing in."""
