"""The way round what is hidden of a question, for sums that are the whole business's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection


def everything(connection: Connection) -> dict[str, Any]:
    """Return the options by which a statement reads the tables themselves.

    Views that hide rows bear the tables' names (`sight`); the tables have their schema.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    schema = "main" if is_sqlite else connection.dialect.default_schema_name
    return {"schema_translate_map": {None: schema}}
