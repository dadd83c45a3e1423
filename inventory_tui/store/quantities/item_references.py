"""Names that other systems gave source items (external reference codes).

A name stays with its product and source, also while there is no row: what comes back under
the name comes back there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    Connection,
    Integer,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    tuple_,
)

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.labels import key_of
from inventory_tui.store.people.guard import Guard
from inventory_tui.store.products.chosen import choose_query
from inventory_tui.store.quantities.quantity_staging import found, found_more
from inventory_tui.store.tables import change, item_reference, product, source
from inventory_tui.store.upserting import upsert

REFERENCE = "reference"
"""The kind of such a name in the history."""

Pair = tuple[int, int]
"""Product id, source id."""

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for."""

    product_id: int
    source_id: int
    sku: str
    source: str
    erc: str

    @property
    def label(self) -> str:
        """For people, and for the history."""
        return label_of(self.sku, self.source)


def label_of(sku: str, source: str) -> str:
    """How the history calls the row a name belongs to."""
    return f"{sku} at {source}"


class ItemReferences:
    """The names, by their keys and by what they stand for."""

    def __init__(self, connection: Connection, guard: Guard) -> None:
        self._connection = connection
        self._guard = guard

    def named(self, keys: Collection[str]) -> dict[str, Named]:
        """Return what these names (by `key_of`) stand for, of those that are known."""
        known: dict[str, Named] = {}
        row = item_reference.c
        for some in chunks(sorted(keys), _AT_ONCE):
            rows = self._connection.execute(
                select(
                    row.erc_key,
                    row.product_id,
                    row.source_id,
                    product.c.sku,
                    source.c.code,
                    row.erc,
                )
                .join(product, product.c.id == row.product_id)
                .join(source, source.c.id == row.source_id)
                .where(row.erc_key.in_(some), product.c.deleted_by.is_(None))
            )
            known |= {key: Named(*rest) for key, *rest in rows}
        return known

    def of(self, pairs: Sequence[Pair]) -> dict[Pair, str]:
        """Return the names of these rows; most have none."""
        row = item_reference.c
        found_names: dict[Pair, str] = {}
        for some in chunks(pairs, _AT_ONCE):
            rows = self._connection.execute(
                select(row.product_id, row.source_id, row.erc).where(
                    tuple_(row.product_id, row.source_id).in_(some)
                )
            )
            found_names |= {(product_id, at): erc for product_id, at, erc in rows}
        return found_names

    def put(self, operation: int, wanted: Mapping[Pair, tuple[str, str | None]]) -> int:
        """Give rows names, or take them away, and record it; return how many changed.

        Args:
            wanted: Product and source id → label of the row, and its name (None: none).
        """
        before = self.of(list(wanted))
        changed = {
            pair: (label, before.get(pair), erc)
            for pair, (label, erc) in wanted.items()
            if before.get(pair) != erc
        }
        if not changed:
            return 0
        for _, source_id in changed:
            self._guard.touches(source_id)
        row = item_reference.c
        keys = [key_of(erc) for _, _, erc in changed.values() if erc is not None]
        gone = select(product.c.id).where(product.c.deleted_by.is_not(None))
        here = tuple_(row.product_id, row.source_id)
        for some in chunks(changed, _AT_ONCE):
            self._connection.execute(delete(item_reference).where(here.in_(some)))
        for some_keys in chunks(keys, _AT_ONCE):
            self._connection.execute(
                delete(item_reference).where(
                    row.erc_key.in_(some_keys), row.product_id.in_(gone)
                )
            )
        named = [
            {"product_id": pair[0], "source_id": pair[1], "erc": erc, "erc_key": key_of(erc)}
            for pair, (_, _, erc) in changed.items()
            if erc is not None
        ]
        if named:
            self._connection.execute(insert(item_reference), named)
        self._connection.execute(
            insert(change),
            [
                {
                    "operation_id": operation,
                    "kind": REFERENCE,
                    "subject_id": pair[0],
                    "subject": label,
                    "field": "erc",
                    "before": was,
                    "after": erc,
                }
                for pair, (label, was, erc) in changed.items()
            ],
        )
        return len(changed)

    def put_found(self, operation: int) -> int:
        """Name the rows of a file as it says, and record it; return how many changed."""
        row = item_reference.c
        here = and_(row.product_id == found.c.product_id, row.source_id == found.c.source_id)
        named = (
            select(
                literal(operation, Integer),
                literal(REFERENCE),
                found.c.product_id,
                (product.c.sku + " at " + source.c.code),
                literal("erc"),
                row.erc,
                found_more.c.erc,
            )
            .select_from(found)
            .join(found_more, found_more.c.line == found.c.line)
            .join(product, product.c.id == found.c.product_id)
            .join(source, source.c.id == found.c.source_id)
            .outerjoin(item_reference, here)
            .where(
                found_more.c.erc.is_not(None),
                row.erc_key.is_distinct_from(found_more.c.erc_key),
            )
        )
        columns = ("operation_id", "kind", "subject_id", "subject", "field", "before", "after")
        self._connection.execute(insert(change).from_select(columns, named))
        changed = int(
            self._connection.execute(
                select(func.count()).where(
                    change.c.operation_id == operation, change.c.kind == REFERENCE
                )
            ).scalar_one()
        )
        if not changed:
            return 0
        if self._guard.anybody:
            renamed = named.with_only_columns(found.c.source_id).distinct()
            for source_id in self._connection.scalars(renamed):
                self._guard.touches(source_id)
        ids = choose_query(
            self._connection,
            select(product.c.id).where(product.c.deleted_by.is_not(None)),
            name="gone",
        )
        taken = select(found_more.c.erc_key).where(found_more.c.erc_key.is_not(None))
        self._connection.execute(
            delete(item_reference).where(
                row.product_id.in_(select(ids.c.product_id)), row.erc_key.in_(taken)
            )
        )
        statement = upsert(self._connection, item_reference).from_select(
            ("product_id", "source_id", "erc", "erc_key"),
            select(
                found.c.product_id, found.c.source_id, found_more.c.erc, found_more.c.erc_key
            )
            .join(found_more, found_more.c.line == found.c.line)
            .where(
                found_more.c.erc.is_not(None),
                ~exists(select(literal(1)).where(here, row.erc_key == found_more.c.erc_key)),
            ),
        )
        new = statement.excluded
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["product_id", "source_id"],
                set_={"erc": new.erc, "erc_key": new.erc_key},
            )
        )
        return changed
