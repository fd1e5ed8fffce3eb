"""How it travels: one small module for each format."""
