"""What Alembic runs: the steps that are missing, on the connection that `Database` gives."""

from alembic import context

from presskontakt.registry.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
