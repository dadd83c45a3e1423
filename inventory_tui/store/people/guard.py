"""Lets through what a person may: every deed and every question passes here.

Who acts is the login name of the process, whatever name the deed is recorded for.  While
nobody is known everybody may everything, a deed costs no statement more, and nothing of what
`rights` needs is loaded.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from inventory_tui.store.driver import Driver

if TYPE_CHECKING:
    from inventory_tui.domain.history import Cause, Deed
    from inventory_tui.domain.permissions import Permission
    from inventory_tui.domain.person import Person
    from inventory_tui.store.people.rights import Rights

_ANYBODY = "select exists (select 1 from person)"


class Guard:
    """The rights of whoever speaks through one transaction."""

    def __init__(
        self, connection: Connection, login: str, *, anybody: bool | None = None
    ) -> None:
        """Guard a transaction.

        Args:
            login: Who asks; who does a deed is said by its cause, where that has a login.
            anybody: Whether anybody is known at all; None: that is still to be asked.
        """
        self._connection = connection
        self._login = login
        self._anybody = anybody
        self._changed = False

    @property
    def anybody(self) -> bool:
        """Whether anybody is known: else everybody may everything."""
        if self._anybody is None:
            self._anybody = bool(Driver(self._connection).rows(_ANYBODY)[0][0])
        return self._anybody

    @cached_property
    def _rights(self) -> Rights:
        from inventory_tui.store.people.rights import Rights

        return Rights(self._connection, self._login)

    def person(self, cause: Cause | None = None) -> Person | None:
        """Return who asks or acts; None while nobody is known.

        Raises:
            Refused: ``not_allowed``: who it is, is not known here or was switched off.
        """
        return self._rights.person(cause) if self.anybody else None

    def forget(self) -> None:
        """People or roles were changed: ask again who is known, and let psql follow."""
        self._anybody = None
        self._changed = True
        if "_rights" in self.__dict__:
            self._rights.forget()

    def admit(self, needed: Collection[Permission] = (), *, whole: bool = False) -> None:
        """Let somebody ask questions, each about what the person may see.

        Args:
            needed: What the person has to hold.
            whole: Hide nothing.

        Raises:
            Refused: As `person` and `require`.
        """
        if self.anybody:
            self._rights.admit(needed, whole)

    def hides(self, source_id: int) -> bool:
        """Whether a source is not for the eyes of who asks."""
        return self.anybody and self._rights.hides(source_id)

    def require(self, *permissions: Permission, cause: Cause | None = None) -> None:
        """Refuse who does not hold all of these, and the applications they belong to.

        Args:
            cause: Of a deed: who does it.

        Raises:
            Refused: ``not_allowed``; the sentences name the right, the role and whom to ask.
        """
        if self.anybody:
            self._rights.require(permissions, cause)

    def require_sources(self, codes: Collection[str], *, cause: Cause | None = None) -> None:
        """Refuse who is confined to other sources than these (codes).

        Raises:
            Refused: ``not_allowed``; a sentence for each.
        """
        if self.anybody:
            self._rights.require_sources(codes, cause)

    def check(self, deed: Deed, cause: Cause, undoes: int | None = None) -> Person | None:
        """Refuse a deed of who may not do it; return who does it.

        Raises:
            Refused: ``not_allowed``.
        """
        return self._rights.check(deed, cause, undoes) if self.anybody else None

    def began(self, operation: int, person: Person | None) -> None:
        """Remember the deed of somebody confined to sources, for `settle`."""
        if person is not None:
            self._rights.began(operation, person)

    def touches(self, source_id: int) -> None:
        """Remember a source that a deed is done at though it may move nothing there.

        A shipment of goods nobody counts is one, for `settle`.
        """
        if self.anybody:
            self._rights.touches(source_id)

    def settle(self) -> None:
        """Refuse deeds that wrote where the person is not at home; asked before they are kept.

        Where reading from psql was granted, its groups follow people and roles that changed.

        All that lies at a source is written together with its history, so nothing passes by;
        what else is done at one is told by `touches`.

        Raises:
            Refused: ``not_allowed``, a sentence for each source; the deed is to be undone.
        """
        if "_rights" in self.__dict__:
            self._rights.settle()
        if self._changed:
            from inventory_tui.store.people import psql

            psql.follow(self._connection)
