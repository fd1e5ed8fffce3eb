"""The pages, rendered on the server; no script is needed."""
