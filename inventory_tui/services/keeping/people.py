"""People and their roles: who works here, what each may, and at which sources.

While nobody is known everybody may everything.  Whoever adds the first person becomes an
admin, and from then on there is always one.

Source: spec, part two, 1.8.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.permissions import ADMIN
from inventory_tui.domain.person import PERSON, Person
from inventory_tui.services import Database
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


def list_people(database: Database) -> list[Person]:
    """Return everybody, by login name."""
    with database.read() as transaction:
        return transaction.people.all()


def add_person(database: Database, typed: Mapping[str, str], *, cause: Cause) -> Receipt:
    """Add a person; the first time whoever adds becomes an admin, beside the person.

    Args:
        typed: The fields of `domain.person.PERSON`.

    Raises:
        InvalidInput: A field is missing or breaks a rule.
        Refused: The login is taken, there is no such role or source.
    """
    values = read_form(PERSON, typed)
    with database.write() as transaction:
        transaction.people.hold()
        known = transaction.people.find(values["login"])
        if known is not None:
            raise Refused(
                Kind.NOT_UNIQUE,
                tr(
                    "Login: {login!r} is in the list already. Change what {login} may "
                    "with users set.",
                    login=known.login,
                ),
                field="login",
            )
        acting = cause.login or database.login
        transaction.guard.forget()  # somebody else may have been the first meanwhile
        is_first = transaction.people.count() == 0
        themselves = is_first and key_of(acting) == key_of(values["login"])
        number = transaction.journal.begin(Deed.USER_ADDED, cause, reason="added")
        if themselves:
            values |= {"role": ADMIN, "sources": None, "active": True}
        elif is_first:
            _add(transaction, number, {"login": acting, "role": ADMIN})
        id = _add(transaction, number, values)
        transaction.guard.forget()
        counts: dict[str, int | str] = {"created": 1 + (is_first and not themselves), "id": id}
        message = tr("{login} added as {role}", login=values["login"], role=values["role"])
        if themselves:
            message += tr(": the first one always is")
        elif is_first:
            message += tr("; {login}, who did it, is admin from now on", login=acting)
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, Deed.USER_ADDED, counts, message)


def edit_person(
    database: Database,
    login: str,
    typed: Mapping[str, str],
    *,
    seen_version: int | None = None,
    cause: Cause,
) -> Receipt:
    """Change the name, role, sources of a person, or switch the person on or off.

    Raises:
        InvalidInput: A field breaks a rule.
        Refused: No such person, role or source; the last active admin would go.
        ChangedElsewhere: Someone changed the person after ``seen_version``.
    """
    values = read_form(PERSON, typed, partial=True)
    with database.write() as transaction:
        transaction.people.hold()
        before = transaction.people.known(login)
        if seen_version not in (None, before.version):
            raise ChangedElsewhere(
                tr(
                    "{login} was changed on another terminal; nothing of yours was "
                    "saved. Look at it again.",
                    login=before.login,
                )
            )
        if key_of(values.get("login") or login) != key_of(before.login):
            raise Refused(
                Kind.LOCKED_FIELD,
                tr("Login: never changes; add the other one and remove this one."),
                field="login",
            )
        after = _changed(transaction, before, values)
        if texts(after) == texts(before):
            message = tr("{login} is like that already", login=before.login)
            return Receipt(None, Deed.USER_EDITED, {"changed": 0}, message)
        number = transaction.journal.begin(Deed.USER_EDITED, cause, reason="edited")
        changed = put(transaction, number, before, after)
        message = f"{before.login}: {described(after)}"
        counts = {"changed": changed}
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, Deed.USER_EDITED, counts, message)


def remove_person(
    database: Database, login: str, *, seen_version: int | None = None, cause: Cause
) -> Receipt:
    """Forget a person; the history keeps the name.

    Raises:
        Refused: No such person, or the last active admin.
        ChangedElsewhere: Someone changed the person after ``seen_version``.
    """
    with database.write() as transaction:
        transaction.people.hold()
        person = transaction.people.known(login)
        if seen_version not in (None, person.version):
            raise ChangedElsewhere(
                tr(
                    "{login} was changed on another terminal and was not removed. Look "
                    "at it again.",
                    login=person.login,
                )
            )
        _refuse_last_admin(transaction, person, None)
        number = transaction.journal.begin(Deed.USER_REMOVED, cause, reason="removed")
        transaction.people.remove(person.id)
        transaction.guard.forget()
        gone = dict.fromkeys(texts(person))
        transaction.journal.changed(
            number,
            "person",
            person.id,
            person.login,
            {**texts(person), "*": person.login},
            {**gone, "*": None},
        )
        message = tr("{login} removed; the history keeps the name", login=person.login)
        transaction.journal.finish(number, summary=message, counts={"deleted": 1})
    return Receipt(number, Deed.USER_REMOVED, {"deleted": 1}, message)


def texts(person: Person) -> dict[str, str | None]:
    """Return a person as the history keeps one."""
    return {
        "name": person.name or None,
        "role": person.role.name,
        "sources": ",".join(person.sources) or None,
        "active": "yes" if person.active else "no",
    }


def described(person: Person) -> str:
    """What a person may, for a line: ``clerk at berlin, paris``."""
    may = person.role.name
    if person.sources:
        may = tr("{role} at {sources}", role=may, sources=", ".join(person.sources))
    return may if person.active else tr("{role}, switched off", role=may)


def put(transaction: Transaction, operation: int, before: Person, after: Person) -> int:
    """Write a changed person, recorded under ``operation``; return how many fields changed.

    Raises:
        Refused: ``last_admin_protected``.
    """
    _refuse_last_admin(transaction, before, after)
    transaction.people.put(after.id, after.name, after.role.id, after.source_ids, after.active)
    transaction.guard.forget()
    return transaction.journal.changed(
        operation, "person", after.id, after.login, texts(before), texts(after)
    )


def person_of(
    transaction: Transaction, before: Person, wanted: Mapping[str, str | None]
) -> Person:
    """Return a person with the texts of the history put in.

    Raises:
        Refused: There is no such role or source any more.
    """
    values: dict[str, Any] = {}
    for name, text in wanted.items():
        values[name] = text
    if "sources" in values:
        values["sources"] = [code for code in (values["sources"] or "").split(",") if code]
    if "active" in values:
        values["active"] = values["active"] != "no"
    return _changed(transaction, before, values)


def _changed(transaction: Transaction, before: Person, values: Mapping[str, Any]) -> Person:
    after = before
    if "name" in values:
        after = replace(after, name=values["name"] or "")
    if values.get("role"):
        after = replace(after, role=transaction.people.role(values["role"]))
    if values.get("active") is not None:
        after = replace(after, active=values["active"])
    if "sources" in values:
        places = _sources(transaction, values["sources"] or ())
        after = replace(after, sources=tuple(places), source_ids=frozenset(places.values()))
    return after


def _sources(transaction: Transaction, codes: Collection[str]) -> dict[str, int]:
    """Code → id, in the order of every list of sources."""
    places = transaction.sources.all_known(codes, field="sources")
    ordered = sorted(places, key=lambda one: (not one.is_default, key_of(one.code)))
    return {one.code: one.id for one in ordered}


def _add(transaction: Transaction, number: int, values: Mapping[str, Any]) -> int:
    role = transaction.people.role(values["role"])
    places = _sources(transaction, values.get("sources") or ())
    active = values.get("active") is not False
    name = values.get("name") or ""
    id = transaction.people.add(
        values["login"], name, role.id, frozenset(places.values()), active
    )
    added = Person(
        id, values["login"], name, role, tuple(places), frozenset(places.values()), active
    )
    transaction.journal.changed(
        number,
        "person",
        id,
        added.login,
        {"*": None},
        {**texts(added), "*": added.login},
    )
    return id


def _refuse_last_admin(transaction: Transaction, before: Person, after: Person | None) -> None:
    stays = not before.is_admin or (after is not None and after.is_admin)
    if not stays and not transaction.people.admins(besides=before.id):
        raise Refused(
            Kind.LAST_ADMIN_PROTECTED,
            tr(
                "{login} is the last active admin; make somebody else admin first: users "
                "set LOGIN role=admin.",
                login=before.login,
            ),
            field="role",
        )
