"""Presskontakt: which press officer to contact about this, right now, and why."""

__version__ = "0.1.0"
