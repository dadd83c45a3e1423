"""What a person should know about a bulk deed beside its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain.bulk import Request, Transfer, Unassign
from inventory_tui.domain.labels import visible
from inventory_tui.domain.source import Source
from inventory_tui.domain.unit import bare_sku
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


def notes(transaction: Transaction, request: Request, sources: list[Source]) -> tuple[str, ...]:
    """What a person should know about the deed as a whole."""
    if isinstance(request, Unassign):
        return (
            tr("The quantities at these sources are removed for good; undo brings them back."),
        )
    if not isinstance(request, Transfer):
        return ()
    origin, destination = sources
    serving = {
        end.id: {
            stock.name
            for stock in transaction.stocks.all()
            if any(link.source_id == end.id for link in stock.sources)
        }
        for end in sources
    }
    if serving[origin.id] == serving[destination.id]:
        if not serving[origin.id]:
            return (tr("No stock takes from either source: no salable changes."),)
        names = tr(" and ").join(sorted(serving[origin.id]))
        return (tr("Both serve {stocks}: its salable does not change.", stocks=names),)
    return (
        tr(
            "{origin} and {destination} serve different stocks: what these may promise "
            "changes.",
            origin=origin.code,
            destination=destination.code,
        ),
    )


def differences(
    transaction: Transaction, product_ids: Sequence[int], ends: Sequence[Source]
) -> tuple[str, ...]:
    """Say of products what they are counted in at both ends of a transfer, a sentence each."""
    if not product_ids:
        return ()
    origin, destination = ends
    said = []
    for id, unit in transaction.units.of_products(product_ids).items():
        units = transaction.units.of_base(unit.base_id)
        ids = [one.product_id for one in units]
        there = transaction.source_items.of_products(ids, [destination.id])
        names = [
            one.name
            for one in units
            if one.product_id != id
            and (item := there.get((one.product_id, destination.id))) is not None
            and item.quantity
        ]
        bare = bare_sku(units, transaction.products.by_ids([unit.base_id])[unit.base_id].sku)
        said.append(
            tr(
                "{sku} not moved: {unit} at {origin}, {units} at {destination}.",
                sku=visible(bare),
                unit=unit.name,
                origin=origin.code,
                units=", ".join(names),
                destination=destination.code,
            )
        )
    return tuple(said)
