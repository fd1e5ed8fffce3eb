"""Several processes: replicas on one PostgreSQL behind a proxy."""
