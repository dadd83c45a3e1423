"""What a request for an order comes to: its lines put together, and told from another's.

Lines of one SKU are one; so are those of one SKU chosen under one product, and those of one
bundle with one selection.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, cast

from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.labels import key_of, storable, visible
from inventory_tui.domain.order import AWAITING_MONEY
from inventory_tui.domain.order_request import (
    OrderRequest,
    RequestedLine,
    parse_line_price,
    parse_number,
)
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.unit import BETWEEN
from inventory_tui.store.database import Transaction
from inventory_tui.store.orders.known_orders import KnownOrder, KnownPart
from inventory_tui.wording import tr


class Chosen(NamedTuple):
    """What was chosen under a configurable or grouped product."""

    key: str
    """Of its SKU."""
    parent: str
    """Key of the product it was chosen under."""


class Bundle(NamedTuple):
    """A bundle with one selection."""

    key: str
    """Of its SKU."""
    parts: tuple[tuple[str, int], ...] | None
    """Key of an SKU and ten-thousandths in one bundle, by key; None: nobody chose."""


Item = str | Chosen | Bundle
"""What a line is about; a plain one by the key of its SKU."""


def key_of_item(item: Item) -> str:
    """The key of the SKU that is bought."""
    return item if isinstance(item, str) else item.key


class Keys(dict[str, str]):
    """`key_of`, each label folded once."""

    def __missing__(self, label: str) -> str:
        key = self[label] = key_of(label.strip())
        return key


def wanted_keys(requests: Iterable[OrderRequest], keys: Keys) -> dict[str, set[str]]:
    """Return the keys of the SKUs that requests name, by channel."""
    wanted: dict[str, set[str]] = {}
    for request in requests:
        skus = wanted.setdefault(request.channel, set())
        skus.update([keys[sku] for sku in skus_of(request)])
    return wanted


def settle_units(transaction: Transaction, keys: Keys) -> dict[str, str]:
    """Let labels that name the only unit of a SKU mean the SKU.

    Returns:
        What became of their keys.
    """
    slashed = {key for key in keys.values() if BETWEEN in key}
    if not slashed or not transaction.units.any:
        return {}
    missing = slashed - transaction.products.ids_by_keys(slashed).keys()
    aliases = transaction.units.aliases(missing)
    for label, key in list(keys.items()):
        if key in aliases:
            keys[label] = aliases[key]
    return aliases


class Basket:
    """The lines of one request: what → how much (ten-thousandths), in their order."""

    __slots__ = ("items", "plain", "prices", "spelled")

    def __init__(self, request: OrderRequest, keys: Keys) -> None:
        self.items: dict[Item, int] = {}
        self.spelled: dict[str, str] = {}
        """By key: the SKU as it was first given."""
        self.prices: dict[Item, str] = {}
        """Of the lines that name their own."""
        self.plain = True
        """Whether the key of a SKU says all of every item."""
        if not request.is_plain:
            for line in request.lines:
                self._add(
                    line if isinstance(line, RequestedLine) else RequestedLine(*line), keys
                )
            return
        items, spelled = self.items, self.spelled
        for sku, quantity in cast("Iterable[tuple[str, Quantity]]", request.lines):
            key = keys[sku]
            if key in items:
                items[key] += quantity.parts
            else:
                items[key] = quantity.parts
                spelled[key] = sku

    def _add(self, line: RequestedLine, keys: Keys) -> None:
        item: Item = keys[line.sku]
        self.spelled.setdefault(keys[line.sku], line.sku)
        if line.parts is not None:
            for sku in line.parts:
                self.spelled.setdefault(keys[sku], sku)
            parts: dict[str, int] = {}
            for sku, quantity in line.parts.items():
                parts[keys[sku]] = parts.get(keys[sku], 0) + quantity.parts
            item = Bundle(keys[line.sku], tuple(sorted(parts.items())))
            self.plain = False
        elif line.chosen_as:
            self.spelled.setdefault(keys[line.chosen_as], line.chosen_as)
            item = Chosen(keys[line.sku], keys[line.chosen_as])
            self.plain = False
        self.items[item] = self.items.get(item, 0) + line.quantity.parts
        if line.price:
            self.prices.setdefault(item, line.price)

    def loose(self) -> Iterable[tuple[str, int]]:
        """The lines, of a plain basket."""
        return cast("dict[str, int]", self.items).items()

    def name_bundles(self, bundles: set[str]) -> None:
        """Take plain lines of these keys for bundles nobody chose for."""
        if bundles.isdisjoint(self.items):
            return
        self.plain = False
        named = {
            item: Bundle(item, None) if isinstance(item, str) and item in bundles else item
            for item in self.items
        }
        self.items = {named[item]: amount for item, amount in self.items.items()}
        self.prices = {named[item]: price for item, price in self.prices.items()}

    def is_same(self, known: KnownOrder, products: Mapping[str, Product]) -> bool:
        """Whether an order that is there holds the same.

        A bundle nobody chose for is the same whatever its default selection was by then.

        Args:
            products: Those that are there now, by the key of their SKU.
        """
        if not self.plain or known.composed:
            return self._is_same_composed(known, products)
        asked: dict[int, int] = {}
        for key, amount in self.loose():
            product = products.get(key)
            id = product.id if product else None
            if id not in known.ordered:
                id = known.sku_keys.get(key)
            if id is None:
                return False
            asked[id] = asked.get(id, 0) + amount
        return asked == known.ordered

    def _is_same_composed(self, known: KnownOrder, products: Mapping[str, Product]) -> bool:
        loose: dict[int, int] = {}
        composed: dict[KnownPart, int] = {}
        by_bundle: dict[int, int] = {}
        of_known = {part.product_id for part in known.composed}
        of_known |= {part.parent_id for part in known.composed if part.parent_id is not None}
        of_known |= {id for part in known.composed for id, _ in part.parts}
        of_known |= known.ordered.keys()

        def meant(key: str) -> int:
            product = products.get(key)
            if product is not None and product.id in of_known:
                return product.id
            return known.sku_keys.get(key, 0)

        for item, amount in self.items.items():
            if isinstance(item, str):
                loose[meant(item)] = loose.get(meant(item), 0) + amount
                continue
            id = meant(item.key)
            if isinstance(item, Chosen):
                part = KnownPart(id, meant(item.parent), frozenset())
            elif item.parts is None:
                by_bundle[id] = by_bundle.get(id, 0) + amount
                continue
            else:
                part = KnownPart(
                    id, None, frozenset((meant(key), per) for key, per in item.parts)
                )
            composed[part] = composed.get(part, 0) + amount
        if 0 in loose or loose != known.ordered:
            return False
        rest = dict(known.composed)
        for id, amount in by_bundle.items():
            alike = [one for one in rest if one.parent_id is None and one.product_id == id]
            there = sum(rest[one] for one in alike)
            asked = [one for one in composed if one.parent_id is None and one.product_id == id]
            if there != amount + sum(composed[one] for one in asked):
                return False
            for one in alike:
                del rest[one]
            for one in asked:
                del composed[one]
        return composed == rest


def skus_of(request: OrderRequest) -> list[str]:
    """Return every SKU a request names."""
    if request.is_plain:
        return [sku for sku, _ in cast("Iterable[tuple[str, Quantity]]", request.lines)]
    skus: list[str] = []
    for line in request.lines:
        if not isinstance(line, RequestedLine):
            skus.append(line[0])
            continue
        skus += [line.sku, *(line.parts or ())]
        if line.chosen_as:
            skus.append(line.chosen_as)
    return skus


def unknown(sku: str) -> Problem:
    """What is wrong with a line of an SKU that no product has."""
    return Problem(
        Kind.UNKNOWN_PRODUCT, tr("There is no product {sku!r}.", sku=sku), "line", sku
    )


def problems_of(request: OrderRequest) -> Iterator[Problem]:
    """Yield what is wrong with a request whatever the stock says."""
    if request.number is not None:
        try:
            parse_number(request.number)
        except ValueError as problem:
            yield Problem(
                Kind.VALIDATION_FAILED, tr("Number: {problem}", problem=problem), "number"
            )
    if not request.lines:
        yield Problem(Kind.NOTHING_GIVEN, tr("An order needs at least one line."), "line")
    prices = dict(request.prices) if request.prices else {}
    for line in () if request.is_plain else request.lines:
        if isinstance(line, RequestedLine):
            if line.price:
                prices[line.sku] = line.price
            if line.parts is not None and line.chosen_as:
                sentence = tr(
                    "{sku}: a bundle is chosen under no other product.", sku=visible(line.sku)
                )
                yield Problem(Kind.VALIDATION_FAILED, sentence, "line", line.sku)
    for sku, price in prices.items():
        try:
            parse_line_price(price)
        except ValueError as problem:
            sentence = f"{visible(sku)}: {problem}"
            yield Problem(Kind.VALIDATION_FAILED, sentence, "price", sku)
    if request.shipping_amount:
        try:
            parse_line_price(request.shipping_amount)
        except ValueError as problem:
            sentence = tr("Shipping amount: {problem}", problem=problem)
            yield Problem(Kind.VALIDATION_FAILED, sentence, "shipping_amount")
    for field, text in (
        ("customer_group", request.customer_group),
        ("shipping_method", request.shipping_method),
        ("payment_method", request.payment_method),
        ("account", request.account),
        ("order_type", request.order_type),
    ):
        if not text:
            continue
        try:
            storable(text)
        except ValueError as problem:
            label = field.replace("_", " ").capitalize()
            yield Problem(Kind.VALIDATION_FAILED, f"{label}: {problem}", field)
    if request.payment is not None and request.payment not in AWAITING_MONEY:
        words = ", ".join(sorted(AWAITING_MONEY))
        sentence = tr(
            "Payment: an order begins in {words}, not {payment}.",
            words=words,
            payment=request.payment,
        )
        yield Problem(Kind.VALIDATION_FAILED, sentence, "payment")
