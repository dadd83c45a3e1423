"""What whoever looks may, for screens that show it before it is tried.

Source: spec, part two, 1.8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory_tui.domain.permissions import Permission
from inventory_tui.services import Database

if TYPE_CHECKING:
    from inventory_tui.domain.person import Person


@dataclass(frozen=True, slots=True)
class Standing:
    """Who looks, and what they may."""

    login: str
    person: Person | None
    """None: nobody is known, so everybody may everything."""
    admins: tuple[str, ...] = ()

    def may(self, *permissions: Permission) -> bool:
        """Whether all of these are held, with the applications they belong to."""
        return self.person is None or self.person.may(*permissions)

    def missing(self, *permissions: Permission) -> tuple[Permission, ...]:
        """Return which of these, or of their applications, are not held."""
        return () if self.person is None else self.person.missing(permissions)


def standing(database: Database) -> Standing:
    """Return what the one who looks may.

    Raises:
        Refused: ``not_allowed``: who looks is not known here, or was switched off.
    """
    with database.read() as transaction:
        person = transaction.guard.person()
        admins = () if person is None else tuple(transaction.people.admins())
        return Standing(database.login, person, admins)
