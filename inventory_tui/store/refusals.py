"""What drivers raise, as sentences for whoever asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from inventory_tui import SCHEMA
from inventory_tui.domain.errors import Kind, Refused, StoreBusy, StoreError
from inventory_tui.wording import tr


def explained(error: DBAPIError | sqlite3.Error, database: str) -> Exception:
    """Return the refusal that says what an error of a database means, or the error itself."""
    said = str(getattr(error, "orig", None) or error).lower()
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    if "locked" in said or state in ("55P03", "40P01", "40001"):
        return StoreBusy()
    if "no such table" in said or "no such column" in said or state in ("42P01", "42703"):
        # another program upgraded it, or put another in its place, while this one ran
        return other_schema(tr("another schema"))
    if "readonly" in said or "read-only" in said or state == "25006":
        return StoreError(
            Kind.STORE_READ_ONLY,
            tr("{database} is read-only; nothing was written.", database=database),
        )
    if "cannot contain nul" in said:
        return no_text()
    if "disk is full" in said or "disk i/o" in said or state == "53100":
        return StoreError(
            Kind.STORE_FULL,
            tr(
                "There is no room left where {database} lies; nothing of this was kept.",
                database=database,
            ),
        )
    if "malformed" in said or "not a database" in said or "corrupt" in said:
        return StoreError(
            Kind.STORE_CORRUPT,
            tr(
                "{database} is damaged or no inventory database; restore a backup.",
                database=database,
            ),
        )
    if "unable to open" in said:
        return StoreError(
            Kind.STORE_UNREACHABLE,
            tr(
                "{database} cannot be opened; check that its directory exists and is yours.",
                database=database,
            ),
        )
    if isinstance(error, (OperationalError, InterfaceError)) or getattr(
        error, "connection_invalidated", False
    ):
        first_line = said.splitlines()[0] if said else tr("no answer")
        return StoreError(
            Kind.STORE_UNREACHABLE,
            tr(
                "{database} did not answer ({answer}); nothing of this was kept.",
                database=database,
                answer=first_line,
            ),
        )
    return error


def no_text() -> Refused:
    """Return the refusal of half a character, or on PostgreSQL a NUL, which nothing holds."""
    return Refused(
        Kind.VALIDATION_FAILED, tr("A word of it holds a byte that is no text; leave it out.")
    )


def refuse_other_schema(found: Sequence[tuple[Any, ...]]) -> None:
    """Refuse to write into a schema this program does not know.

    Raises:
        StoreError: Another program upgraded the database (exit status 3).
    """
    number = int(found[0][0]) if found else None
    if number != SCHEMA:
        raise other_schema(tr("schema {number}", number=number))


def other_schema(found: str) -> StoreError:
    """Return the refusal of a database that another program brought to a newer schema."""
    return StoreError(
        Kind.SCHEMA_NEWER,
        tr(
            "The database has {found}, this program writes schema {known}. "
            "Close it and start the newer program.",
            found=found,
            known=SCHEMA,
        ),
    )
