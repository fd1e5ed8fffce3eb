"""How it is served: the API and the pages."""
