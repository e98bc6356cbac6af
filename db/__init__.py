"""All that knows SQLite, SQLAlchemy and Alembic; only plain values leave it."""
