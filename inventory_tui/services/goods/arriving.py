"""Goods that come in at a source: what lies there, its status, and what of it is damaged.

Every deed by which goods arrive goes through here, whether a delivery was expected, they were
on the road, or nobody knew of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.aside import NOTHING_ASIDE
from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.incoming import Came, Extra
from inventory_tui.domain.labels import visible
from inventory_tui.domain.options import SEEDED_REASONS
from inventory_tui.domain.product import Product, too_fine
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.services.products.composing import stray_rows
from inventory_tui.services.shipping.goods import Goods, NewRow
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr

_IN_STOCK = NewRow(in_stock=True)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of units of one product at the source they were to arrive at."""

    product: Product
    source_id: int
    came: Came
    line: str = ""
    """Which line of what was expected it is about."""

    @property
    def product_id(self) -> int:
        """Its product."""
        return self.product.id

    @property
    def sku(self) -> str:
        """Its SKU."""
        return self.product.sku


def check(transaction: Transaction, arrivals: Sequence[Arrival]) -> None:
    """Refuse amounts that cannot be, whatever was expected.

    Raises:
        Refused: A sentence for each: nothing or less came, more is damaged than came, a
            fraction of what is counted whole, no reason where one is required, or a product
            that is gone or lies at no source.
    """
    rules = transaction.products.rules(sorted({one.product_id for one in arrivals}))
    required = bool(transaction.options.value("reasons_required"))
    found = transaction.products.by_skus({one.sku for one in arrivals})
    alive = {product.id for product in found.values()}
    problems: list[Problem] = []
    for one in arrivals:
        came, shown = one.came, visible(one.sku)
        if one.product_id not in alive and came.quantity:
            sentence = tr("{sku} was deleted; nothing of it can come in.", sku=shown)
            problems.append(Problem(Kind.UNKNOWN_PRODUCT, sentence, "sku", one.sku))
            continue
        if not one.product.type.has_source_items:
            problems.append(
                Problem(
                    Kind.TYPE_HAS_NO_SOURCE_ITEMS,
                    tr(
                        "{sku} is {type}: its quantities are those of its parts.",
                        sku=shown,
                        type=one.product.type,
                    ),
                    "sku",
                    one.sku,
                )
            )
            continue
        amounts = {
            "quantity": came.quantity,
            "damaged": came.damaged,
            "short": came.short,
            "lost": came.lost,
        }
        below = [name for name, amount in amounts.items() if amount < ZERO]
        places = rules[one.product_id].places
        part = [name for name, amount in amounts.items() if not amount.fits(places)]
        if below or not came.settled:
            sentence = tr("{sku}: say how much came, more than 0.", sku=shown)
            problems.append(
                Problem(Kind.VALIDATION_FAILED, sentence, (below or ["quantity"])[0], one.sku)
            )
        elif fraction := part and too_fine(shown, amounts[part[0]], places):
            problems.append(Problem(Kind.QTY_DECIMAL, fraction, part[0], one.sku))
        elif came.damaged > came.quantity:
            sentence = tr(
                "{sku}: {damaged} damaged are more than the {quantity} that came.",
                sku=shown,
                damaged=came.damaged,
                quantity=came.quantity,
            )
            problems.append(Problem(Kind.VALIDATION_FAILED, sentence, "damaged", one.sku))
        elif required and not came.is_whole and not came.reason:
            sentence = tr(
                "{sku}: give a reason for what is damaged or missing, such as {reasons}.",
                sku=shown,
                reasons=", ".join(SEEDED_REASONS[1:3]),
            )
            problems.append(Problem(Kind.REASON_REQUIRED, sentence, "reason", one.sku))
    if problems:
        raise Refused.because(problems)


def with_reason(came: Came, cause: Cause) -> Came:
    """Let the reason of the deed stand for what is damaged or missing and has none.

    Raises:
        InvalidInput: A reason is no code.
    """
    if came.is_whole:
        return replace(came, reason="")
    reason = came.reason or cause.reason or ""
    if reason:
        Cause(cause.actor, reason=reason)
    return replace(came, reason=reason)


def unexpected(transaction: Transaction, goods: Extra, source_id: int, cause: Cause) -> Arrival:
    """Return what came to a source though nobody expected it.

    Raises:
        Refused: There is no such product, or some of it is said to be missing.
        InvalidInput: A reason is no code.
    """
    product = transaction.products.known(goods.sku)
    if goods.came.short or goods.came.lost:
        raise Refused(
            Kind.NOT_EXPECTED,
            tr(
                "{sku}: nothing was expected, so nothing can be missing.",
                sku=visible(product.sku),
            ),
            field="short",
        )
    return Arrival(product, source_id, with_reason(goods.came, cause))


def bring_in(
    transaction: Transaction,
    operation: int,
    arrivals: Iterable[Arrival],
    *,
    notify: Mapping[int, Quantity | None] | None = None,
) -> Quantity:
    """Put what came where it came to; damaged units arrive as damaged.  Return the units.

    Args:
        notify: Notify levels of rows that are made, by product id.

    Raises:
        Refused: A source cannot hold so much, or a new row would tear a bundle that is
            shipped together apart.
    """
    came = [one for one in arrivals if one.came.quantity]
    if not came:
        return ZERO
    levels = notify or {}
    new = {
        one.product_id: replace(_IN_STOCK, notify_below=levels.get(one.product_id))
        for one in came
    }
    goods = Goods(transaction, came, new=new)
    moves: dict[tuple[int, int], Quantity] = {}
    damaged: dict[tuple[int, int], Quantity] = {}
    for one in came:
        pair = (one.product_id, one.source_id)
        moves[pair] = moves.get(pair, ZERO) + one.came.quantity
        if one.came.damaged:
            damaged[pair] = damaged.get(pair, ZERO) + one.came.damaged
    made = [pair for pair in moves if not goods.has(*pair)]
    units = goods.move(operation, moves)
    if strays := stray_rows(transaction, made):
        raise Refused.because(strays)
    if damaged:
        products = sorted({product for product, _ in damaged})
        is_now = transaction.levels.set_asides.of(products)
        wanted = {
            pair: replace(aside, damaged=aside.damaged + by)
            for pair, by in damaged.items()
            for aside in [is_now.get(pair, NOTHING_ASIDE)]
        }
        transaction.levels.set_asides.put(operation, wanted)
        transaction.levels.refresh(products)
    return units


def in_words(came: Sequence[Came]) -> str:
    """What came, for people: ``Received 28 units, 1 damaged, 2 short``."""
    said = [tr("Received {units}", units=total(one.quantity for one in came).in_units())]
    if damaged := total(one.damaged for one in came):
        said.append(tr("{quantity} damaged", quantity=damaged.grouped()))
    if short := total(one.short for one in came):
        said.append(tr("{quantity} short", quantity=short.grouped()))
    if lost := total(one.lost for one in came):
        said.append(tr("{quantity} lost", quantity=lost.grouped()))
    return ", ".join(said)


def counts_of(came: Sequence[Came]) -> dict[str, int | str]:
    """What a receipt says of what came."""
    return {
        "received": str(total(one.quantity for one in came)),
        "short": str(total(one.short for one in came)),
        "damaged": str(total(one.damaged for one in came)),
    }
