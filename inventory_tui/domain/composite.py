"""What products are made of: variations, members of a group, selections of a bundle.

A configurable product is sold as one of its *variations*, a grouped one as its *members*, a
bundle as a *selection* of each of its *options*.  All three are parts: products that lie at
sources themselves.  What a composite can promise is worked out from them, live (spec 1.6).

**The parent flag** (spec 2.14).  A composite keeps one stored flag, what a person last said
of it: In Stock or Out of Stock.  It is shown In Stock while that flag says so *and* its parts
can be sold.  So a parent that was switched off stays off whatever its children do, one that
was saved In Stock goes out and comes back with its children's rows, and sales change the
answer but never the flag.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import ONE, ZERO, Quantity
from inventory_tui.wording import tr

WORDS = {
    ProductType.CONFIGURABLE: (tr("variant"), tr("variants")),
    ProductType.GROUPED: (tr("member"), tr("members")),
    ProductType.BUNDLE: (tr("selection"), tr("selections")),
}
"""What the parts of a composite are called: one, several."""


@dataclass(frozen=True, slots=True)
class Part:
    """One product a composite is made of."""

    sku: str
    quantity: Quantity = ONE
    """Units in one of the composite: of a member the default, of a selection what it needs."""
    changeable: bool = False
    """Whether the buyer of a bundle may choose another quantity."""
    label: str = ""
    """What tells a variation from its siblings: ``color=Red,size=M``."""
    child_id: int = field(default=0, compare=False)
    """The product; 0 while it is only named."""


@dataclass(frozen=True, slots=True)
class BundleOption:
    """One choice the buyer of a bundle makes."""

    title: str
    parts: tuple[Part, ...] = ()
    required: bool = True


@dataclass(frozen=True)
class Composition:
    """What one product is made of; a product that lies at sources has none of it."""

    parts: tuple[Part, ...] = ()
    """Variations or members, in their order."""
    options: tuple[BundleOption, ...] = ()
    """Of a bundle."""
    ship_together: bool = True
    """Of a bundle: all selections leave from one source (spec C7)."""

    @cached_property
    def every_part(self) -> tuple[Part, ...]:
        """All parts, those of a bundle option by option."""
        return self.parts + tuple(part for option in self.options for part in option.parts)

    @cached_property
    def child_ids(self) -> tuple[int, ...]:
        """The products, each once."""
        return tuple(dict.fromkeys(part.child_id for part in self.every_part))

    def __len__(self) -> int:
        """How many different products it is made of."""
        keys = {part.child_id or part.sku for part in self.every_part}
        return len(keys)


NOTHING = Composition()


@dataclass(frozen=True, slots=True)
class Offer:
    """What one stock can do of one product that lies at sources."""

    enabled: bool
    is_salable: bool
    """Whether any of it may be promised (spec 2.1)."""
    salable: Quantity | None
    """None where the stock of the product is not managed."""
    infinite: bool = False
    """Whether any amount may be promised: backorders without a limit."""
    on_hand: Quantity = ZERO
    """Usable units at the stock's sources."""
    assigned: bool = True
    """Whether it has a row at a source of the stock."""

    @property
    def on_offer(self) -> bool:
        """Whether a composite may offer it."""
        return self.enabled and self.is_salable

    def covers(self, quantity: Quantity) -> bool:
        """Whether so much of it may be promised."""
        if not self.on_offer:
            return False
        return self.salable is None or self.infinite or self.salable >= quantity


GONE = Offer(enabled=False, is_salable=False, salable=ZERO)
"""Of a product a stock knows nothing of."""


def can_be_sold(
    kind: ProductType, composition: Composition, offers: Mapping[int, Offer]
) -> bool:
    """Return whether the parts of a composite allow to sell it, its own flag aside.

    A configurable or grouped product needs one part that can be sold.  A bundle needs, for
    each required option, a selection that can be sold in the quantity one bundle takes (any
    quantity where the buyer may change it); one without required options needs any selection.

    Args:
        offers: By product id; a missing one cannot be sold.

    Source: spec 1.6, 2.1.
    """
    if kind is not ProductType.BUNDLE:
        return any(_offer(part, offers).on_offer for part in composition.parts)
    required = [option for option in composition.options if option.required]
    if not required:
        return any(_serves(part, offers) for part in composition.every_part)
    return all(any(_serves(part, offers) for part in option.parts) for option in required)


def _serves(part: Part, offers: Mapping[int, Offer]) -> bool:
    offer = _offer(part, offers)
    return offer.on_offer if part.changeable else offer.covers(part.quantity)


def _offer(part: Part, offers: Mapping[int, Offer]) -> Offer:
    return offers.get(part.child_id, GONE)


def sorting_quantity(composition: Composition, offers: Mapping[int, Offer]) -> Quantity:
    """Return what a configurable product is sorted by: what lies of its salable children.

    Source: spec 2.1, last line.
    """
    parts = sum(
        offer.on_hand.parts
        for id in composition.child_ids
        if (offer := offers.get(id, GONE)).on_offer
    )
    return Quantity(parts)


def counted(kind: ProductType, count: int) -> str:
    """Return how many parts a composite has, for people: ``15 variants``."""
    one, several = WORDS[kind]
    return (
        f"{count} {one if count == 1 else several}"
        if count
        else tr("no {several} yet", several=several)
    )


def named(skus: Iterable[str], most: int = 5) -> str:
    """Return the first of these SKUs and how many more there are, for a sentence."""
    every = list(skus)
    more = tr(" and {count} more", count=len(every) - most) if len(every) > most else ""
    return ", ".join(every[:most]) + more
