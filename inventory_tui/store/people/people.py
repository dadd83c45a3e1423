"""People and roles as stored.  Built-in roles hold what `domain.permissions` says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.permissions import (
    ADMIN,
    BUILT_IN,
    Permission,
    show_permissions,
    stored_permissions,
)
from inventory_tui.domain.person import Person, Role
from inventory_tui.store.driver import Driver
from inventory_tui.store.tables import person, person_source, role, role_permission, source
from inventory_tui.wording import tr

_PERSON = """
    select person.id, person.login, person.name, person.active, person.version,
        role.id, role.name, role.built_in, role.version
    from person join role on role.id = person.role_id
"""
_SOURCES = """
    select person_source.source_id, source.code
    from person_source join source on source.id = person_source.source_id
    join person on person.id = person_source.person_id
    where person.login_key = ? order by source.id <> 1, source.code_key
"""
_PERMISSIONS = "select permission from role_permission where role_id = ?"


class People:
    """Who works here, by login name (letter case ignored)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._driver = Driver(connection)

    def any(self) -> bool:
        """Whether anybody is known: else everybody may everything."""
        return bool(self._driver.rows("select exists (select 1 from person)")[0][0])

    def find(self, login: str) -> Person | None:
        """Return the person of this login name."""
        key = key_of(login)
        rows, places = self._driver.answers(
            (f"{_PERSON} where person.login_key = ?", (key,)), (_SOURCES, (key,))
        )
        return self._person(rows[0], places) if rows else None

    def known(self, login: str) -> Person:
        """Return the person of this login name.

        Raises:
            Refused: There is none; the sentence names one that is near.
        """
        found = self.find(login.strip())
        if found is None:
            raise Refused(
                Kind.UNKNOWN_PERSON,
                tr(
                    "There is no person {login!r}.{hint}",
                    login=login,
                    hint=did_you_mean(login, self.logins()),
                ),
                field="login",
            )
        return found

    def all(self) -> list[Person]:
        """Return everybody, by login name."""
        rows = self._driver.rows(f"{_PERSON} order by person.login_key")
        places: dict[int, list[tuple[Any, ...]]] = {}
        for person_id, *place in self._connection.execute(
            select(person_source.c.person_id, source.c.id, source.c.code)
            .join(source, source.c.id == person_source.c.source_id)
            .order_by(source.c.id != 1, source.c.code_key)
        ):
            places.setdefault(person_id, []).append(tuple(place))
        return [self._person(row, places.get(row[0], [])) for row in rows]

    def logins(self) -> list[str]:
        """Return every login name."""
        return list(self._connection.scalars(select(person.c.login)))

    def admins(self, besides: int | None = None) -> list[str]:
        """Return the login names of active admins, one (by id) left out."""
        query = select(person.c.login).join(role, role.c.id == person.c.role_id)
        query = query.where(role.c.name_key == ADMIN, person.c.active)
        if besides is not None:
            query = query.where(person.c.id != besides)
        return list(self._connection.scalars(query.order_by(person.c.login_key)))

    def hold(self) -> None:
        """Let no other deed change people or roles until the transaction ends.

        The first role's row is the lock.  (On SQLite every deed has the one write lock.)
        """
        self._connection.execute(
            select(role.c.id).where(role.c.name_key == ADMIN).with_for_update(key_share=True)
        )

    def add(
        self, login: str, name: str, role_id: int, source_ids: Collection[int], active: bool
    ) -> int:
        """Store a new person and return the id."""
        id = self._connection.execute(
            insert(person)
            .values(
                login=login, login_key=key_of(login), name=name, role_id=role_id, active=active
            )
            .returning(person.c.id)
        ).scalar_one()
        self._confine(int(id), source_ids)
        return int(id)

    def put(
        self, id: int, name: str, role_id: int, source_ids: Collection[int], active: bool
    ) -> None:
        """Overwrite a person; the version goes up by one."""
        self._connection.execute(
            update(person)
            .where(person.c.id == id)
            .values(name=name, role_id=role_id, active=active, version=person.c.version + 1)
        )
        self._connection.execute(delete(person_source).where(person_source.c.person_id == id))
        self._confine(id, source_ids)

    def remove(self, id: int) -> None:
        """Forget a person; the history keeps the login name."""
        self._connection.execute(delete(person_source).where(person_source.c.person_id == id))
        self._connection.execute(delete(person).where(person.c.id == id))

    # -- roles ------------------------------------------------------------------------------

    def roles(self) -> list[Role]:
        """Return every role: the built-in ones first, as they grow, then by name."""
        order = list(BUILT_IN)
        held: dict[int, list[str]] = {}
        for role_id, word in self._connection.execute(select(role_permission)):
            held.setdefault(role_id, []).append(word)
        found = [
            Role(
                row.id,
                row.name,
                BUILT_IN[row.name]
                if row.built_in
                else stored_permissions(held.get(row.id, ())),
                row.built_in,
                row.version,
            )
            for row in self._connection.execute(select(role))
        ]
        return sorted(
            found, key=lambda one: (order.index(one.name) if one.built_in else 99, one.name)
        )

    def role(self, name: str, field: str = "role") -> Role:
        """Return the role of this name.

        Raises:
            Refused: There is none; the sentence names one that is near.
        """
        every = {key_of(one.name): one for one in self.roles()}
        found = every.get(key_of(name.strip()))
        if found is None:
            names = ", ".join(one.name for one in every.values())
            raise Refused(
                Kind.UNKNOWN_ROLE,
                tr(
                    "There is no role {name!r}.{hint} There are: {names}.",
                    name=name,
                    hint=did_you_mean(name, every),
                    names=names,
                ),
                field=field,
            )
        return found

    def add_role(self, name: str, permissions: Iterable[Permission]) -> int:
        """Store a custom role and return its id."""
        id = self._connection.execute(
            insert(role).values(name=name, name_key=key_of(name)).returning(role.c.id)
        ).scalar_one()
        self._grant(int(id), permissions)
        return int(id)

    def put_role(self, id: int, name: str, permissions: Iterable[Permission]) -> None:
        """Overwrite a custom role; the version goes up by one."""
        self._connection.execute(
            update(role)
            .where(role.c.id == id)
            .values(name=name, name_key=key_of(name), version=role.c.version + 1)
        )
        self._connection.execute(delete(role_permission).where(role_permission.c.role_id == id))
        self._grant(id, permissions)

    def remove_role(self, id: int) -> None:
        """Delete a custom role that nobody has."""
        self._connection.execute(delete(role_permission).where(role_permission.c.role_id == id))
        self._connection.execute(delete(role).where(role.c.id == id))

    def having(self, role_id: int) -> list[str]:
        """Return the login names of those who have a role."""
        query = select(person.c.login).where(person.c.role_id == role_id)
        return list(self._connection.scalars(query.order_by(person.c.login_key)))

    def count(self) -> int:
        """How many people are known."""
        query = select(func.count(literal(1))).select_from(person)
        return int(self._connection.execute(query).scalar_one())

    def _confine(self, id: int, source_ids: Collection[int]) -> None:
        if source_ids:
            self._connection.execute(
                insert(person_source),
                [{"person_id": id, "source_id": one} for one in sorted(source_ids)],
            )

    def _grant(self, id: int, permissions: Iterable[Permission]) -> None:
        words = show_permissions(permissions)
        if words:
            self._connection.execute(
                insert(role_permission), [{"role_id": id, "permission": word} for word in words]
            )

    def _person(self, row: Sequence[Any], places: Sequence[Sequence[Any]]) -> Person:
        id, login, name, active, version, role_id, role_name, built_in, role_version = row
        if built_in:
            held = BUILT_IN[role_name]
        else:
            words = self._driver.rows(_PERMISSIONS, (role_id,))
            held = stored_permissions(word for (word,) in words)
        return Person(
            id,
            login,
            name,
            Role(role_id, role_name, held, bool(built_in), role_version),
            tuple(code for _, code in places),
            frozenset(source_id for source_id, _ in places),
            bool(active),
            version,
        )
