"""Whether an amount of a product may be ordered, and how much of it would wait.

Source: spec 2.1, *Can this quantity be ordered?*
"""

from __future__ import annotations

from math import lcm

from inventory_tui.domain.composite import named
from inventory_tui.domain.errors import Kind
from inventory_tui.domain.product import StockRules, only
from inventory_tui.domain.quantity import ONE, ZERO, Quantity, step_of
from inventory_tui.domain.stock import Coverage
from inventory_tui.wording import tr

Failure = tuple[Kind, str]
"""Which test failed, and a sentence for people."""


def check_amount(
    sku: str, amount: Quantity, rules: StockRules, salable: Quantity | None = None
) -> Failure | None:
    """Return why ``amount`` of a product may not be ordered whatever is there, or None.

    Args:
        salable: What may be promised of it, so that no more is suggested; None: any amount.

    Source: spec 2.1, *Can this quantity be ordered?*, tests 1 to 4, first failure wins; the
    list of allowed amounts stands between the largest and the multiple.
    """
    if amount < rules.min_cart_qty:
        return Kind.MIN_SALE_QTY, tr(
            "{sku}: the fewest you may order is {least}.",
            sku=sku,
            least=rules.min_cart_qty,
        )
    if amount > rules.max_cart_qty:
        return Kind.MAX_SALE_QTY, tr(
            "{sku}: the most you may order is {most}.",
            sku=sku,
            most=rules.max_cart_qty,
        )
    if rules.allowed_quantities and amount not in rules.allowed_quantities:
        amounts = named(map(str, rules.allowed_quantities), most=10)
        return (
            Kind.QTY_NOT_ALLOWED,
            tr(
                "{sku}: order one of the amounts {amounts}; {amount} is none.",
                sku=sku,
                amounts=amounts,
                amount=amount,
            ),
        )
    if rules.multiple and amount.parts % rules.multiple.parts:
        beside = nearest_multiples(amount, rules, salable)
        instead = (
            tr(" Order {amounts}.", amounts=tr(" or ").join(map(str, beside))) if beside else ""
        )
        return (
            Kind.QTY_INCREMENT,
            tr(
                "{sku}: order it in multiples of {increment}; {amount} is none.{instead}",
                sku=sku,
                increment=rules.increment,
                amount=amount,
                instead=instead,
            ),
        )
    if not amount.fits(rules.places):
        return Kind.QTY_DECIMAL, f"{sku}: {only(amount, rules.places)}."
    return None


def check_stock(
    sku: str,
    stock: str,
    amount: Quantity,
    salable: Quantity | None,
    rules: StockRules,
    coverage: Coverage,
) -> Failure | None:
    """Return why a stock may not promise ``amount`` of a product, or None.

    Source: spec 2.1, *Can this quantity be ordered?*, tests 5 to 7, with what *Manage
    Stock = No* says: any amount, In Stock or not, while the product is assigned.
    """
    if failure := _check_sources(sku, stock, rules, coverage):
        return failure
    if not rules.manage_stock or rules.infinite_backorders:
        return None
    if salable is not None and salable >= amount:
        return None
    if salable is None or salable <= ZERO:
        return Kind.NOT_ENOUGH_QTY, tr(
            "{sku}: {stock} has none left to promise, {amount} asked.",
            sku=sku,
            stock=stock,
            amount=amount,
        )
    return (
        Kind.NOT_ENOUGH_QTY,
        tr(
            "{sku}: {stock} can promise {salable} more, {amount} asked.",
            sku=sku,
            stock=stock,
            salable=salable,
            amount=amount,
        ),
    )


def _check_sources(
    sku: str, stock: str, rules: StockRules, coverage: Coverage
) -> Failure | None:
    if coverage is Coverage.NONE:
        return (
            Kind.SKU_NOT_ASSIGNED_TO_STOCK,
            tr(
                "{sku}: it is at no source of {stock}; assign it to one first.",
                sku=sku,
                stock=stock,
            ),
        )
    if rules.manage_stock and coverage is not Coverage.IN_STOCK:
        return (
            Kind.NO_SOURCE_ITEMS_IN_STOCK,
            tr("{sku}: no enabled source of {stock} has it In Stock.", sku=sku, stock=stock),
        )
    return None


def every_failure(
    sku: str,
    stock: str,
    amount: Quantity,
    salable: Quantity | None,
    rules: StockRules,
    coverage: Coverage,
) -> list[Failure]:
    """Return every test an amount fails, in their order; nothing where it may be ordered.

    A product that is not there for the stock fails by that alone.  Of the tests of the amount
    the first one counts, and whether anything is In Stock; where both pass, each way of being
    salable that failed.
    """
    sources = _check_sources(sku, stock, rules, coverage)
    if sources is not None and sources[0] is Kind.SKU_NOT_ASSIGNED_TO_STOCK:
        return [sources]
    required = [one for one in (check_amount(sku, amount, rules, salable), sources) if one]
    if required:
        return required
    short = check_stock(sku, stock, amount, salable, rules, coverage)
    if short is None:
        return []
    limit = rules.effective_threshold
    return [
        (
            Kind.BACKORDERS_DISABLED,
            tr("{sku}: backorders go no further than {limit}.", sku=sku, limit=-limit)
            if limit < ZERO
            else tr("{sku}: it has no backorders.", sku=sku),
        ),
        (Kind.MANAGE_STOCK_ENABLED, tr("{sku}: its stock is managed.", sku=sku)),
        short,
    ]


def backordered(amount: Quantity, salable: Quantity, rules: StockRules) -> Quantity:
    """Return how much of ``amount`` waits for goods that are not there yet.

    Args:
        salable: What could be promised before this order.

    Source: spec 2.1, *Backordered part of a line*.
    """
    there = max((salable + rules.effective_threshold).parts, 0)
    return Quantity(max(amount.parts - there, 0))


def nearest_multiples(
    amount: Quantity, rules: StockRules, salable: Quantity | None
) -> tuple[Quantity, ...]:
    """Return the amounts on either side that may be ordered, at most one each.

    Args:
        salable: What may be promised; None: any amount.
    """
    step = rules.increment.parts
    step = lcm(step, step_of(rules.places))
    most = rules.max_cart_qty.parts
    if salable is not None and not rules.infinite_backorders:
        most = min(most, salable.parts)
    below = amount.parts // step * step
    return tuple(
        Quantity(parts)
        for parts in (below, below + step)
        if parts and rules.min_cart_qty.parts <= parts <= most and parts != amount.parts
    )


def suggest_amount(amount: Quantity, rules: StockRules, salable: Quantity | None) -> Quantity:
    """Return the multiple nearest to ``amount`` that may be ordered, else ``amount`` itself.

    An amount below the minimum, above the maximum or beyond what may be promised is not
    rounded; of two equally near the greater one is taken.

    Args:
        salable: What may be promised; None where the stock is not managed.
    """
    if rules.allowed_quantities:
        return _nearest_allowed(amount, rules, salable)
    step = rules.multiple.parts
    if step < 2 * ONE.parts or salable is None or amount <= ZERO:
        return amount
    least = max(rules.min_cart_qty.parts, step)
    most = min(rules.max_cart_qty.parts, salable.parts)
    lowest, highest = -(-least // step) * step, most // step * step
    asked = amount.parts
    if not least <= asked <= most or lowest > highest:
        return amount
    below = asked // step * step
    under = min(max(below, lowest), highest)
    over = max(min(below + step, highest), lowest)
    return Quantity(under if abs(under - asked) < abs(over - asked) else over)


def _nearest_allowed(amount: Quantity, rules: StockRules, salable: Quantity | None) -> Quantity:
    """The amount of the list that is nearest and may be ordered, the greater of two."""
    fitting = [
        one
        for one in rules.allowed_quantities
        if check_amount("", one, rules) is None and (salable is None or one <= salable)
    ]
    if amount in rules.allowed_quantities or not fitting:
        return amount
    return min(reversed(fitting), key=lambda one: abs(one.parts - amount.parts))
