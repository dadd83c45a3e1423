"""What orders and the shop go by: a product's settings as they hold in a sales channel.

Looked for at the product in the channel, then at the product, then in the settings of the
channel, then in those for all, then built in; then the product's inventory engine is asked.
An engine of another package that fails is answered for by the default one, and told.

Where no product has settings of its own beside its columns, nothing is read.

Source: warehouse 1.3.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.inventory_engine import (
    ENGINES,
    Configuration,
    DefaultEngine,
    InventoryEngine,
    asked,
)
from inventory_tui.domain.options import OPTIONS, PARTICULARS
from inventory_tui.domain.options.shop import DEFAULT_ENGINE
from inventory_tui.domain.product import NO_MAXIMUM, Product, StockRules
from inventory_tui.services.shipping.plugins import Foreign, found
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.product_options import Stored
from inventory_tui.wording import tr

__all__ = ["Answer", "answers", "broken", "changed_rules", "engines", "of_products"]

_LOG = logging.getLogger(__name__)

_OF_ORDERS = frozenset(
    {
        "backorders",
        "min_cart_qty",
        "max_cart_qty",
        "increments_enabled",
        "increment",
        "notify_below",
        "allowed_quantities",
    }
)
"""What stands in `StockRules`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What holds for one product in one channel."""

    configuration: Configuration
    failed: str = ""
    """Why its engine could not be asked, a sentence; the default one answered."""


def engines() -> dict[str, InventoryEngine]:
    """Return every engine that can be chosen, by key: the default one first."""
    others = found(ENGINES, InventoryEngine, called="key").things  # type: ignore[type-abstract]
    return {DEFAULT_ENGINE: DefaultEngine(), **others}


def broken() -> tuple[str, ...]:
    """Return why an engine of another package cannot be chosen, a sentence each."""
    offered = found(ENGINES, InventoryEngine, called="key")  # type: ignore[type-abstract]
    return tuple(offered.broken.values())


def check_engine(key: str) -> None:
    """Refuse an engine nobody has.

    Raises:
        InvalidInput: With the field ``inventory_engine``.
    """
    known = engines()
    if key not in known:
        raise InvalidInput(
            {
                "inventory_engine": tr(
                    "Inventory Engine: there is no {key!r} here; choose one of {known}.{hint}",
                    key=key,
                    known=", ".join(known),
                    hint=did_you_mean(key, known),
                )
            },
            Kind.VALIDATION_FAILED,
        )


def answers(
    transaction: Transaction,
    products: Iterable[Product],
    channel: tuple[int, str] | None,
) -> dict[int, Answer]:
    """Return what holds for products, by id.

    Args:
        channel: Id and code; None: whoever sells them.
    """
    listed = list(products)
    return _answers(transaction, listed, channel, _stored(transaction, listed))


def _stored(transaction: Transaction, products: Iterable[Product]) -> Mapping[int, Stored]:
    ids = [one.id for one in products]
    return transaction.product_options.of(ids, besides=PARTICULARS)


def _answers(
    transaction: Transaction,
    listed: Sequence[Product],
    channel: tuple[int, str] | None,
    stored: Mapping[int, Stored],
) -> dict[int, Answer]:
    rules = transaction.products.rules_of(listed)
    code = channel[1] if channel else ""
    channel_id = channel[0] if channel else None
    options = transaction.options
    displayed = {
        key: bool(options.value(key, channel_id))
        for key in ("display_availability", "display_quantity")
    }
    answered = {}
    for product in listed:
        own = in_force(stored.get(product.id, {}), channel_id)
        shown = displayed | {key: value for key, value in own.items() if key in displayed}
        settings = Configuration(
            product.sku,
            code,
            changed_rules(rules[product.id], own),
            estimate=str(own.get("estimate", "")),
            engine=str(own.get("inventory_engine", DEFAULT_ENGINE)),
            **shown,
        )
        answered[product.id] = _by_engine(settings)
    return answered


def of_products(
    transaction: Transaction,
    products: Sequence[Product],
    channel: tuple[int, str] | None,
    stored: Mapping[int, Stored] | None = None,
) -> dict[int, StockRules]:
    """Return the rules of orders of those products that have others than their columns say.

    Args:
        stored: What is stored of the products beside their columns, where it was read.
    """
    if stored is None:
        stored = _stored(transaction, products)
    others = [one for one in products if one.id in stored]
    if not others:
        return {}
    return {
        id: answer.configuration.rules
        for id, answer in _answers(transaction, others, channel, stored).items()
    }


def in_force(stored: Stored, channel_id: int | None) -> dict[str, Any]:
    """Return the values a product has of its own in a channel: those of the channel first."""
    texts = {key: text for (key, scope), text in stored.items() if scope is None}
    if channel_id is not None:
        texts |= {key: text for (key, scope), text in stored.items() if scope == channel_id}
    return {key: OPTIONS[key].parse(text) for key, text in texts.items() if key in OPTIONS}


def changed_rules(rules: StockRules, own: Mapping[str, Any]) -> StockRules:
    """Return rules with other values in some places, by option key.

    A multiple that is named holds, whether increments are enabled or not, unless that is
    named as well.
    """
    values = {key: value for key, value in own.items() if key in _OF_ORDERS}
    if not values:
        return rules
    if "increment" in values:
        values.setdefault("increments_enabled", True)
    if "min_cart_qty" in values:
        values["owns_min_cart_qty"] = True
    return replace(rules, **values)


def check_together(rules: StockRules, fields: Collection[str]) -> None:
    """Refuse amounts that leave nothing to order.

    Args:
        fields: Which were typed; the problem is told at one of them.

    Raises:
        InvalidInput: The fewest is above the most, or no allowed amount lies between.
    """
    least, most = rules.min_cart_qty, rules.max_cart_qty
    field = next((one for one in fields if one in _OF_ORDERS), "min_cart_qty")
    if least > most:
        raise InvalidInput(
            {
                field: tr(
                    "The fewest to order ({least}) is above the most ({most}).",
                    least=least,
                    most=most,
                )
            },
            Kind.VALIDATION_FAILED,
        )
    allowed = rules.allowed_quantities
    if allowed and not any(least <= one <= most for one in allowed):
        beyond = (
            "" if most == NO_MAXIMUM else tr(" without passing the most ({most})", most=most)
        )
        sentence = tr(
            "Allowed Order Quantities: none reaches the fewest to order ({least}){beyond}.",
            least=least,
            beyond=beyond,
        )
        raise InvalidInput({field: sentence}, Kind.VALIDATION_FAILED)


def _by_engine(settings: Configuration) -> Answer:
    if settings.engine == DEFAULT_ENGINE:
        return Answer(settings)
    engine = engines().get(settings.engine)
    if engine is None:
        why = tr("The inventory engine {engine} is not installed here.", engine=settings.engine)
        return _answered_by_default(settings, why)
    try:
        with Foreign(tr("The inventory engine {engine}", engine=settings.engine)):
            return Answer(asked(engine, settings))
    except Refused as refusal:
        return _answered_by_default(settings, str(refusal))


def _answered_by_default(settings: Configuration, why: str) -> Answer:
    _LOG.warning("%s: %s The default engine answered.", settings.sku, why)
    return Answer(settings, why)
