"""``roles``: named sets of permissions."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.domain.permissions import Permission, show_permissions
from inventory_tui.domain.person import Role
from inventory_tui.services.keeping import roles as keeping_roles
from inventory_tui.wording import tr

roles = noun("roles", tr("Named sets of permissions; people have one each."))

PERMISSIONS = "\n".join(("\b", tr("Permissions:"), *(f"  {one.value}" for one in Permission)))


def _row(role: Role) -> dict[str, Any]:
    return {"role": role.name, "permissions": list(show_permissions(role.permissions))}


@roles.command("list")
@click.pass_obj
def list_(run: Run) -> None:
    """List the roles, the built-in ones first."""
    run.out.rows(map(_row, keeping_roles.list_roles(run.database)), ("role", "permissions"))


@roles.command()
@click.argument("role")
@click.pass_obj
def show(run: Run, role: str) -> None:
    """Show what a role may."""
    found = keeping_roles.get_role(run.database, role)
    run.out.one({**_row(found), "built_in": found.built_in})


@roles.command(epilog=PERMISSIONS)
@click.argument("role")
@click.argument("permissions", nargs=-1, required=True, metavar="PERMISSION...")
@click.pass_obj
def add(run: Run, role: str, permissions: tuple[str, ...]) -> None:
    """Add a role; stock.* means every permission that begins so."""
    run.receipt(keeping_roles.add_role(run.database, role, permissions, cause=run.cause))


@roles.command("set", epilog=PERMISSIONS)
@click.argument("role")
@click.argument("permissions", nargs=-1, required=True, metavar="PERMISSION...")
@click.pass_obj
def set_(run: Run, role: str, permissions: tuple[str, ...]) -> None:
    """Let a role hold these permissions and no others."""
    run.receipt(keeping_roles.edit_role(run.database, role, permissions, cause=run.cause))


@roles.command()
@click.argument("role")
@click.pass_obj
def delete(run: Run, role: str) -> None:
    """Delete a role that nobody has."""
    run.receipt(keeping_roles.delete_role(run.database, role, cause=run.cause))
