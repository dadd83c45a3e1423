"""The questions a grid and a command ask for a list of which each row has an id.

A grid asks for the first rows (`Listing.window`) and the snapshot of all ids (`Listing.ids`)
at once, then for the lines of the ids it is about to show (`Listing.rows`).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.permissions import Permission
from inventory_tui.store.database import Database, Transaction

_PAGE = 1_000

_Query = TypeVar("_Query")
_Row = TypeVar("_Row")
_Found = TypeVar("_Found", covariant=True)


class _Listed(Protocol[_Found]):
    """What a query finds, inside one transaction."""

    def count(self) -> int: ...
    def ids(self, limit: int | None = None) -> array[int]: ...
    def rows(self, ids: Sequence[int]) -> Mapping[int, _Found]: ...


class Listing(Generic[_Query, _Row]):
    """One list, each question in a transaction of its own."""

    def __init__(
        self,
        permission: Permission,
        listed: Callable[[Transaction, _Query], _Listed[_Row]],
        everything: _Query,
    ) -> None:
        """Say how its rows are found.

        Args:
            permission: What who asks has to hold.
            everything: The query that leaves nothing out.
        """
        self._permission = permission
        self._listed = listed
        self._everything = everything

    def ids(self, database: Database, query: _Query) -> array[int]:
        """Return the ids of all rows of a query, in order (8 bytes each).

        Raises:
            BadFilter: The filter cannot be read; it says where and why.
            Refused: There is no such order of rows.
        """
        with database.read(self._permission) as transaction:
            return self._listed(transaction, query).ids()

    def window(self, database: Database, query: _Query, limit: int) -> list[_Row]:
        """Return the first rows, without waiting for the snapshot.

        Raises:
            BadFilter: The filter cannot be read; it says where and why.
            Refused: There is no such order of rows.
        """
        return list(self.walk(database, query, limit))

    def rows(self, database: Database, ids: Sequence[int]) -> dict[int, _Row]:
        """Return the rows of these ids."""
        with database.read(self._permission) as transaction:
            return dict(self._listed(transaction, self._everything).rows(ids))

    def count(self, database: Database, query: _Query) -> int:
        """Return how many rows a query finds.

        Raises:
            BadFilter: The filter cannot be read; it says where and why.
        """
        with database.read(self._permission) as transaction:
            return self._listed(transaction, query).count()

    def walk(
        self, database: Database, query: _Query, limit: int | None = None
    ) -> Iterator[_Row]:
        """Walk through the rows of a query, all of one moment, a page at a time.

        Raises:
            BadFilter: The filter cannot be read; it says where and why.
            Refused: There is no such order of rows.
        """
        with database.read(self._permission) as transaction:
            found = self._listed(transaction, query)
            for page in chunks(found.ids(limit), _PAGE):
                rows = found.rows(page)
                yield from (rows[id] for id in page)
