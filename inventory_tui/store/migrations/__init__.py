"""The schema, step by step, kept by Alembic.  A step that was released never changes."""
