"""What is set aside of source items: safety stock, and goods that are not for sale.

``set_aside`` has a row only where there is any, so a shop that sets nothing aside pays
nothing: whoever adds up source items first asks `SetAsides.any`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from inventory_tui.domain.aside import NOTHING_ASIDE, STATES, Aside, Kept, overfull
from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.errors import Refused
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.driver import Driver
from inventory_tui.store.products.chosen import Scope, within
from inventory_tui.store.tables import aside_movement, product, set_aside, source, source_item

_OF = "select product_id, source_id, kind, quantity from set_aside where product_id"
_STATES = [state.value for state in STATES]
_NAMED = 20
"""How many rows a refusal names."""
_AT_ONCE = 5_000
"""How many rows one statement names."""


def units_aside(
    *, any_aside: bool, of: FromClause = source_item, kinds: Sequence[Kept] = tuple(Kept)
) -> ColumnElement[int]:
    """SQL: what is set aside of a source item, beside its row.

    Args:
        any_aside: Whether anything is set aside at all; else it is not looked for.
        of: What names the source item: `source_item`, an alias of it, or another table with
            a ``product_id`` and a ``source_id``.
        kinds: Only what is set aside for these reasons.
    """
    if not any_aside:
        return literal(0, BigInteger)
    only = []
    if len(kinds) < len(Kept):
        only = [or_(*(set_aside.c.kind == str(kept) for kept in kinds))]
    return func.coalesce(
        # PostgreSQL adds up to a numeric, which is no count of units any more
        select(cast(func.sum(set_aside.c.quantity), BigInteger))
        .where(
            set_aside.c.product_id == of.c.product_id,
            set_aside.c.source_id == of.c.source_id,
            *only,
        )
        .correlate(of)
        .scalar_subquery(),
        0,
    )


def all_aside() -> Select[Any]:
    """SQL: what is set aside of every source item that has any, for whoever needs them all."""
    item = (set_aside.c.product_id, set_aside.c.source_id)
    units = cast(func.sum(set_aside.c.quantity), BigInteger).label("quantity")
    return select(*item, units).group_by(*item)


def aside_columns(*, any_aside: bool, of: FromClause = source_item) -> list[ColumnElement[int]]:
    """SQL: what is set aside of a source item, a column for each reason; see `aside_of`."""
    return [
        units_aside(any_aside=any_aside, of=of, kinds=(kept,)).label(kept.value)
        for kept in Kept
    ]


def aside_of(row: Row[Any]) -> Aside:
    """Read what is set aside out of a row with `aside_columns`."""
    found = row._mapping
    if not any(found[kept.value] for kept in Kept):
        return NOTHING_ASIDE
    return Aside(*(Quantity(int(found[kept.value])) for kept in Kept))


class SetAsides:
    """What is set aside, by (product id, source id)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._any: bool | None = None

    @property
    def any(self) -> bool:
        """Whether anything is set aside anywhere."""
        if self._any is None:
            driver = Driver(self._connection)
            self._any = bool(driver.rows("select 1 from set_aside limit 1"))
        return self._any

    def of(
        self, product_ids: Sequence[int], source_ids: Sequence[int] | None = None
    ) -> dict[tuple[int, int], Aside]:
        """Return what is set aside of these products (at these sources); most have no entry."""
        if self._any is False:  # known; to find out would take as long as to look
            return {}
        found: dict[tuple[int, int], dict[str, Quantity]] = {}
        driver = Driver(self._connection)
        at, places = ("", ()) if source_ids is None else driver.among(source_ids)
        here = at and f" and source_id {at}"
        for some in chunks(product_ids, _AT_ONCE):
            these, values = driver.among(some)
            rows = driver.rows(f"{_OF} {these}{here}", (*values, *places))
            for product_id, source_id, kind, units in rows:
                found.setdefault((product_id, source_id), {})[kind] = Quantity(units)
        return {key: Aside(**kinds) for key, kinds in found.items()}

    def put(
        self, operation: int, wanted: Mapping[tuple[int, int], Aside]
    ) -> dict[tuple[int, int], Aside]:
        """Set what is set aside of source items, and record what changed.

        `Levels.refresh` of these products is to follow.

        Returns:
            What it was before, of those that changed.
        """
        before = self.of(
            sorted({product for product, _ in wanted}), sorted({at for _, at in wanted})
        )
        changed = {
            (*key, kept.value): (was.of(kept).parts, aside.of(kept).parts)
            for key, aside in wanted.items()
            for was in [before.get(key, NOTHING_ASIDE)]
            for kept in Kept
            if was.of(kept) != aside.of(kept)
        }
        if not changed:
            return {}
        self._drop(changed)
        new = [
            {"product_id": product, "source_id": at, "kind": kind, "quantity": after}
            for (product, at, kind), (_, after) in changed.items()
            if after
        ]
        if new:
            self._connection.execute(insert(set_aside), new)
        self._connection.execute(
            insert(aside_movement),
            [
                {
                    "operation_id": operation,
                    "product_id": product,
                    "source_id": at,
                    "kind": kind,
                    "before": was,
                    "after": after,
                }
                for (product, at, kind), (was, after) in changed.items()
            ],
        )
        touched = {(product, at) for product, at, _ in changed}
        here = tuple_(source_item.c.product_id, source_item.c.source_id)
        for some in chunks(sorted(touched), _AT_ONCE):
            self._connection.execute(
                update(source_item)
                .where(here.in_(some))
                .values(version=source_item.c.version + 1)
            )
        self._any = True if new else None
        return {key: before.get(key, NOTHING_ASIDE) for key in touched}

    def drop(self, operation: int, product_ids: Sequence[int]) -> None:
        """Set nothing aside any more of products whose rows are taken away everywhere."""
        self.put(operation, dict.fromkeys(self.of(product_ids), NOTHING_ASIDE))

    def forget(self) -> None:
        """Ask anew whether there is any: rows were written beside this class."""
        self._any = None

    def _drop(self, keys: Iterable[tuple[int, int, str]]) -> None:
        names = tuple_(set_aside.c.product_id, set_aside.c.source_id, set_aside.c.kind)
        for some in chunks(list(keys), _AT_ONCE):
            self._connection.execute(delete(set_aside).where(names.in_(some)))

    def refuse_overfull(self, scope: Scope) -> None:
        """Refuse what leaves less on hand than is damaged or in quality check.

        Asked by whoever brings sums up to date, so that no deed can pass it by.

        Raises:
            Refused: ``not_enough_in_source``, a sentence a row; the deed is to be undone.
        """
        if not self.any:
            return
        unsound = (
            select(
                set_aside.c.product_id,
                set_aside.c.source_id,
                func.sum(set_aside.c.quantity).label("units"),
            )
            .where(set_aside.c.kind.in_(_STATES), *within(set_aside.c.product_id, scope))
            .group_by(set_aside.c.product_id, set_aside.c.source_id)
            .subquery("unsound")
        )
        there = func.coalesce(source_item.c.quantity, 0)
        rows = self._connection.execute(
            select(product.c.sku, source.c.code, there, unsound.c.units)
            .select_from(unsound)
            .join(product, product.c.id == unsound.c.product_id)
            .join(source, source.c.id == unsound.c.source_id)
            .outerjoin(
                source_item,
                (source_item.c.product_id == unsound.c.product_id)
                & (source_item.c.source_id == unsound.c.source_id),
            )
            .where(unsound.c.units > there)
            .order_by(product.c.sku_key, source.c.code_key)
            .limit(_NAMED)
        ).all()
        if rows:
            raise Refused.because(
                [
                    overfull(sku, code, Quantity(left), Quantity(int(units)))
                    for sku, code, left, units in rows
                ]
            )
