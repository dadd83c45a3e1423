"""``users``: who works here, and what each may."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli.running import Run, pairs
from inventory_tui.cli.verbs import fields_of, noun
from inventory_tui.domain.person import PERSON, Person
from inventory_tui.services.keeping import people, psql_reading
from inventory_tui.wording import tr

users = noun("users", tr("Who works here, by login name, and what each may."))

FIELDS = fields_of(field for field in PERSON if field.name != "login")


def _row(person: Person) -> dict[str, Any]:
    return {
        "login": person.login,
        "role": person.role.name,
        "sources": list(person.sources),
        "name": person.name,
        "active": person.active,
    }


@users.command("list")
@click.pass_obj
def list_(run: Run) -> None:
    """List everybody; nobody: everybody may everything."""
    rows = map(_row, people.list_people(run.database))
    run.out.rows(rows, ("login", "role", "sources", "name", "active"))


@users.command()
@click.argument("login")
@click.option("--role", required=True, metavar="ROLE", help=tr("What the person may."))
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="CODE",
    help=tr("Only at this source; may be given again. None: at all."),
)
@click.option("--name", default="", metavar="TEXT", help=tr("What people call the person."))
@click.pass_obj
def add(run: Run, login: str, role: str, sources: tuple[str, ...], name: str) -> None:
    """Add a person; whoever adds the first one becomes an admin."""
    typed = {"login": login, "role": role, "sources": ",".join(sources), "name": name}
    run.receipt(people.add_person(run.database, typed, cause=run.cause))


@users.command("set", epilog=FIELDS)
@click.argument("login")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.pass_obj
def set_(run: Run, login: str, fields: tuple[str, ...]) -> None:
    """Change what a person may; sources= lifts every limit, active=no switches off."""
    run.receipt(people.edit_person(run.database, login, pairs(fields), cause=run.cause))


@users.command(can_be_tried=False)
@click.option("--sql", is_flag=True, help=tr("Print the statements; run nothing."))
@click.pass_obj
def grant(run: Run, sql: bool) -> None:
    """Let people read from psql as their roles say, and nobody write (PostgreSQL)."""
    if sql:
        print(psql_reading.script(run.database), end="")
        return
    done = psql_reading.grant(run.database)
    run.done("users grant", done.message, groups=list(done.groups), logins=list(done.logins))


@users.command()
@click.argument("login")
@click.pass_obj
def remove(run: Run, login: str) -> None:
    """Forget a person; the history keeps the name."""
    run.receipt(people.remove_person(run.database, login, cause=run.cause))
