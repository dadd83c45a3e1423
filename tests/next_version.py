"""A program of the next schema, which does not exist yet: to try upgrades with."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

import inventory_tui
from inventory_tui.services.keeping import keeping
from inventory_tui.store import migrations, refusals
from inventory_tui.store.upkeep import upgrading

NEW = inventory_tui.SCHEMA + 1
"""The number of its schema."""

NEXT_STEP = f"""
import os, pathlib, time
import sqlalchemy as sa
from alembic import op

revision = "{NEW}"
down_revision = "{inventory_tui.SCHEMA}"


def upgrade() -> None:
    with op.batch_alter_table("product") as table:
        table.add_column(sa.Column("colour", sa.String(), server_default="red"))
    print("half-way", flush=True)
    slow = pathlib.Path(__file__).with_name("slow")
    if slow.exists():
        time.sleep(float(slow.read_text()))
"""

NEXT_PROGRAM = """
import sys
import inventory_tui
from inventory_tui.store import refusals
from inventory_tui.store.upkeep import upgrading
inventory_tui.SCHEMA = refusals.SCHEMA = int(sys.argv[3])
upgrading.STEPS = sys.argv[1]
from inventory_tui.services.keeping import keeping
keeping.open_database(sys.argv[2]).close()
"""

STEP_FILE = f"{NEW:04}_colour.py"


class NextVersion:
    """That program; its step adds a column to ``product``."""

    def __init__(self, steps: Path) -> None:
        shutil.copytree(Path(migrations.__file__).parent, steps)
        (steps / "versions" / STEP_FILE).write_text(NEXT_STEP)
        self.steps = steps

    def takes(self, seconds: float) -> None:
        """Let the step stop half-way for so long."""
        (self.steps / "versions" / "slow").write_text(str(seconds))

    def start(self, url: str) -> subprocess.Popen[str]:
        """Start it in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", NEXT_PROGRAM, str(self.steps), url, str(NEW)],
            stdout=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def installed(self) -> Iterator[ModuleType]:
        """Be that program."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(inventory_tui, "SCHEMA", NEW)
            patch.setattr(refusals, "SCHEMA", NEW)
            patch.setattr(upgrading, "STEPS", str(self.steps))
            yield keeping
