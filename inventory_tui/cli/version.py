"""What a report of a defect needs: the versions of everything concerned."""

from __future__ import annotations

import platform
import sqlite3

from inventory_tui import SCHEMA, __version__
from inventory_tui.cli.running import Run


def show(run: Run) -> None:
    """Print the versions: one line for people, more as JSON."""
    if not run.given.json:
        print(
            f"inventory-tui {__version__}, schema {SCHEMA}, "
            f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
        )
        return
    from inventory_tui.settings import Settings

    versions: dict[str, object] = {
        "program": __version__,
        "schema": SCHEMA,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "textual": _version("textual"),
        "sqlalchemy": _version("sqlalchemy"),
        "driver": {"psycopg": _version("psycopg")},
    }
    if run.settings.database_url != Settings().database_url:
        versions["database"] = _database(run)
    run.out.object(versions)


def _database(run: Run) -> dict[str, object]:
    """What the database is that was named, or why that cannot be told."""
    from inventory_tui.domain.errors import StoreError
    from inventory_tui.services.keeping import keeping

    try:
        return keeping.identify(run.settings.database_url, patience_s=run.settings.patience_s)
    except StoreError as error:
        return {"error": error.kind, "message": str(error)}


def _version(distribution: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None
