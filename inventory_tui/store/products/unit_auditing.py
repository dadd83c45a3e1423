"""What must hold of units of measure: their rows are named, and count, as the units say."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import false, func, or_, select

from inventory_tui.domain.checkup import Finding, Flaw
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.unit import BETWEEN
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.unit_rules import step_in
from inventory_tui.store.tables import product, source, source_item, unit
from inventory_tui.wording import tr, trn


def units(transaction: Transaction) -> Iterator[Finding]:
    """Every unit is counted on a living row that counts as it says, one of them primary."""
    yield from _strays(transaction)
    if transaction.units.any:
        yield from _elsewhere(transaction)
        yield from _unlike(transaction)
        yield from _wrongly_named(transaction)
        yield from _primaries(transaction)
        yield from _too_fine(transaction)


def _strays(transaction: Transaction) -> Iterator[Finding]:
    without = transaction.connection.scalars(
        select(product.c.sku)
        .outerjoin(unit, unit.c.product_id == product.c.id)
        .where(
            product.c.unit_of.is_not(None), product.c.deleted_by.is_(None), unit.c.id.is_(None)
        )
        .order_by(product.c.id)
    )
    for sku in without:
        said = tr("{sku} is the row of a unit that is not there.", sku=visible(sku))
        yield Finding(Flaw.UNIT, said, sku=sku)


def _elsewhere(transaction: Transaction) -> Iterator[Finding]:
    rows = transaction.connection.execute(
        select(product.c.sku, unit.c.key)
        .join(unit, unit.c.product_id == product.c.id)
        .where(
            or_(
                product.c.deleted_by.is_not(None),
                func.coalesce(product.c.unit_of, product.c.id) != unit.c.base_id,
            )
        )
        .order_by(product.c.id)
    )
    for sku, key in rows:
        said = tr(
            "{sku} cannot be counted in {key}, a unit of another product.",
            sku=visible(sku),
            key=key,
        )
        yield Finding(Flaw.UNIT, said, sku=sku)


def _unlike(transaction: Transaction) -> Iterator[Finding]:
    rows = transaction.connection.execute(
        select(product.c.sku, unit.c.key, unit.c.precision, unit.c.increment)
        .join(unit, unit.c.product_id == product.c.id)
        .where(
            or_(
                product.c.precision.is_distinct_from(unit.c.precision),
                product.c.increment.is_distinct_from(unit.c.increment),
                func.coalesce(product.c.increments_enabled, false()) == false(),
                product.c.decimals != (unit.c.precision > 0),
            )
        )
        .order_by(product.c.id)
    )
    for sku, key, precision, increment in rows:
        yield Finding(
            Flaw.UNIT,
            tr(
                "{sku} does not count as its unit {key} says: {precision} decimals, "
                "steps of {increment}.",
                sku=visible(sku),
                key=key,
                precision=precision,
                increment=Quantity(increment),
            ),
            sku=sku,
        )


def _wrongly_named(transaction: Transaction) -> Iterator[Finding]:
    base = product.alias("base")
    several = (
        select(unit.c.base_id).group_by(unit.c.base_id).having(func.count() > 1).subquery()
    )
    first = unit.alias("first")
    bare = func.substr(
        base.c.sku_key,
        1,
        func.length(base.c.sku_key) - func.length(first.c.key_key) - len(BETWEEN),
    )
    rows = transaction.connection.execute(
        select(product.c.sku, unit.c.key)
        .select_from(unit)
        .join(several, several.c.base_id == unit.c.base_id)
        .join(product, product.c.id == unit.c.product_id)
        .join(base, base.c.id == unit.c.base_id)
        .join(first, first.c.product_id == base.c.id)
        .where(product.c.sku_key != bare + BETWEEN + unit.c.key_key)
        .order_by(product.c.id)
    )
    for sku, key in rows:
        yield Finding(
            Flaw.UNIT,
            tr("{sku} is not named after its unit {key}.", sku=visible(sku), key=key),
            sku=sku,
        )


def _primaries(transaction: Transaction) -> Iterator[Finding]:
    rows = transaction.connection.execute(
        select(product.c.sku, func.count())
        .select_from(unit)
        .join(product, product.c.id == unit.c.base_id)
        .where(unit.c.is_primary)
        .group_by(product.c.id, product.c.sku)
        .having(func.count() > 1)
        .order_by(product.c.id)
    )
    for sku, count in rows:
        yield Finding(
            Flaw.UNIT,
            trn(
                "{sku} has {count} primary unit.",
                "{sku} has {count} primary units.",
                count,
                sku=visible(sku),
            ),
            sku=sku,
        )


def _too_fine(transaction: Transaction) -> Iterator[Finding]:
    rows = transaction.connection.execute(
        select(product.c.sku, source.c.code, source_item.c.quantity)
        .select_from(unit)
        .join(product, product.c.id == unit.c.product_id)
        .join(source_item, source_item.c.product_id == product.c.id)
        .join(source, source.c.id == source_item.c.source_id)
        .where(source_item.c.quantity % step_in() != 0)
        .order_by(product.c.id, source.c.id)
    )
    for sku, code, quantity in rows:
        yield Finding(
            Flaw.UNIT,
            tr(
                "{sku} at {code}: {quantity} has more decimals than its unit.",
                sku=visible(sku),
                code=code,
                quantity=Quantity(quantity),
            ),
            sku=sku,
            source=code,
        )
