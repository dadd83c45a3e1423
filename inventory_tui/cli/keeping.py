"""``backup``, ``restore``, ``upgrade``: the database as a whole."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import click

from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import Verb
from inventory_tui.services.keeping import keeping
from inventory_tui.wording import tr


@click.command("backup", cls=Verb, can_be_tried=False)
@click.argument("file")
@click.pass_obj
def backup(run: Run, file: str) -> None:
    """Write a copy of the database, while others go on writing; - writes it out."""
    if file != "-":
        done = keeping.backup(run.database, file)
        run.done(
            "backup", done.message, file=str(done.file), bytes=done.size, schema=done.schema
        )
        return
    with tempfile.TemporaryDirectory(prefix="inventory-tui-") as directory:
        done = keeping.backup(run.database, Path(directory) / "backup.sqlite")
        with done.file.open("rb") as copy:
            shutil.copyfileobj(copy, sys.stdout.buffer)
    run.out.message(tr("{size:,} bytes written", size=done.size))


@click.command("restore", cls=Verb, can_be_tried=False)
@click.argument("file")
@click.option("--force", is_flag=True, help=tr("Also over a database that holds data."))
@click.pass_obj
def restore(run: Run, file: str, force: bool) -> None:
    """Put a backup in the database's place; what was there is kept beside it."""
    with tempfile.TemporaryDirectory(prefix="inventory-tui-") as directory:
        if file == "-":
            file = str(Path(directory) / "backup.sqlite")
            with Path(file).open("wb") as copy:
                shutil.copyfileobj(sys.stdin.buffer, copy)
        done = keeping.restore(
            run.settings.database_url,
            file,
            force=force,
            patience_s=run.settings.patience_s,
        )
    run.done(
        "restore", done.message, database=done.database, schema=done.schema, kept=done.kept
    )


@click.command("upgrade", cls=Verb, can_be_tried=False)
@click.pass_obj
def upgrade(run: Run) -> None:
    """Bring the database to this program's schema; a copy is kept first."""
    done = keeping.upgrade(run.settings.database_url, patience_s=run.settings.patience_s)
    if done.before is None:
        message = tr("Created with schema {after}", after=done.after)
    elif done.before == done.after:
        message = tr("It has schema {after} already", after=done.after)
    else:
        message = tr(
            "Upgraded from schema {before} to {after}", before=done.before, after=done.after
        )
    if done.kept is not None:
        message += tr("; as it was before it lies in {kept}", kept=done.kept)
    run.done(
        "upgrade",
        message,
        before=done.before,
        after=done.after,
        kept=None if done.kept is None else str(done.kept),
    )
