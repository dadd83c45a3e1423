"""Sources as stored: by code, by id, and which products have a row at them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.source import Source
from inventory_tui.store.driver import Driver
from inventory_tui.store.people.guard import Guard
from inventory_tui.store.tables import source, source_audience, source_channel
from inventory_tui.wording import tr

_FIELDS = tuple(field.name for field in fields(Source))
_TRUTHS = ("enabled", "pickup", "own_carriers", "archived")
_READ = f"select {', '.join(_FIELDS)} from source"


class Sources:
    """Places that hold goods; one that nothing names may be deleted."""

    def __init__(self, connection: Connection, guard: Guard) -> None:
        self._connection = connection
        self._guard = guard

    def all(self) -> list[Source]:
        """Return every source: the Default Source first, then by code."""
        rows = self._connection.execute(
            select(source).order_by(source.c.id != 1, source.c.code_key)
        )
        return [_source(row) for row in rows]

    def by_label(self) -> dict[str, Source]:
        """Return every source by `key_of` its code; and of its reference, if no code is so."""
        every = self.all()
        labels = {key_of(one.erc): one for one in every if one.erc}
        return labels | {key_of(one.code): one for one in every}

    def seen(self) -> list[Source]:
        """Return the sources that who asks may see, in the order of `all`."""
        return [one for one in self.all() if not self._guard.hides(one.id)]

    def by_code(self, code: str) -> Source | None:
        """Return the source of this code or reference, letter case ignored."""
        return self.by_codes([code]).get(key_of(code))

    def by_codes(self, codes: Iterable[str]) -> dict[str, Source]:
        """Return the sources of these codes by `key_of` the code; unknown are missing.

        What is no code may be a reference (ERC), and its key is then that of the reference.
        """
        keys = {key_of(code) for code in codes}
        rows = self._connection.execute(select(source).where(source.c.code_key.in_(keys)))
        found = {row.code_key: _source(row) for row in rows}
        if others := keys - found.keys() - {""}:
            rows = self._connection.execute(select(source).where(source.c.erc_key.in_(others)))
            found |= {row.erc_key: _source(row) for row in rows}
        return found

    def by_ids(self, ids: Collection[int]) -> dict[int, Source]:
        """Return the sources with these ids."""
        driver = Driver(self._connection)
        these, values = driver.among(ids)
        rows = driver.rows(f"{_READ} where id {these}", values)
        return {one.id: one for one in map(_source_of, rows)}

    def known(
        self, code: str, kind: Kind = Kind.UNKNOWN_SOURCE, field: str | None = None
    ) -> Source:
        """Return the source of this code.

        Raises:
            Refused: There is none; the sentence names one that is near.
        """
        return self.all_known([code], kind, field)[0]

    def all_known(
        self,
        codes: Iterable[str],
        kind: Kind = Kind.UNKNOWN_SOURCE,
        field: str | None = None,
    ) -> list[Source]:
        """Return the sources of these codes, in their order, each once.

        Raises:
            Refused: Some are unknown; each is named.
        """
        wanted = {key_of(code.strip()): code.strip() for code in codes}
        found = self.by_codes(wanted)
        if missing := [code for key, code in wanted.items() if key not in found]:
            have = self._connection.scalars(select(source.c.code)).all()
            raise Refused.because(
                Problem(
                    kind,
                    tr(
                        "There is no source {code!r}.{hint}",
                        code=code,
                        hint=did_you_mean(code, have),
                    ),
                    field,
                    source=code,
                )
                for code in missing
            )
        return list({found[key].id: found[key] for key in wanted}.values())

    def hold(self) -> None:
        """Let no other deed change any source until the transaction ends.

        The Default Source's row is the lock: a unique name checked under it stays unique.
        (On SQLite every deed has the one write lock already.)
        """
        self._connection.execute(
            select(source.c.id).where(source.c.id == 1).with_for_update(key_share=True)
        )

    def named(self, name: str) -> Source | None:
        """Return the source that has this name, letter case ignored."""
        row = self._connection.execute(
            select(source).where(source.c.name_key == key_of(name))
        ).one_or_none()
        return None if row is None else _source(row)

    def labels_like(self, code: str) -> set[str]:
        """Return the folded codes and references that begin as ``code`` does."""
        key = key_of(code)
        above = key + "\U0010ffff"
        return {
            label
            for column in (source.c.code_key, source.c.erc_key)
            for label in self._connection.scalars(
                select(column).where(column >= key, column < above)
            )
        }

    def add(self, new: Source) -> Source:
        """Store a new source (whatever its id and version) and return it with its id."""
        values = {**_columns(new), "version": 1}
        if self._connection.dialect.name == "sqlite":
            from inventory_tui.store.tables import change

            # it would give the id of a deleted source again, whose history still stands
            values["id"] = self._connection.scalar(
                select(
                    1
                    + func.max(
                        select(func.max(source.c.id)).scalar_subquery(),
                        func.coalesce(
                            select(func.max(change.c.subject_id))
                            .where(change.c.kind == "source")
                            .scalar_subquery(),
                            0,
                        ),
                    )
                )
            )
        row = self._connection.execute(insert(source).values(**values).returning(source)).one()
        return _source(row)

    def put(self, changed: Source) -> None:
        """Overwrite what is stored under its id; the version goes up by one."""
        self._connection.execute(
            update(source)
            .where(source.c.id == changed.id)
            .values(**_columns(changed), version=source.c.version + 1)
        )

    def enable(self, ids: Collection[int], enabled: bool) -> None:
        """Switch sources on or off."""
        self._connection.execute(
            update(source)
            .where(source.c.id.in_(ids))
            .values(enabled=enabled, version=source.c.version + 1)
        )

    def delete(self, id: int) -> None:
        """Forget a source that nothing names; the caller has made sure of it."""
        self._connection.execute(delete(source_channel).where(source_channel.c.source_id == id))
        self._connection.execute(
            delete(source_audience).where(source_audience.c.source_id == id)
        )
        self._connection.execute(delete(source).where(source.c.id == id))

    def products_at(self, ids: Collection[int]) -> Table:
        """Fill and return a temporary table of the products with a row at any of them."""
        from inventory_tui.store.products.chosen import choose_query
        from inventory_tui.store.tables import source_item

        return choose_query(
            self._connection,
            select(source_item.c.product_id).where(source_item.c.source_id.in_(ids)).distinct(),
            name="at_sources",
        )


def _columns(one: Source) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in _FIELDS if name not in ("id", "version")}
    return {
        **values,
        "code_key": key_of(one.code),
        "name_key": key_of(one.name),
        "erc_key": key_of(one.erc),
    }


def _source(row: Row[Any]) -> Source:
    return _source_of(tuple(row._mapping[name] for name in _FIELDS))


@lru_cache(maxsize=256)  # there are few, and every plan looks at them
def _source_of(row: tuple[Any, ...]) -> Source:
    values = dict(zip(_FIELDS, row, strict=True))
    return Source(**values | {name: bool(values[name]) for name in _TRUTHS})
