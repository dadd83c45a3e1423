"""Some of one unit of a SKU made into another at one source: a case broken into bottles.

Both amounts are worth the same by the units' rates, exactly; what would leave a remainder is
refused.  It is one deed with a row of the ledger for each unit, and one undo takes it back.

Source: the warehouse half 1.6 [ours].
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import LARGEST, ZERO, Quantity
from inventory_tui.domain.source import Source, SourceItem
from inventory_tui.domain.unit import Unit, bare_sku, converted, nearest_exact
from inventory_tui.services.products.composing import stray_rows
from inventory_tui.services.products.unit_rows import held, known_unit
from inventory_tui.services.quantities.leaving import shortages
from inventory_tui.services.quantities.moving import write_rows
from inventory_tui.services.quantities.reasons import reason_of
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.history.journal import Movement
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Conversion:
    """What converting an amount comes to."""

    sku: str
    """Without a unit."""
    source: str
    origin: Unit
    into: Unit
    quantity: Quantity
    result: Quantity


def plan(
    database: Database, sku: str, source: str, quantity: Quantity, origin: str, into: str
) -> Conversion:
    """Say what converting would come to; nothing is written.

    Raises:
        Refused: As `convert`, but for what orders hold.
    """
    with database.read() as transaction:
        base = transaction.products.whole(sku)
        units = transaction.units.of_base(base.id)
        work = _Work(transaction, base, units, source, quantity, origin, into)
        work.movements()
        return work.conversion


def convert(
    database: Database,
    sku: str,
    source: str,
    quantity: Quantity,
    origin: str,
    into: str,
    *,
    force: bool = False,
    cause: Cause,
) -> tuple[Conversion, Receipt]:
    """Make ``quantity`` of one unit of a SKU into another, at one source.

    Args:
        sku: The SKU, with or without a unit.
        origin, into: Keys of its units.
        force: Also where a stock has promised the units that go.

    Raises:
        Refused: Anything is unknown; the amount is 0, too fine, or does not come out;
            ``not_enough_in_source``: safety stock, damaged goods and goods in quality check
            stay as they are; ``blocked``.
    """
    with database.write() as transaction:
        base, units = held(transaction, sku)
        work = _Work(transaction, base, units, source, quantity, origin, into)
        movements = work.movements()
        reason = reason_of(transaction, cause, "converted", by_hand=False)
        ids = [one.product_id for one in movements]
        on_hand = {
            (level.product_id, level.stock_id): level.on_hand
            for level in transaction.levels.of_products(ids)
        }
        operation = transaction.journal.begin(Deed.UNITS_CONVERTED, cause, reason=reason)
        write_rows(transaction, movements)
        transaction.journal.moved(operation, movements)
        transaction.levels.refresh(sorted(ids))
        new = [
            (one.product_id, one.source_id) for one in movements if one.quantity_before is None
        ]
        if strays := stray_rows(transaction, new):
            raise Refused.because(strays)
        if not force:
            for short in shortages(transaction, work.leaving, on_hand):
                raise short.refusal
        done = work.conversion
        summary = tr(
            "{sku} at {source}: {quantity} {unit} → {result} {into}",
            sku=done.sku,
            source=done.source,
            quantity=done.quantity.grouped(),
            unit=done.origin.key,
            result=done.result.grouped(),
            into=done.into.key,
        )
        counts: dict[str, int | str] = {
            "from": done.origin.key,
            "to": done.into.key,
            "quantity": str(done.quantity),
            "result": str(done.result),
        }
        more = done.result - done.quantity
        transaction.journal.finish(operation, summary=summary, units=more, counts=counts)
    return done, Receipt(operation, Deed.UNITS_CONVERTED, counts, summary)


class _Work:
    def __init__(
        self,
        transaction: Transaction,
        base: Product,
        units: list[Unit],
        source: str,
        quantity: Quantity,
        origin: str,
        into: str,
    ) -> None:
        bare = bare_sku(units, base.sku)
        if len(units) < 2:
            said = (
                tr(
                    "{sku} has one unit of measure; there is nothing to convert into. Add a "
                    "unit: units add."
                )
                if units
                else tr(
                    "{sku} has no units of measure; there is nothing to convert into. Add a "
                    "unit: units add."
                )
            )
            raise Refused(Kind.UNKNOWN_UNIT, said.format(sku=visible(bare)), field="into")
        self._place: Source = transaction.sources.known(source)
        first = known_unit(base, units, origin, "from")
        second = known_unit(base, units, into, "to")
        if first.id == second.id:
            raise Refused(
                Kind.VALIDATION_FAILED,
                tr("{unit} is both units; choose another.", unit=first.key),
                field="to",
            )
        ids = [first.product_id, second.product_id]
        self._items = transaction.source_items.of_products(ids, [self._place.id])
        self._aside = transaction.levels.set_asides.of(ids, [self._place.id])
        self.leaving: Product = transaction.products.by_ids(ids)[first.product_id]
        self.conversion = Conversion(
            bare,
            self._place.code,
            first,
            second,
            quantity,
            self._result(quantity, first, second),
        )

    @staticmethod
    def _result(quantity: Quantity, origin: Unit, into: Unit) -> Quantity:
        if quantity <= ZERO:
            raise Refused(Kind.VALIDATION_FAILED, tr("Convert more than 0."), field="quantity")
        if not quantity.fits(origin.precision):
            said = (
                tr("{unit} is counted with {places} decimals; {quantity} has more.")
                if origin.precision
                else tr("{unit} is counted with whole units; {quantity} has more.")
            ).format(unit=origin.key, places=origin.precision, quantity=quantity)
            raise Refused(Kind.QTY_DECIMAL, said, field="quantity")
        result = converted(quantity, origin, into)
        if result is None:
            beside = tr(" or ").join(map(str, nearest_exact(quantity, origin, into)))
            raise Refused(
                Kind.NOT_CONVERTIBLE,
                tr(
                    "{quantity} {unit} would leave a remainder in {into}: convert {amounts}.",
                    quantity=quantity,
                    unit=origin.key,
                    into=into.key,
                    amounts=beside,
                ),
                field="quantity",
            )
        if result.parts > LARGEST:
            raise Refused(
                Kind.VALIDATION_FAILED,
                tr("That is more than {most}.", most=Quantity(LARGEST)),
                field="quantity",
            )
        return result

    def movements(self) -> list[Movement]:
        """What lies less of one unit, and more of the other."""
        done, place = self.conversion, self._place
        gone = self._items.get((done.origin.product_id, place.id))
        if gone is None:
            raise Refused(
                Kind.UNKNOWN_SOURCE_ITEM,
                tr(
                    "{sku} is not assigned to {source}.",
                    sku=visible(done.origin.sku),
                    source=place.code,
                ),
                field="source",
            )
        aside = self._aside.get((done.origin.product_id, place.id))
        spare = gone.quantity if aside is None else aside.spare(gone.quantity)
        if done.quantity > spare:
            kept = "" if aside is None else tr(" beside {units} set aside", units=aside.total)
            raise Refused(
                Kind.NOT_ENOUGH_IN_SOURCE,
                tr(
                    "{source} holds {there} of {sku}{kept}; {quantity} cannot be converted.",
                    source=place.code,
                    there=spare,
                    sku=visible(done.origin.sku),
                    kept=kept,
                    quantity=done.quantity,
                ),
                field="quantity",
            )
        come = self._items.get((done.into.product_id, place.id))
        there = done.result if come is None else come.quantity + done.result
        if there.parts > LARGEST:
            raise Refused(
                Kind.VALIDATION_FAILED,
                tr(
                    "{source} can hold at most {most}.",
                    source=place.code,
                    most=Quantity(LARGEST),
                ),
                field="quantity",
            )
        left = gone.quantity - done.quantity
        return [
            _movement(gone, left, in_stock=gone.in_stock and bool(left)),
            Movement(
                done.into.product_id,
                place.id,
                None,
                there.parts,
                None,
                gone.in_stock,
            )
            if come is None
            else _movement(
                come, there, in_stock=come.in_stock if come.quantity else gone.in_stock
            ),
        ]


def _movement(item: SourceItem, after: Quantity, *, in_stock: bool) -> Movement:
    notify = None if item.notify_below is None else item.notify_below.parts
    return Movement(
        item.product_id,
        item.source_id,
        item.quantity.parts,
        after.parts,
        item.in_stock,
        in_stock,
        notify,
        notify,
    )
