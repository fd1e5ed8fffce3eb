"""The static copy: every public page and answer by path as a file, for any web server."""
