"""Roles of one's own, beside the built-in ones: named sets of permissions."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.permissions import (
    parse_permissions,
    show_permissions,
    stored_permissions,
)
from inventory_tui.domain.person import ROLE, Role
from inventory_tui.services import Database
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


def list_roles(database: Database) -> list[Role]:
    """Return every role: the built-in ones first, as they grow, then by name."""
    with database.read() as transaction:
        return transaction.people.roles()


def get_role(database: Database, name: str) -> Role:
    """Return one role.

    Raises:
        Refused: There is none of that name.
    """
    with database.read() as transaction:
        return transaction.people.role(name)


def add_role(
    database: Database, name: str, permissions: Collection[str], *, cause: Cause
) -> Receipt:
    """Add a role of one's own.

    Args:
        permissions: Their words; ``stock.*`` means all that begin so.

    Raises:
        InvalidInput: The name is missing or no word.
        Refused: The name is taken, or there is no such permission.
    """
    word = read_form(ROLE[:1], {"name": name})["name"]
    held = parse_permissions(permissions)
    with database.write() as transaction:
        transaction.people.hold()
        _refuse_taken(transaction, word)
        number = transaction.journal.begin(Deed.ROLE_ADDED, cause, reason="added")
        id = transaction.people.add_role(word, held)
        transaction.guard.forget()
        added = Role(id, word, held)
        transaction.journal.changed(
            number, "role", id, word, {"*": None}, {**texts(added), "*": word}
        )
        counts: dict[str, int | str] = {"created": 1, "id": id}
        message = tr("Role {name} added: {count} permissions", name=word, count=len(held))
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, Deed.ROLE_ADDED, counts, message)


def edit_role(
    database: Database,
    name: str,
    permissions: Collection[str] | None = None,
    *,
    new_name: str | None = None,
    seen_version: int | None = None,
    cause: Cause,
) -> Receipt:
    """Let a role hold these permissions and no others, or give it another name.

    Raises:
        InvalidInput: The new name is no word.
        Refused: No such role or permission, a built-in role, or the name is taken.
        ChangedElsewhere: Someone changed the role after ``seen_version``.
    """
    held = None if permissions is None else parse_permissions(permissions)
    with database.write() as transaction:
        transaction.people.hold()
        before = transaction.people.role(name, "name")
        _refuse_built_in(before)
        if seen_version not in (None, before.version):
            raise ChangedElsewhere(
                tr(
                    "Role {name} was changed on another terminal; nothing of yours was "
                    "saved. Look at it again.",
                    name=before.name,
                )
            )
        word = before.name
        if new_name is not None:
            word = read_form(ROLE[:1], {"name": new_name})["name"]
        if key_of(word) != key_of(before.name):
            _refuse_taken(transaction, word)
        after = Role(before.id, word, before.permissions if held is None else held)
        if texts(after) == texts(before):
            message = tr("Role {name} is like that already", name=before.name)
            return Receipt(None, Deed.ROLE_EDITED, {"changed": 0}, message)
        number = transaction.journal.begin(Deed.ROLE_EDITED, cause, reason="edited")
        counts = {"changed": put(transaction, number, before, after)}
        message = tr(
            "Role {name}: {count} permissions", name=after.name, count=len(after.permissions)
        )
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, Deed.ROLE_EDITED, counts, message)


def delete_role(
    database: Database, name: str, *, seen_version: int | None = None, cause: Cause
) -> Receipt:
    """Delete a role that nobody has.

    Raises:
        Refused: No such role, a built-in one, or somebody has it.
        ChangedElsewhere: Someone changed the role after ``seen_version``.
    """
    with database.write() as transaction:
        transaction.people.hold()
        role = transaction.people.role(name, "name")
        _refuse_built_in(role)
        if seen_version not in (None, role.version):
            raise ChangedElsewhere(
                tr(
                    "Role {name} was changed on another terminal and was not deleted. "
                    "Look at it again.",
                    name=role.name,
                )
            )
        if having := transaction.people.having(role.id):
            raise Refused(
                Kind.ROLE_IN_USE,
                tr(
                    "Role {name} not deleted: {logins} have it. Give them another "
                    "first: users set LOGIN role=ROLE.",
                    name=role.name,
                    logins=", ".join(having),
                ),
            )
        number = transaction.journal.begin(Deed.ROLE_DELETED, cause, reason="deleted")
        transaction.people.remove_role(role.id)
        transaction.guard.forget()
        transaction.journal.changed(
            number,
            "role",
            role.id,
            role.name,
            {**texts(role), "*": role.name},
            {**dict.fromkeys(texts(role)), "*": None},
        )
        message = tr("Role {name} deleted", name=role.name)
        transaction.journal.finish(number, summary=message, counts={"deleted": 1})
    return Receipt(number, Deed.ROLE_DELETED, {"deleted": 1}, message)


def texts(role: Role) -> dict[str, str | None]:
    """Return a role as the history keeps it."""
    return {"name": role.name, "permissions": " ".join(show_permissions(role.permissions))}


def put(transaction: Transaction, operation: int, before: Role, after: Role) -> int:
    """Write a changed role, recorded under ``operation``; return how many fields changed."""
    transaction.people.put_role(after.id, after.name, after.permissions)
    transaction.guard.forget()
    return transaction.journal.changed(
        operation, "role", after.id, after.name, texts(before), texts(after)
    )


def role_of(before: Role, wanted: Mapping[str, str | None]) -> Role:
    """Return a role with the texts of the history put in."""
    held = before.permissions
    if "permissions" in wanted:
        held = stored_permissions((wanted["permissions"] or "").split())
    return Role(before.id, wanted.get("name") or before.name, held)


def _refuse_taken(transaction: Transaction, name: str) -> None:
    for one in transaction.people.roles():
        if key_of(one.name) == key_of(name):
            raise Refused(
                Kind.NOT_UNIQUE,
                tr("Name: there is a role {name} already.", name=one.name),
                field="name",
            )


def _refuse_built_in(role: Role) -> None:
    if role.built_in:
        raise Refused(
            Kind.BUILT_IN_ROLE_PROTECTED,
            tr(
                "{name} is built in and stays as it is; add a role of your own: roles add.",
                name=role.name,
            ),
        )
