"""Bulk deeds: what one deed on many products will do, counted before it is done (spec 2.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from inventory_tui.domain.aside import NOTHING_ASIDE, Aside
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.wording import tr


class Verdict(StrEnum):
    """What a bulk deed does with one row, and why not where it does nothing."""

    CHANGE = "change"
    ALREADY = "already"
    """The row is as asked."""
    NOT_THERE = "not_there"
    """The product has no row at the source."""
    NOTHING_THERE = "nothing_there"
    """A row of quantity 0: nothing to move."""
    COMPOSITE = "composite"
    """A type without source items of its own."""
    BLOCKED = "blocked"
    """A stock's salable would become negative: more promised than would be left."""
    SET_ASIDE = "set_aside"
    """All of it is safety stock or not for sale, or some of a row that is to go is."""
    UNSOUND = "unsound"
    """That many of it are damaged or in quality check."""
    TOO_MUCH = "too_much"
    """The quantity would pass what a row can hold."""
    BELOW_ZERO = "below_zero"
    """More would be taken away than is there."""
    FRACTION = "fraction"
    """Not a whole number, for a product counted in whole units."""
    SAFETY_FRACTION = "safety_fraction"
    """The safety stock is no whole number, for a product counted in whole units."""
    UNIT_DIFFERS = "unit_differs"
    """Its SKU lies at the destination, but counted in another unit of measure."""
    SHIPS_TOGETHER = "ships_together"
    """A bundle with it is shipped together, and its other selections lie elsewhere."""
    TOUCHED = "touched"
    """Changed since the deed that is to be undone."""

    @property
    def sentence(self) -> str:
        """What a person reads beside the row."""
        return {
            Verdict.CHANGE: "",
            Verdict.ALREADY: tr("as it is"),
            Verdict.NOT_THERE: tr("not at the source"),
            Verdict.NOTHING_THERE: tr("nothing there"),
            Verdict.COMPOSITE: tr("has no quantities of its own"),
            Verdict.BLOCKED: tr("promised to orders; would go below 0"),
            Verdict.SET_ASIDE: tr("stays: safety stock, or not for sale"),
            Verdict.UNSOUND: tr("damaged or in quality check there"),
            Verdict.TOO_MUCH: tr("more than a source can hold"),
            Verdict.BELOW_ZERO: tr("not that many there"),
            Verdict.FRACTION: tr("whole units only"),
            Verdict.SAFETY_FRACTION: tr("whole units of safety stock only"),
            Verdict.UNIT_DIFFERS: tr("unit of measure differs"),
            Verdict.SHIPS_TOGETHER: tr("its bundle ships from another source"),
            Verdict.TOUCHED: tr("changed since"),
        }[self]


@dataclass(frozen=True, slots=True)
class Assign:
    """Give products a row (quantity 0, Out of Stock: C4) at sources; rows there stay."""

    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unassign:
    """Delete products' rows at sources, with the quantity they hold."""

    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transfer:
    """Move the whole quantity of each product from one source to another (C5, C20).

    What is damaged or in quality check stays, and so does safety stock, unless overridden; a
    row of which something stays is not unassigned.
    """

    origin: str
    destination: str
    unassign_origin: bool = False
    override_safety: bool = False
    """Move safety stock too; takes a reason."""


@dataclass(frozen=True, slots=True)
class SetMany:
    """Set or adjust products' rows at one source; a missing row is created when setting."""

    source: str
    quantity: Quantity | None = None
    change: Quantity | None = None
    """A signed difference, instead of ``quantity``."""
    in_stock: bool | None = None


Request = Assign | Unassign | Transfer | SetMany


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row of the dry run; None where there is, or will be, no row."""

    product_id: int
    sku: str
    source: str
    before: Quantity | None
    after: Quantity | None
    in_stock_before: bool | None
    in_stock_after: bool | None
    verdict: Verdict
    aside: Aside = NOTHING_ASIDE
    """What was set aside of it before."""


@dataclass(frozen=True, slots=True)
class StockEffect:
    """By how much a deed changes what a stock may promise, over all products."""

    stock_id: int
    stock: str
    change: Quantity


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """The dry run of a bulk deed: what the deed does is exactly this, or it refuses."""

    request: Request
    products: int
    """How many products were selected."""
    rows: Mapping[Verdict, int] = field(default_factory=dict)
    """Source-item rows by verdict (of a transfer: the origin's rows)."""
    units: Quantity = ZERO
    """Units moved (transfer), lost (unassign) or added (set, adjust: net)."""
    changed_products: int = 0
    written: int = 0
    """Rows the deed writes, also those that do not count (the far end of a transfer)."""
    effects: tuple[StockEffect, ...] = ()
    stay: Quantity = ZERO
    """Of a transfer: units that stay at the origin, as safety stock or not for sale."""
    reserved: Quantity = ZERO
    """Units held for orders in stocks that lose a product's last row."""
    sample: tuple[RowPlan, ...] = ()
    """The first rows, those that need a look first."""
    differing: tuple[str, ...] = ()
    """Of rows that are counted in another unit at the destination: a sentence each."""
    notes: tuple[str, ...] = ()
    """Sentences about the whole, such as a transfer across stocks."""

    @property
    def will_change(self) -> int:
        """Rows the deed changes."""
        return self.rows.get(Verdict.CHANGE, 0)

    @property
    def blocked(self) -> int:
        """Rows left out because units are promised; *also these* takes them in.

        And those that are counted in another unit there, which stay in any case.
        """
        return self.rows.get(Verdict.BLOCKED, 0) + self.rows.get(Verdict.UNIT_DIFFERS, 0)

    @property
    def skipped(self) -> int:
        """Rows left out because there is nothing to do."""
        return sum(self.rows.values()) - self.will_change - self.blocked

    def same_outcome(self, other: BulkPlan) -> bool:
        """Whether the deed would still do what this plan showed."""
        return (self.rows, self.units, self.effects) == (other.rows, other.units, other.effects)


def words_of(request: Request, row: RowPlan) -> str:
    """What a person reads beside a row of a dry run, such as ``5 stay: safety stock``."""
    if isinstance(request, Transfer) and key_of(row.source) == key_of(request.origin):
        stays = row.before if row.verdict is Verdict.SET_ASIDE else None
        if row.verdict is Verdict.CHANGE:
            stays = row.after
        if stays:
            return row.aside.staying(stays)
    return row.verdict.sentence
