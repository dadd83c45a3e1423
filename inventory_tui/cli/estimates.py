"""``estimates``: what a shop says of goods it does not have."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli import reading
from inventory_tui.cli.running import Run, pairs
from inventory_tui.cli.verbs import noun
from inventory_tui.services.products import estimates as services
from inventory_tui.services.products.estimates import Estimate
from inventory_tui.wording import tr

estimates = noun(
    "estimates", tr("What a shop says of goods it does not have, such as 3-5 days.")
)

COLUMNS = ("id", "title", "priority", "products")


def row(one: Estimate, language: str = "") -> dict[str, Any]:
    """An estimate as it is printed.

    Args:
        language: Of its title; empty: as it was first written.
    """
    return {
        "id": one.id,
        "title": one.title_in(language),
        "priority": one.priority,
        "products": one.products,
        "titles": dict(one.titles),
    }


@estimates.command("list")
@click.option("--language", default="", metavar="TAG", help=tr("Titles in this language."))
@click.pass_obj
def list_(run: Run, language: str) -> None:
    """List them, the smallest priority first."""
    asked = reading.language(language) or run.database.language
    run.out.rows((row(one, asked) for one in services.listed(run.database)), COLUMNS)


@estimates.command()
@click.argument("title")
@click.option("--priority", default="0", metavar="N", help=tr("Lists have the smallest first."))
@click.option(
    "--in", "titles", multiple=True, metavar="LANGUAGE=TITLE", help=tr("Its title there.")
)
@click.pass_obj
def add(run: Run, title: str, priority: str, titles: tuple[str, ...]) -> None:
    """Add one; products name it by its title."""
    typed = {"title": title, "priority": priority}
    typed |= {f"title@{name}": text for name, text in pairs(titles, "LANGUAGE=TITLE").items()}
    run.receipt(services.add(run.database, typed, cause=run.cause))


@estimates.command("set")
@click.argument("id")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.pass_obj
def set_(run: Run, id: str, fields: tuple[str, ...]) -> None:
    """Change title, priority or title@de; ID is the number or the title it has."""
    run.receipt(services.edit(run.database, id, pairs(fields), cause=run.cause))


@estimates.command()
@click.argument("id")
@click.option(
    "--force", is_flag=True, help=tr("Also where products name it; they name none then.")
)
@click.pass_obj
def delete(run: Run, id: str, force: bool) -> None:
    """Delete one; ID is its number or its title."""
    run.receipt(services.delete(run.database, id, force=force, cause=run.cause))
