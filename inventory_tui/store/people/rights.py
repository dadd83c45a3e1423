"""What the people who speak through a transaction may, looked up and said."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from inventory_tui.domain.deed_rights import EVERYWHERE, needed
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.person import (
    Person,
    concerns_all,
    inactive_person,
    lacking,
    out_of_reach,
    unknown_person,
)
from inventory_tui.store.driver import Driver
from inventory_tui.store.people.people import People
from inventory_tui.store.people.sight import narrow

_FOREIGN = """
    select source.code from source
    where source.id not in (select source_id from person_source where person_id = ?)
    and (
        exists (select 1 from movement
            where movement.operation_id = ? and movement.source_id = source.id)
        or exists (select 1 from aside_movement
            where aside_movement.operation_id = ? and aside_movement.source_id = source.id)
        or exists (select 1 from change where change.operation_id = ?
            and change.kind = 'source' and change.subject_id = source.id)
        or exists (select 1 from change join incoming on incoming.id = change.subject_id
            where change.operation_id = ? and change.kind = 'incoming'
            and incoming.source_id = source.id)
        or exists (select 1 from change where change.operation_id = ?
            and change.kind = 'incoming' and change.field = 'source'
            and source.code in (change.before, change.after))
        or exists (select 1 from change join shipment on shipment.id = change.subject_id
            where change.operation_id = ? and change.kind = 'shipment'
            and shipment.source_id = source.id)
        or exists (select 1 from change where change.operation_id = ?
            and change.kind = 'consignment' and change.field like 'row % source'
            and source.code in (change.before, change.after))
        or exists (select 1 from change
            join consignment_line as line on line.consignment_id = change.subject_id
            where change.operation_id = ? and change.kind = 'consignment'
            and line.source_id = source.id
            and (change.field like 'row ' || line.id || ' %' or not exists (
                select 1 from consignment_line as mine
                where mine.consignment_id = change.subject_id and (mine.source_id is null
                    or mine.source_id in (
                        select source_id from person_source where person_id = ?)))))
    )
    order by source.id <> 1, source.code_key
"""
_CODES = "select code from source where id"


class Rights:
    """The rights of whoever speaks through one transaction, where people are known."""

    def __init__(self, connection: Connection, login: str) -> None:
        self._connection = connection
        self._login = login
        self._people = People(connection)
        self._found: dict[str, Person | None] = {}
        self._confined: list[tuple[int, Person]] = []
        """Deeds of people who are confined to sources: looked at before they are kept."""
        self._touched: set[int] = set()
        """Sources that something is done at besides what the history of goods says."""

    def person(self, cause: Cause | None = None) -> Person:
        """Return who asks or acts.

        Raises:
            Refused: ``not_allowed``: who it is, is not known here or was switched off.
        """
        login = (cause.login if cause is not None else "") or self._login
        key = key_of(login)
        if key not in self._found:
            self._found[key] = self._people.find(login)
        found = self._found[key]
        if found is None:
            raise unknown_person(login, self._people.admins())
        if not found.active:
            raise inactive_person(found, self._people.admins())
        return found

    def forget(self) -> None:
        """People or roles were changed: look them up again."""
        self._found.clear()

    # -- questions ------------------------------------------------------------------------

    def admit(self, needed: Collection[Permission], whole: bool) -> None:
        """As `Guard.admit`."""
        person = self.person()
        self.require(needed, None)
        if not whole:
            narrow(self._connection, person)

    def hides(self, source_id: int) -> bool:
        """Whether a source is not for the eyes of who asks."""
        person = self.person()
        sees = Permission.WAREHOUSE_VIEW in person.role.permissions
        return not (sees and person.reaches(source_id))

    # -- rights ---------------------------------------------------------------------------

    def require(self, permissions: Collection[Permission], cause: Cause | None) -> None:
        """As `Guard.require`."""
        person = self.person(cause)
        if missing := person.missing(permissions):
            raise lacking(person, missing, self._people.admins())

    def require_sources(self, codes: Collection[str], cause: Cause | None) -> None:
        """As `Guard.require_sources`."""
        person = self.person(cause)
        if not person.is_confined:
            return
        mine = {key_of(code) for code in person.sources}
        if foreign := [code for code in codes if key_of(code) not in mine]:
            raise out_of_reach(person, foreign, self._people.admins())

    # -- deeds ----------------------------------------------------------------------------

    def check(self, deed: Deed, cause: Cause, undoes: int | None) -> Person:
        """As `Guard.check`."""
        person = self.person(cause)
        asked = list(needed(deed))
        login = cause.login or self._login
        if key_of(cause.actor) not in (key_of(login), ""):
            asked.append(Permission.ACTOR_ANY)
        concerned = deed
        if undoes is not None:
            concerned, whose = self._undone(undoes)
            own = key_of(whose) == key_of(login)
            asked.append(Permission.UNDO_OWN if own else Permission.UNDO_ANY)
            asked.extend(needed(concerned))
        if missing := person.missing(asked):
            raise lacking(person, missing, self._people.admins())
        if concerned in EVERYWHERE and person.is_confined:
            raise concerns_all(person, concerned.value, self._people.admins())
        return person

    def began(self, operation: int, person: Person) -> None:
        """Remember the deed of somebody confined."""
        if person.is_confined:
            self._confined.append((operation, person))

    def touches(self, source_id: int) -> None:
        """As `Guard.touches`."""
        self._touched.add(source_id)

    def settle(self) -> None:
        """As `Guard.settle`."""
        driver = Driver(self._connection)
        for number, person in self._confined:
            rows = driver.rows(_FOREIGN, (person.id, *[number] * 8, person.id))
            foreign = [code for (code,) in rows]
            if others := [id for id in self._touched if not person.reaches(id)]:
                these, ids = driver.among(others)
                rows = driver.rows(f"{_CODES} {these} order by code_key", ids)
                foreign += [code for (code,) in rows if code not in foreign]
            if foreign:
                raise out_of_reach(person, foreign, self._people.admins())

    def _undone(self, number: int) -> tuple[Deed, str]:
        """What an undo takes back in the end, and whose deed it takes back."""
        driver = Driver(self._connection)
        query = "select deed, login, actor, undoes from operation where id = ?"
        word, login, actor, below = driver.rows(query, (number,))[0]
        whose = login or actor
        while below is not None:
            word, _, _, below = driver.rows(query, (below,))[0]
        return Deed(word), whose
