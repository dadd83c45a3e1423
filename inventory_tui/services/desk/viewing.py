"""Saved views of lists.  They are a person's own and change nothing of the inventory, so
they are no deeds: nothing of them is in the history."""

from __future__ import annotations

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of, parse_name
from inventory_tui.domain.views import View
from inventory_tui.store.database import Database
from inventory_tui.store.views import Views
from inventory_tui.wording import tr


def list_views(database: Database, owner: str, list_name: str) -> list[View]:
    """Return a person's views of a list (``products``, ``orders`` …), by name."""
    with database.read() as transaction:
        return Views(transaction.connection).of(owner, list_name)


def save_view(database: Database, owner: str, list_name: str, view: View) -> None:
    """Save a view, over one of the same name.

    Raises:
        InvalidInput: It has no name that can be shown.
    """
    _refuse_bad(view.name)
    with database.write() as transaction:
        Views(transaction.connection).put(owner, list_name, view)


def rename_view(database: Database, owner: str, list_name: str, name: str, new: str) -> None:
    """Give a view another name.

    Raises:
        InvalidInput: The new name cannot be shown.
        Refused: There is no such view, or another has the new name.
    """
    _refuse_bad(new)
    with database.write() as transaction:
        views = Views(transaction.connection)
        names = {key_of(view.name) for view in views.of(owner, list_name)}
        if key_of(new) in names and key_of(new) != key_of(name):
            raise Refused(
                Kind.NOT_UNIQUE, tr("There is a view {name!r} already.", name=new), field="name"
            )
        if not views.rename(owner, list_name, name, new):
            raise _unknown(views, owner, list_name, name)


def delete_view(database: Database, owner: str, list_name: str, name: str) -> None:
    """Delete a view.

    Raises:
        Refused: There is no such view.
    """
    with database.write() as transaction:
        views = Views(transaction.connection)
        if not views.remove(owner, list_name, name):
            raise _unknown(views, owner, list_name, name)


def _refuse_bad(name: str) -> None:
    try:
        parse_name(name)
    except ValueError as problem:
        raise InvalidInput({"name": tr("Name: {problem}", problem=problem)}) from None


def _unknown(views: Views, owner: str, list_name: str, name: str) -> Refused:
    names = [view.name for view in views.of(owner, list_name)]
    return Refused(
        Kind.UNKNOWN_VIEW,
        tr("There is no view {name!r}.{hint}", name=name, hint=did_you_mean(name, names)),
    )
