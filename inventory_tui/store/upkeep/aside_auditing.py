"""What doctor asks of safety stock and of units that are not for sale."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, and_, func, or_, select

from inventory_tui.domain.aside import STATES, Kept
from inventory_tui.domain.checkup import Finding, Flaw
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.tables import aside_movement, product, set_aside, source, source_item
from inventory_tui.store.upkeep.stretches import Stretch, within
from inventory_tui.wording import tr

_KEY = ("operation_id", "product_id", "source_id", "kind")


class AsideAudit:
    """Looks at what is set aside of products' rows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def stray(self, stretch: Stretch) -> Iterator[Finding]:
        """What is set aside where there is no row, and more units in a state than lie there."""
        units = func.sum(set_aside.c.quantity).filter(
            set_aside.c.kind.in_([state.value for state in STATES])
        )
        rows = self._connection.execute(
            within(
                select(product.c.sku, source.c.code, source_item.c.quantity, units)
                .select_from(set_aside)
                .join(product, product.c.id == set_aside.c.product_id)
                .join(source, source.c.id == set_aside.c.source_id)
                .outerjoin(
                    source_item,
                    and_(
                        source_item.c.product_id == set_aside.c.product_id,
                        source_item.c.source_id == set_aside.c.source_id,
                    ),
                )
                .group_by(product.c.sku, source.c.code, source_item.c.quantity)
                .having(or_(source_item.c.quantity.is_(None), units > source_item.c.quantity)),
                set_aside.c.product_id,
                stretch,
            )
        )
        for sku, code, there, unsound in rows:
            lies = (
                tr("no row is")
                if there is None
                else tr("only {there} lie", there=Quantity(there))
            )
            yield Finding(
                Flaw.STRAY_ASIDE,
                tr(
                    "{sku}: {units} at {code} are not for sale, or stock is kept "
                    "back, but {lies} there.",
                    sku=sku,
                    units=Quantity(int(unsound or 0)),
                    code=code,
                    lies=lies,
                ),
                sku=sku,
                source=code,
                kept=str(Quantity(int(unsound or 0))),
                recomputed="" if there is None else str(Quantity(there)),
            )

    def unrecorded(self, stretch: Stretch) -> Iterator[Finding]:
        """What is set aside otherwise than the history's last word about it says."""
        row = aside_movement.c
        newest = within(
            select(
                row.product_id,
                row.source_id,
                row.kind,
                func.max(row.operation_id).label("operation_id"),
            ).group_by(row.product_id, row.source_id, row.kind),
            row.product_id,
            stretch,
        ).subquery("newest")
        rows = self._connection.execute(
            select(
                product.c.sku,
                source.c.code,
                row.kind,
                row.operation_id,
                row.after,
                func.coalesce(set_aside.c.quantity, 0),
            )
            .select_from(newest)
            .join(aside_movement, and_(*(row[name] == newest.c[name] for name in _KEY)))
            .join(product, product.c.id == newest.c.product_id)
            .join(source, source.c.id == newest.c.source_id)
            .outerjoin(
                set_aside,
                and_(
                    set_aside.c.product_id == newest.c.product_id,
                    set_aside.c.source_id == newest.c.source_id,
                    set_aside.c.kind == newest.c.kind,
                ),
            )
            .where(func.coalesce(set_aside.c.quantity, 0) != row.after)
        )
        for sku, code, kind, operation, after, parts in rows:
            yield Finding(
                Flaw.UNRECORDED_CHANGE,
                tr(
                    "{sku} at {code}: {kept} {kind}, but operation {operation} left {after}.",
                    sku=sku,
                    code=code,
                    kept=Quantity(parts),
                    kind=Kept(kind).label,
                    operation=operation,
                    after=Quantity(after),
                ),
                sku=sku,
                source=code,
                kept=str(Quantity(parts)),
                recomputed=str(Quantity(after)),
            )
