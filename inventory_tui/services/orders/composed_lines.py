"""Lines of an order under composite products: bundles cut into parts, choices looked at.

A SKU may stand on several lines, alone and as a part of bundles; what is asked of it is
summed over the whole order and checked once.

Source: spec 1.6, 2.1 (*Can this quantity be ordered?*), 2.14.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from inventory_tui.domain.bundle_choice import (
    Taken,
    default_selection,
    problems_of,
    selection,
)
from inventory_tui.domain.composite import WORDS, can_be_sold, named
from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import LARGEST, ONE, Quantity
from inventory_tui.services.orders.baskets import (
    Basket,
    Bundle,
    Chosen,
    Item,
    key_of_item,
    unknown,
)
from inventory_tui.services.orders.ware import Ware
from inventory_tui.store.orders.new_orders import NewBundle
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of the order to be."""

    ware: Ware
    parts: int
    """Ten-thousandths."""
    price: str = ""
    bundle: int | None = None
    """Which of the order's bundles it is a part of."""
    per_bundle: int | None = None
    under: Ware | None = None
    """The bundle, or the configurable or grouped product it was chosen under."""


class ComposedLines:
    """The lines of one basket, looked up in one stock; what is wrong with them."""

    def __init__(
        self, basket: Basket, wares: Mapping[str, Ware], prices: Mapping[Item, str]
    ) -> None:
        """Resolve the basket.

        Args:
            prices: Of a unit of each line, of those with a price.
        """
        self.lines: list[Wanted] = []
        self.bundles: list[NewBundle] = []
        self.problems: list[Problem] = []
        self._basket = basket
        self._wares = wares
        self._bundled: dict[str, int] = {}
        for item in basket.items:
            if isinstance(item, Bundle):
                self._bundled[item.key] = self._bundled.get(item.key, 0) + basket.items[item]
        for item, parts in basket.items.items():
            ware = self._known(key_of_item(item))
            if ware is not None:
                self.problems += self._resolve(item, ware, parts, prices.get(item, ""))

    def totals(self) -> Iterator[tuple[Ware, int]]:
        """How much of each product all lines together want (ten-thousandths)."""
        sums: dict[int, int] = {}
        for line in self.lines:
            id = line.ware.product.id
            sums[id] = sums.get(id, 0) + line.parts
        wares = {line.ware.product.id: line.ware for line in self.lines}
        yield from ((wares[id], parts) for id, parts in sums.items())

    def in_one(self, key: str) -> list[tuple[Ware, int]]:
        """What is in one bundle of a SKU key, of the first line of it (ten-thousandths)."""
        found: dict[int, list[tuple[Ware, int]]] = {}
        for line in self.lines:
            under = line.under
            if line.bundle is None or under is None or key_of(under.product.sku) != key:
                continue
            found.setdefault(line.bundle, []).append((line.ware, line.per_bundle or ONE.parts))
        return next(iter(found.values()), [])

    def check(self, least: Callable[[Ware], Quantity] | None) -> Iterator[Problem]:
        """Yield why lines cannot be had: the first failure of each SKU.

        Args:
            least: The fewest that may be ordered, where it is not what their rules say.
        """
        told = {key_of(problem.sku) for problem in self.problems if problem.sku}
        for key, asked in self._bundled.items():
            ware = self._wares.get(key)
            if ware is None or key in told:
                continue
            if failure := ware.amount_refusal(asked, least(ware) if least else None):
                told.add(key)
                yield Problem(*failure, "line", ware.product.sku)
        failures = {
            ware.product.id: failure
            for ware, parts in self.totals()
            if (failure := ware.refusal(parts, least(ware) if least else None))
        }
        for line in self.lines:
            product, under = line.ware.product, line.under
            failure = failures.get(product.id)
            above = key_of(under.product.sku) if under else ""
            if failure is None or key_of(product.sku) in told or above in told:
                continue
            if under is not None and not self._can_be_sold(under):
                told.add(above)
                yield _not_available(under)
                continue
            told.add(key_of(product.sku))
            kind, sentence = failure
            if line.bundle is not None and under is not None:
                sentence += tr(" It is a part of {sku}.", sku=visible(under.product.sku))
            yield Problem(kind, sentence, "line", product.sku)

    def _known(self, key: str) -> Ware | None:
        ware = self._wares.get(key)
        if ware is None:
            self.problems.append(unknown(self._basket.spelled[key]))
        return ware

    def _resolve(self, item: Item, ware: Ware, parts: int, price: str) -> Iterator[Problem]:
        if isinstance(item, Chosen):
            yield from self._choose(item, ware, parts, price)
        elif isinstance(item, Bundle):
            yield from self._unpack(item, ware, parts, price)
        else:
            self.lines.append(Wanted(ware, parts, price))

    def _choose(self, item: Chosen, ware: Ware, parts: int, price: str) -> Iterator[Problem]:
        """A part of a configurable or grouped product."""
        above = self._known(item.parent)
        if above is None:
            return
        parent, sku = above.product, ware.product.sku
        if parent.type not in (ProductType.CONFIGURABLE, ProductType.GROUPED):
            sentence = tr(
                "{sku}: nothing is chosen under {parent}, which is {type}.",
                sku=visible(sku),
                parent=visible(parent.sku),
                type=parent.type,
            )
            yield _invalid(sentence, sku)
            return
        if ware.product.id not in above.composition.child_ids:
            one, several = WORDS[parent.type]
            skus = named(visible(part.sku) for part in above.composition.parts)
            sentence = tr(
                "{sku} is no {one} of {parent}; its {several}: {skus}.",
                sku=visible(sku),
                one=one,
                parent=visible(parent.sku),
                several=several,
                skus=skus or tr("none"),
            )
            yield _invalid(sentence, sku)
            return
        if parent.type is ProductType.CONFIGURABLE and (problem := _closed(above)):
            yield problem
            return
        if parent.enabled and (failure := above.closed):  # a group that is not there yet
            yield Problem(*failure, "line", parent.sku)
            return
        self.lines.append(Wanted(ware, parts, price, under=above))

    def _unpack(self, item: Bundle, ware: Ware, parts: int, price: str) -> Iterator[Problem]:
        """A bundle: its parts become lines."""
        bundle = ware.product
        shown = visible(bundle.sku)
        if bundle.type is not ProductType.BUNDLE:
            sentence = tr(
                "{sku} is {type}; only a bundle has selections.",
                sku=shown,
                type=bundle.type,
            )
            yield _invalid(sentence, bundle.sku)
            return
        if problem := _closed(ware):
            yield problem
            return
        taken = default_selection(ware.composition)
        if item.parts is not None:
            chosen = {key: Quantity(per) for key, per in item.parts}
            wrong = list(problems_of(shown, ware.composition, chosen, self._basket.spelled))
            for sku, sentence in wrong:
                yield _invalid(sentence, sku or bundle.sku)
            if wrong:
                return
            taken = selection(ware.composition, chosen)
        number = len(self.bundles)
        lines = []
        for one in taken:
            units, rest = divmod(parts * one.quantity.parts, ONE.parts)
            if rest or not units:
                sentence = tr(
                    "{sku}: {quantity} of it hold no whole ten-thousandths of {part}.",
                    sku=shown,
                    quantity=Quantity(parts),
                    part=visible(one.part.sku),
                )
                yield Problem(Kind.QTY_DECIMAL, sentence, "line", bundle.sku)
                return
            lines.append(self._part(one, min(units, LARGEST + 1), number, ware))
        self.lines += lines
        self.bundles.append(
            NewBundle(bundle.id, bundle.name, price, parts, bundle.ship_together)
        )

    def _part(self, one: Taken, units: int, number: int, under: Ware) -> Wanted:
        ware = self._wares[key_of(one.part.sku)]
        return Wanted(ware, units, "", number, one.quantity.parts, under)

    def _can_be_sold(self, above: Ware) -> bool:
        """Whether any of a composite can be sold at all; groups are not asked."""
        if above.product.type is ProductType.GROUPED:
            return True
        offers = {
            part.child_id: self._wares[key_of(part.sku)].offer()
            for part in above.composition.every_part
        }
        return can_be_sold(above.product.type, above.composition, offers)


def _closed(above: Ware) -> Problem | None:
    """Why nothing of a composite is sold, whatever its parts can do; None where it is."""
    product = above.product
    sku = visible(product.sku)
    if failure := above.closed:
        return Problem(*failure, "line", product.sku)
    if not product.parent_in_stock:
        sentence = tr("{sku}: it is set Out of Stock, whatever it consists of.", sku=sku)
        return Problem(Kind.PRODUCT_NOT_AVAILABLE, sentence, "line", product.sku)
    return None


def _not_available(above: Ware) -> Problem:
    _, several = WORDS[above.product.type]
    sku = above.product.sku
    sentence = tr(
        "{sku}: {stock} can sell none of it; its {several} are out of stock.",
        sku=visible(sku),
        stock=above.stock,
        several=several,
    )
    return Problem(Kind.PRODUCT_NOT_AVAILABLE, sentence, "line", sku)


def _invalid(sentence: str, sku: str) -> Problem:
    return Problem(Kind.VALIDATION_FAILED, sentence, "line", sku)
