"""``sources``: the places where goods lie."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli.running import Run, pairs
from inventory_tui.cli.verbs import noun
from inventory_tui.domain import forms
from inventory_tui.domain.source import Source
from inventory_tui.services.sourcing import sourcing

sources = noun("sources", "The places where goods lie.")

FIELDS = "\b\nFields: " + " ".join(field.name for field in forms.SOURCE)


def _row(source: Source) -> dict[str, Any]:
    return {field.name: getattr(source, field.name) for field in forms.SOURCE}


@sources.command("list")
@click.pass_obj
def list_(run: Run) -> None:
    """List all sources, the Default Source first."""
    run.out.rows(
        map(_row, sourcing.list_sources(run.database)),
        ("code", "name", "enabled", "pickup", "country", "postcode", "city"),
    )


@sources.command()
@click.argument("code")
@click.pass_obj
def show(run: Run, code: str) -> None:
    """Show every field of a source."""
    run.out.one(_row(sourcing.get_source(run.database, code)))


@sources.command(epilog=FIELDS)
@click.argument("code")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@click.pass_obj
def add(run: Run, code: str, fields: tuple[str, ...]) -> None:
    """Add a source."""
    typed = {"code": code, **pairs(fields)}
    run.receipt(sourcing.add_source(run.database, typed, cause=run.cause), source=code)


@sources.command("set", epilog=FIELDS)
@click.argument("code")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.pass_obj
def set_(run: Run, code: str, fields: tuple[str, ...]) -> None:
    """Change fields of a source; FIELD= clears one."""
    typed = pairs(fields)
    run.receipt(sourcing.edit_source(run.database, code, typed, cause=run.cause))


@sources.command()
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.pass_obj
def enable(run: Run, codes: tuple[str, ...]) -> None:
    """Let the goods at sources count and ship."""
    run.receipt(sourcing.enable_sources(run.database, codes, cause=run.cause))


@sources.command()
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.pass_obj
def disable(run: Run, codes: tuple[str, ...]) -> None:
    """Let the goods at sources count for nothing; their quantities stay."""
    run.receipt(sourcing.disable_sources(run.database, codes, cause=run.cause))
