"""The API under /v1, and the machine's addresses."""
