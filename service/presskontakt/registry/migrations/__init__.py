"""How the tables came to be, a step a file in `versions`; Alembic runs them, `Database` calls it when it must."""

NEWEST = "0002"
