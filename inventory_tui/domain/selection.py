"""Source selection: which source ships how much of each line (spec 2.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inventory_tui.domain.quantity import ZERO, Quantity


@dataclass(frozen=True, slots=True)
class Need:
    """What one product of an order still needs; several lines of one SKU are summed."""

    product_id: int
    sku: str
    quantity: Quantity
    managed: bool = True
    """Unmanaged goods are taken from any listed source, whatever lies there."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one source can give of one product: In Stock, at an enabled source of the stock."""

    source_id: int
    source: str
    priority: int
    product_id: int
    available: Quantity


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a proposal takes of one product at one source; listed even when 0."""

    source_id: int
    source: str
    product_id: int
    sku: str
    quantity: Quantity
    available: Quantity


@dataclass(frozen=True, slots=True)
class Proposal:
    """Which source ships how much; shippable only when every need is met."""

    algorithm: str
    allocations: tuple[Allocation, ...]
    missing: Mapping[int, Quantity]
    """Product id → how much no source can give (only where it is more than 0)."""

    @property
    def shippable(self) -> bool:
        """Whether every need is met."""
        return not self.missing


def by_priority(needs: Sequence[Need], offers: Iterable[Offer]) -> Proposal:
    """Propose sources in the stock's own order, then by code (R16)."""
    ranked = sorted(offers, key=lambda offer: (offer.priority, offer.source.casefold()))
    return allocate("priority", needs, ranked)


def allocate(algorithm: str, needs: Sequence[Need], ranked: Sequence[Offer]) -> Proposal:
    """Walk the ranked offers of each product, taking what is there until the need is met."""
    by_product: dict[int, list[Offer]] = {}
    for offer in ranked:
        by_product.setdefault(offer.product_id, []).append(offer)
    allocations: list[Allocation] = []
    missing: dict[int, Quantity] = {}
    for need in needs:
        left = need.quantity
        for offer in by_product.get(need.product_id, []):
            there = max(offer.available, ZERO)
            taken = min(there, left) if need.managed else left
            left -= taken
            allocations.append(
                Allocation(
                    offer.source_id, offer.source, need.product_id, need.sku, taken, there
                )
            )
        if left:
            missing[need.product_id] = left
    return Proposal(algorithm, tuple(allocations), missing)
