"""Where directories are kept."""
