"""Bundles whose parts leave together: whole ones, or none (spec C7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.selection import whole_bundles
from inventory_tui.wording import tr


def torn_bundles(
    order: Order, amounts: Mapping[int, Quantity], left: Mapping[int, Quantity]
) -> Iterator[Problem]:
    """Return the bundles of which a parcel would hold some parts without the others.

    Args:
        amounts: Line id → what is in the parcel.
        left: Line id → what there is for it; a part with less than the others may run out.
    """
    for bundle in order.bundles:
        parts = order.parts(bundle)
        if not bundle.together or not any(part.id in amounts for part in parts):
            continue
        wanted = [
            (amounts.get(part.id, ZERO), part.per_bundle, there)
            for part in parts
            if (there := left.get(part.id, ZERO))
        ]
        if not whole_bundles(wanted):
            yield Problem(
                Kind.VALIDATION_FAILED,
                tr(
                    "{sku}: its parts ship together; send whole bundles.",
                    sku=visible(bundle.sku),
                ),
                "line",
                bundle.sku,
            )
