"""Creating a database and bringing an older one to this program's schema."""

from __future__ import annotations

import os

from alembic import command
from alembic.config import Config

from inventory_tui.store.database import Database


def upgrade(database: Database) -> None:
    """Create the schema where there is none, or run the steps that are missing."""
    if database.path is not None:
        database.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not database.path.exists():
            os.close(os.open(database.path, os.O_CREAT | os.O_WRONLY, 0o600))
    steps = Config()
    steps.set_main_option("script_location", "inventory_tui.store:migrations")
    with database.translated_errors(), database.engine.begin() as connection:
        steps.attributes["connection"] = connection
        command.upgrade(steps, "head")
