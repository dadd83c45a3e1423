"""Every kept sum and every rule recomputed, in walks that cost the memory of one stretch.

Products, and then orders, are walked in stretches of their ids.  A stretch is one statement:
what is kept and what it follows from are laid on top of each other and grouped, and only
rows that differ come back.

Sources: spec 2.1 (salable), 2.2 (invariant of the ledger), 2.3 (states of orders).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    and_,
    cast,
    func,
    or_,
    select,
)

from inventory_tui.domain.checkup import Finding, Flaw
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import WITH_SOURCE_ITEMS
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.product_search import listed
from inventory_tui.store.tables import (
    movement,
    product,
    source,
    source_item,
)
from inventory_tui.store.upkeep.aside_auditing import AsideAudit
from inventory_tui.store.upkeep.level_auditing import LevelAudit, amount
from inventory_tui.store.upkeep.stretches import Stretch, stretches, within
from inventory_tui.wording import tr


class ProductAudit:
    """Looks at products, their rows and their kept sums."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self._levels = LevelAudit(transaction)
        self._asides = AsideAudit(transaction.connection)

    def stretches(self) -> list[Stretch]:
        """The walk over all products, deleted ones too."""
        return stretches(self._connection.scalar(select(func.max(product.c.id))) or 0)

    def levels(self, stretch: Stretch) -> Iterator[Finding]:
        """What stocks may promise, kept beside recomputed."""
        return self._levels.levels(stretch)

    def walk(self, stretch: Stretch) -> Iterator[Finding]:
        """Everything that must hold of these products."""
        for check in (
            self.levels,
            self._levels.promised_elsewhere,
            self._stray_items,
            self._movements,
            self._asides.stray,
            self._asides.unrecorded,
            self._product_keys,
            self._unlisted,
        ):
            yield from check(stretch)

    def _stray_items(self, stretch: Stretch) -> Iterator[Finding]:
        own = product.c.type.in_([kind.value for kind in WITH_SOURCE_ITEMS])
        rows = self._connection.execute(
            within(
                select(product.c.sku, source.c.code, source_item.c.quantity)
                .select_from(product)
                .join(source_item, source_item.c.product_id == product.c.id)
                .join(source, source.c.id == source_item.c.source_id)
                .where(or_(~own, product.c.deleted_by.is_not(None))),
                product.c.id,
                stretch,
            )
        )
        for sku, code, parts in rows:
            yield Finding(
                Flaw.STRAY_SOURCE_ITEM,
                tr(
                    "{sku} has no quantities of its own, but {quantity} lie at {code}.",
                    sku=sku,
                    quantity=Quantity(parts),
                    code=code,
                ),
                sku=sku,
                source=code,
                kept=str(Quantity(parts)),
            )

    def _movements(self, stretch: Stretch) -> Iterator[Finding]:
        newest = within(
            select(
                movement.c.product_id,
                movement.c.source_id,
                func.max(movement.c.operation_id).label("operation_id"),
            ).group_by(movement.c.product_id, movement.c.source_id),
            movement.c.product_id,
            stretch,
        ).subquery("newest")
        rows = self._connection.execute(
            select(
                product.c.sku,
                source.c.code,
                movement.c.operation_id,
                movement.c.quantity_after,
                source_item.c.quantity,
            )
            .select_from(newest)
            .join(
                movement,
                and_(
                    movement.c.operation_id == newest.c.operation_id,
                    movement.c.product_id == newest.c.product_id,
                    movement.c.source_id == newest.c.source_id,
                ),
            )
            .join(product, product.c.id == newest.c.product_id)
            .join(source, source.c.id == newest.c.source_id)
            .outerjoin(
                source_item,
                and_(
                    source_item.c.product_id == newest.c.product_id,
                    source_item.c.source_id == newest.c.source_id,
                ),
            )
            .where(movement.c.quantity_after.is_distinct_from(source_item.c.quantity))
        )
        for sku, code, operation, after, parts in rows:
            yield Finding(
                Flaw.UNRECORDED_CHANGE,
                tr(
                    "{sku} at {code}: {quantity} lies there, but operation "
                    "{operation} left {after}.",
                    sku=sku,
                    code=code,
                    quantity=amount(parts),
                    operation=operation,
                    after=amount(after),
                ),
                sku=sku,
                source=code,
                kept=amount(parts),
                recomputed=amount(after),
            )

    def _product_keys(self, stretch: Stretch) -> Iterator[Finding]:
        """Labels and their keys; the database tells which are plain letters in lower case."""
        odd = or_(
            self._is_odd(product.c.sku, product.c.sku_key),
            self._is_odd(product.c.name, product.c.name_key),
        )
        rows = self._connection.execute(
            within(
                select(product.c.sku, product.c.sku_key, product.c.name, product.c.name_key),
                product.c.id,
                stretch,
            ).where(odd),
            execution_options={"yield_per": 10_000},
        )
        for sku, sku_key, name, name_key in rows:
            for label, key in ((sku, sku_key), (name, name_key)):
                right = key_of(label)
                if key != right:
                    yield Finding(
                        Flaw.LABEL_KEY,
                        tr(
                            "{sku}: {label!r} is looked for as {key!r}.",
                            sku=sku,
                            label=label,
                            key=key,
                        ),
                        sku=sku,
                        kept=key,
                        recomputed=right,
                    )

    def _is_odd(
        self, label: ColumnElement[str], key: ColumnElement[str]
    ) -> ColumnElement[bool]:
        """SQL: a label has other letters than A to Z, or a key that is not these made small."""
        if self._connection.dialect.name == "postgresql":
            size, small = func.octet_length(label), func.lower(label.collate("C"))
        else:
            size, small = func.length(cast(label, LargeBinary)), func.lower(label)
        return or_(size != func.length(label), key != small)

    def _unlisted(self, stretch: Stretch) -> Iterator[Finding]:
        """Products that words of their labels would not find."""
        if self._connection.dialect.name == "postgresql":
            return  # there it is an index, which the server keeps
        missing = within(select(product.c.sku), product.c.id, stretch)
        for sku in self._connection.scalars(
            missing.where(product.c.id.not_in(listed(*stretch)))
        ):
            yield Finding(
                Flaw.KEPT_LABELS, tr("{sku} is not found by its labels.", sku=sku), sku=sku
            )
