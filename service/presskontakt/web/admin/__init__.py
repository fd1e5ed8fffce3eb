"""/admin: signing in and out, one's own sessions, people and tokens of an organisation, and who did what."""
