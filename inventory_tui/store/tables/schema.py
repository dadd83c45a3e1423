"""What all tables share: names of constraints, kinds of columns."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    MetaData,
    String,
)

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers only INTEGER keys itself

Key = String().with_variant(String(collation="C"), "postgresql")
"""A folded label, in one order on both databases, whatever the server's locale."""


def numbered() -> Column[int]:
    """The id of a row."""
    return Column("id", Id, primary_key=True)
