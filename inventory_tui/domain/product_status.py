"""Whether a product is for sale as the clock stands: draft, scheduled, expired or approved.

Nobody has to do anything for a date to come true: what a product is follows from its dates
at the moment it is looked at.  That it is *published* is another matter (`Product.enabled`):
a draft goes through approval again, what is unpublished is only switched off.

Source: warehouse half 1.7.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inventory_tui.domain.errors import Kind
from inventory_tui.wording import tr


class ProductStatus(StrEnum):
    """Where a product stands; of several that apply the last one of these holds."""

    APPROVED = "approved"
    SCHEDULED = "scheduled"
    """Its display date is to come."""
    EXPIRED = "expired"
    """Its expiration date has come."""
    DRAFT = "draft"
    """Taken back by a person, until a person approves it."""


_ORDER = list(ProductStatus)
_WHY = {
    ProductStatus.SCHEDULED: (
        Kind.PRODUCT_SCHEDULED,
        tr("it is scheduled: its display date is to come, and it is not for sale before."),
    ),
    ProductStatus.EXPIRED: (Kind.PRODUCT_EXPIRED, tr("it has expired and is not for sale.")),
    ProductStatus.DRAFT: (Kind.PRODUCT_DRAFT, tr("it is a draft and not for sale.")),
}


@dataclass(frozen=True, slots=True)
class Life:
    """What decides where a product stands."""

    draft: bool = False
    display_at: datetime | None = None
    expires_at: datetime | None = None

    def at(self, now: datetime) -> ProductStatus:
        """Where a product stands that follows no other one."""
        if self.draft:
            return ProductStatus.DRAFT
        if self.expires_at is not None and self.expires_at <= now:
            return ProductStatus.EXPIRED
        if self.display_at is not None and self.display_at > now:
            return ProductStatus.SCHEDULED
        return ProductStatus.APPROVED

    def next_change(self, now: datetime) -> datetime | None:
        """When it will stand elsewhere, if nobody does anything; None: never."""
        if self.draft:
            return None
        dates = [one for one in (self.display_at, self.expires_at) if one and one > now]
        return min(dates, default=None)


ALWAYS = Life()
"""Of a product that has no dates: most have none."""


@dataclass(frozen=True, slots=True)
class Above:
    """The lives a product follows beside its own."""

    base: Life = ALWAYS
    """Of a product counted in another unit: that of the product."""
    parents: tuple[Life, ...] = ()
    """Of a variant: those of the configurable products it is a variant of."""

    @property
    def lives(self) -> tuple[Life, ...]:
        """All of them."""
        return (self.base, *self.parents)


NOTHING_ABOVE = Above()


def status_at(own: Life, now: datetime, above: Above = NOTHING_ABOVE) -> ProductStatus:
    """Return where a product stands.

    What a configurable product is, all its variants are; a variant of several is on sale
    while one of them is.
    """
    found = [own.at(now), above.base.at(now)]
    if above.parents:
        found.append(min((one.at(now) for one in above.parents), key=_ORDER.index))
    return max(found, key=_ORDER.index)


def next_change(lives: Iterable[Life], now: datetime) -> datetime | None:
    """Return when the first of these changes, if nobody does anything."""
    dates = (one.next_change(now) for one in lives)
    return min((one for one in dates if one is not None), default=None)


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a product that is published and approved cannot be ordered all the same."""

    kind: Kind
    why: str
    """A sentence to stand after its SKU."""
    term: str
    """What *Why* calls it."""


NOT_PURCHASABLE = Unfit(
    Kind.PRODUCT_NOT_PURCHASABLE,
    tr("it is not purchasable, so it cannot be ordered."),
    "not_purchasable",
)


def not_for_sale(sku: str, *, enabled: bool, status: ProductStatus) -> tuple[Kind, str] | None:
    """Return why nothing of a product is sold whatever is there, or None.

    Args:
        sku: As people may see it.
    """
    if not enabled:
        return Kind.PRODUCT_DISABLED, tr("{sku}: it is disabled and not for sale.", sku=sku)
    if status is ProductStatus.APPROVED:
        return None
    kind, why = _WHY[status]
    return kind, f"{sku}: {why}"
