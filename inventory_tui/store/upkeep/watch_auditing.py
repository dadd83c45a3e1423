"""What doctor asks of the products that are watched for running low."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from inventory_tui.domain.checkup import Finding, Flaw
from inventory_tui.domain.labels import visible
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.product_options import ACTION
from inventory_tui.store.tables import low_watch, product, product_option
from inventory_tui.wording import tr


def watches(transaction: Transaction) -> Iterator[Finding]:
    """Products that are not watched by the low-stock action they have, or by one they have not.

    Nothing is read where no product has settings of its own and none is watched.
    """
    if not (transaction.product_options.any or transaction.options.any_watched):
        return
    named = (
        select(product_option.c.product_id, product_option.c.value)
        .where(
            product_option.c.key == ACTION,
            product_option.c.channel_id.is_(None),
            product_option.c.value != "",
        )
        .subquery("named")
    )
    unwatched = (
        select(product.c.sku, named.c.value, low_watch.c.action)
        .select_from(named)
        .join(product, product.c.id == named.c.product_id)
        .outerjoin(low_watch, low_watch.c.product_id == named.c.product_id)
        .where(low_watch.c.action.is_distinct_from(named.c.value))
        .order_by(product.c.id)
    )
    for sku, action, kept in transaction.connection.execute(unwatched):
        by = tr("by {action}", action=visible(kept)) if kept else tr("not at all")
        said = tr(
            "{sku}: its low-stock action is {action}, but it is watched {by}.",
            sku=visible(sku),
            action=visible(action),
            by=by,
        )
        yield _finding(said, sku, kept, action)
    strays = (
        select(product.c.sku, low_watch.c.action)
        .select_from(low_watch)
        .join(product, product.c.id == low_watch.c.product_id)
        .where(low_watch.c.product_id.not_in(select(named.c.product_id)))
        .order_by(product.c.id)
    )
    for sku, kept in transaction.connection.execute(strays):
        said = tr(
            "{sku} is watched by {action}, but has no low-stock action.",
            sku=visible(sku),
            action=visible(kept),
        )
        yield _finding(said, sku, kept, None)


def _finding(said: str, sku: str, kept: str | None, right: str | None) -> Finding:
    return Finding(Flaw.KEPT_WATCH, said, sku=sku, kept=kept or "", recomputed=right or "")
