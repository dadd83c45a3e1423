"""A shop that is opened in a database and in the model: what it has, and how it is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from inventory_tui.domain.composite import BundleOption, Part
from inventory_tui.domain.errors import Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import configuring
from inventory_tui.services.keeping.configuring import OptionEdit
from inventory_tui.services.products import catalog, composites
from inventory_tui.store.database import Database
from tests import model
from tests.world import World

PRODUCTS: dict[str, dict[str, str]] = {
    "PLAIN": {},
    "KEPT": {"backorders": "no", "threshold": "2"},
    "LIMITED": {"backorders": "yes", "threshold": "-4"},
    "ENDLESS": {"backorders": "notify", "threshold": "0"},
    "LOOSE": {"manage_stock": "no"},
    "FILE": {},
}
"""What each product sets itself; the rest is as set for all."""
VIRTUAL = "FILE"
BUNDLES = {"SET": {"PLAIN": 2, "FILE": 1}, "KIT": {"PLAIN": 1, "LIMITED": 2}}
TOGETHER = "KIT"
"""Ordered so that all of it leaves one source (spec C7)."""
SHIRT, SHIRTS = "SHIRT", ("PLAIN", "KEPT")
"""A configurable product, and what it is sold as."""
ALONE = ("ENDLESS", "LOOSE")
"""What is a part of nothing, and so may become a composite."""
SWITCHES = {
    key: "no" if text == "yes" else "yes"
    for key, text in model.BUILT_IN.items()
    if text in ("yes", "no") and key not in ("manage_stock", "backorders")
}
"""What a switch may stand at from the start."""
SOURCES = ("berlin", "paris", "dallas")
STOCKS = {"EU": ["berlin", "paris"], "US": ["dallas", "paris"]}

slots = st.sampled_from(sorted(PRODUCTS))
sources = st.sampled_from(SOURCES)
stocks = st.sampled_from(sorted(STOCKS))
amounts = st.integers(0, 9)
plenty = st.integers(3, 12)
first_rows = st.lists(
    st.one_of(st.none(), amounts, plenty, plenty),
    min_size=len(PRODUCTS) * len(SOURCES),
    max_size=len(PRODUCTS) * len(SOURCES),
)
some_slots = st.lists(slots, min_size=1, max_size=4, unique=True)

T = TypeVar("T")
R = TypeVar("R")


def units(number: int) -> Quantity:
    return Quantity(number * 10_000)


def number(quantity: Quantity) -> int:
    whole, rest = divmod(quantity.parts, 10_000)
    assert not rest
    return whole


class Opening(RuleBasedStateMachine):
    """A shop in a database of its own."""

    new_database: Callable[[], Database]
    """Hands out a new one; the one before is gone then."""

    def __init__(self) -> None:
        super().__init__()
        self.cause = Cause("maria")
        self.steps = 0
        self.current = {slot: slot for slot in PRODUCTS}
        """Slot → the product that has it now, as the model names it."""
        self.skus = {slot: slot for slot in PRODUCTS}
        """Product → its SKU."""
        self.ids: dict[str, int] = {}
        """Product → its id."""
        self.source_ids: dict[str, int] = {}
        self.stock_ids: dict[str, int] = {}
        self.order_ids: dict[str, int] = {}
        self.line_ids: dict[str, list[int]] = {}
        """Order → the ids of its lines."""
        self.shop = model.Shop(
            {(slot, key): text for slot, own in PRODUCTS.items() for key, text in own.items()},
            {name: list(codes) for name, codes in STOCKS.items()},
            dict.fromkeys(SOURCES, True),
        )

    def sku(self, slot: str) -> str:
        """What the product of a slot is called now."""
        return self.skus[self.current[slot]]

    @staticmethod
    def one_of(data: st.DataObject, known: Iterable[T]) -> T:
        """Choose by position: numbers differ from run to run, their order does not."""
        several = sorted(known)  # type: ignore[type-var]
        return several[data.draw(st.integers(0, len(several) - 1))]

    def do(
        self, deed: Callable[..., R], *given: Any, reason: str | None = None, **named: Any
    ) -> R:
        """Do a deed, a function of a service: all that people do goes through here."""
        cause = replace(self.cause, reason=reason)
        return deed(self.database, *given, cause=cause, **named)

    def both(self, rule: Callable[[], T], deed: Callable[[], R]) -> tuple[T, R] | None:
        """Play a deed on both; None where both refuse it."""
        refused = None
        try:
            told = rule()
        except model.No as no:
            refused = no
        if refused is None:
            return told, deed()
        with pytest.raises(Refused) as refusal:
            deed()
        problems = refusal.value.problems
        if refused.lines is None:
            assert {problem.kind for problem in problems} & set(refused.kinds), refusal.value
        else:
            kinds = {problem.sku: problem.kind for problem in problems}
            assert kinds == {self.skus[one]: kind for one, kind in refused.lines.items()}
        return None

    def open_shop(self, there: list[int | None]) -> None:
        """Put sources, stocks, products and settings into the database.

        Args:
            there: What lies of each product at each source; None: it is not assigned.
        """
        self.database = type(self).new_database()
        world = World(self.database)
        for code in SOURCES:
            self.source_ids[code] = world.source(code)
        for stock, codes in STOCKS.items():
            self.stock_ids[stock] = world.stock(stock, *codes, channels=[stock])
        for slot in PRODUCTS:
            self.add_product(slot)
            for source in SOURCES:
                quantity = there.pop()
                if quantity is not None:
                    world.item(slot, source, quantity)
                    self.shop.write(None, {(slot, source): (quantity, True)})
        for bundle in BUNDLES:
            world.product(bundle, type="bundle", ship_together=False)
        world.product(SHIRT, type="configurable")
        self.compose(PRODUCTS)
        built_in = [OptionEdit(key, None) for key in model.BUILT_IN]
        configuring.change_options(self.database, built_in, cause=self.cause)

    def change_setting_of_all(self, wish: tuple[str, str | None]) -> None:
        key, text = wish
        edit = OptionEdit(key, text)
        receipt = self.do(configuring.change_options, [edit])
        assert (receipt.operation is None) == (self.shop.settings.get(("", key)) == text)
        self.shop.change(receipt.operation, ("", key), text)

    def add_product(self, slot: str) -> None:
        """Give a slot a new product with the settings it began with."""
        name, kind = self.current[slot], "virtual" if slot == VIRTUAL else "simple"
        self.ids[name] = World(self.database).product(self.skus[name], type=kind)
        self.shop.types[name] = kind
        for key, text in PRODUCTS[slot].items():
            self.shop.settings[name, key] = text
        if PRODUCTS[slot]:
            catalog.edit(self.database, self.skus[name], PRODUCTS[slot], cause=self.cause)

    def compose(self, changed: Iterable[str]) -> None:
        """Say anew what the composites with these parts are made of."""
        new = set(changed)
        for bundle, parts in BUNDLES.items():
            if new & parts.keys():
                options = [
                    BundleOption(slot, (Part(self.sku(slot), units(per)),))
                    for slot, per in parts.items()
                ]
                composites.set_bundle(self.database, bundle, options, cause=self.cause)
        if new & set(SHIRTS):
            shirts = [Part(self.sku(slot)) for slot in SHIRTS]
            composites.set_variations(self.database, SHIRT, shirts, cause=self.cause)

    def named(self, lines: Mapping[str, int]) -> dict[str, Quantity]:
        """Slot → units, as services take them."""
        return {self.sku(slot): units(amount) for slot, amount in lines.items()}

    def line_id(self, order: str, place: int) -> int:
        return self.line_ids[order][place]

    def compare(self) -> None:
        """Compare all that is stored with what the rules make it."""
        raise NotImplementedError
