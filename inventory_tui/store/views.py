"""Saved views: a person's own ways to look at a list."""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.views import View
from inventory_tui.store.tables import saved_view


class Views:
    """Views by owner, list and name (letter case ignored)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, owner: str, list_name: str) -> list[View]:
        """Return a person's views of a list, by name."""
        rows = self._connection.execute(
            select(saved_view.c.name, saved_view.c.definition)
            .where(saved_view.c.owner == owner, saved_view.c.list == list_name)
            .order_by(saved_view.c.name_key)
        )
        return [View.read(row.name, json.loads(row.definition)) for row in rows]

    def put(self, owner: str, list_name: str, view: View) -> None:
        """Save a view over the one of the same name."""
        self.remove(owner, list_name, view.name)
        self._connection.execute(
            insert(saved_view).values(
                owner=owner,
                list=list_name,
                name=view.name,
                name_key=key_of(view.name),
                definition=json.dumps(view.definition()),
            )
        )

    def rename(self, owner: str, list_name: str, name: str, new: str) -> bool:
        """Give a view another name; False when there is no such view."""
        result = self._connection.execute(
            update(saved_view)
            .where(*self._named(owner, list_name, name))
            .values(name=new, name_key=key_of(new))
        )
        return result.rowcount == 1

    def remove(self, owner: str, list_name: str, name: str) -> bool:
        """Delete a view; False when there is no such view."""
        result = self._connection.execute(
            delete(saved_view).where(*self._named(owner, list_name, name))
        )
        return result.rowcount == 1

    def _named(self, owner: str, list_name: str, name: str) -> tuple[ColumnElement[bool], ...]:
        return (
            saved_view.c.owner == owner,
            saved_view.c.list == list_name,
            saved_view.c.name_key == key_of(name),
        )
