"""Taking back what a deed changed of people and roles."""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.services.keeping import people, roles
from inventory_tui.services.keeping.changed_things import Texts, Thing
from inventory_tui.store.database import Transaction


def people_now(transaction: Transaction, things: Sequence[Thing]) -> list[Texts | None]:
    """What people look like now; None: they were removed."""
    known = {one.id: one for one in transaction.people.all()}
    return [people.texts(known[thing.id]) if thing.id in known else None for thing in things]


def roles_now(transaction: Transaction, things: Sequence[Thing]) -> list[Texts | None]:
    """What roles look like now; None: they were deleted."""
    known = {one.id: one for one in transaction.people.roles()}
    return [roles.texts(known[thing.id]) if thing.id in known else None for thing in things]


def restore_people(transaction: Transaction, operation: int, things: list[Thing]) -> None:
    """Make people look as before.

    Raises:
        Refused: The last active admin would go, or a role or source is gone.
    """
    for thing in things:
        before = transaction.people.known(thing.label)
        after = people.person_of(transaction, before, thing.before)
        people.put(transaction, operation, before, after)


def restore_roles(transaction: Transaction, operation: int, things: list[Thing]) -> None:
    """Make roles look as before."""
    known = {one.id: one for one in transaction.people.roles()}
    for thing in things:
        before = known[thing.id]
        roles.put(transaction, operation, before, roles.role_of(before, thing.before))
