"""Deeds on settings, products, sources and what lies there."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from inventory_tui.domain.bulk import Assign, Request, Transfer, Unassign
from inventory_tui.domain.errors import ChangedElsewhere, Refused
from inventory_tui.services.keeping import undoing
from inventory_tui.services.products import catalog, product_deletion, product_types
from inventory_tui.services.quantities import bulk, stock_changes
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.services.sourcing import sourcing
from tests import model
from tests.services.histories.opening import (
    ALONE,
    SOURCES,
    Opening,
    amounts,
    plenty,
    slots,
    some_slots,
    sources,
    units,
)

WISHES: dict[str, list[str | None]] = {
    "manage_stock": ["yes", "yes", "no", None],
    "backorders": ["no", "no", "yes", "notify", None],
    "threshold": ["0", "1", "3", "-2", None],
    "reserve_on_placement": ["yes", "yes", "no", None],
    "protect_shared_sources": ["yes", "yes", "no"],
    "in_stock_on_cancel": ["yes", "no", None],
    "return_to_stock": ["yes", "no", None],
    "ship_only_invoiced": ["yes", "no", None],
    "orders_need_invoice": ["yes", "no", None],
    "synchronize_with_catalog": ["yes", "no", None],
}
wishes = st.one_of(
    [st.tuples(st.just(key), st.sampled_from(texts)) for key, texts in WISHES.items()]
)
wishes_of_products = st.one_of(
    [
        st.tuples(st.just(key), st.sampled_from(WISHES[key]))
        for key in ("manage_stock", "backorders", "threshold")
    ]
)
some_sources = st.lists(sources, min_size=1, max_size=2, unique=True)
TYPES = ("simple", "virtual", "downloadable")


class Goods(Opening):
    """What changes without an order."""

    @rule(wish=wishes)
    def move_a_setting_of_all(self, wish: tuple[str, str | None]) -> None:
        self.change_setting_of_all(wish)

    @rule(slot=slots, wish=wishes_of_products)
    def change_setting_of_product(self, slot: str, wish: tuple[str, str | None]) -> None:
        key, text = wish
        typed = {key: text or "default"}
        receipt = self.do(catalog.edit, self.sku(slot), typed)
        self.shop.change(receipt.operation, (self.current[slot], key), text)

    # products -----------------------------------------------------------------------

    @rule(slot=slots)
    def rename(self, slot: str) -> None:
        new = f"{slot}-{self.steps}"
        self.do(catalog.rename, self.sku(slot), new)
        self.skus[self.current[slot]] = new

    @rule(slot=slots, force=st.booleans(), rare=st.integers(0, 2))
    def delete_and_add_again(self, slot: str, force: bool, rare: int) -> None:
        if rare:
            return
        name, sku = self.current[slot], self.sku(slot)
        if not force and self.is_open(name):
            with pytest.raises(Refused):
                self.do(product_deletion.delete, sku)
            return
        self.do(product_deletion.delete, sku, force=force)
        self.shop.forget(name)
        # another product, though it takes the SKU
        self.current[slot] = f"{slot} {self.steps}"
        self.skus[self.current[slot]] = sku
        self.add_product(slot)
        self.compose([slot])

    @rule(slot=slots, kind=st.sampled_from(TYPES))
    def change_type(self, slot: str, kind: str) -> None:
        if not self.shop.lies_nowhere(self.current[slot]):
            self.do(product_types.change_type, self.sku(slot), kind)
            self.shop.types[self.current[slot]] = kind

    @rule(slot=st.sampled_from(ALONE), force=st.booleans())
    def make_composite_or_simple(self, slot: str, force: bool) -> None:
        name, sku = self.current[slot], self.sku(slot)
        if self.shop.lies_nowhere(name):
            self.do(product_types.change_type, sku, "simple")
            self.shop.types[name] = "simple"
            return
        promised = self.is_open(name)
        lying = any(row[0] for (one, _), row in self.shop.items.items() if one == name)
        synchronized = self.shop.on("synchronize_with_catalog")
        if not force and (promised or (lying and not synchronized)):
            with pytest.raises(Refused):
                self.do(product_types.change_type, sku, "grouped")
            return
        self.do(product_types.change_type, sku, "grouped", force=force)
        self.shop.vanish(name)
        self.shop.types[name] = "grouped"

    def is_open(self, name: str) -> bool:
        """Whether orders hold units of a product, or some are on the road."""
        reserved = any(self.shop.reserved[stock, name] for stock in self.shop.stocks)
        return reserved or self.shop.on_the_road(name) > 0

    # single rows --------------------------------------------------------------------

    @rule(slot=slots, source=sources, amount=st.one_of(amounts, plenty))
    def set_quantity(self, slot: str, source: str, amount: int) -> None:
        in_stock = self.shop.items.get((self.current[slot], source), (0, True))[1]
        edit = QuantityEdit(self.sku(slot), source, units(amount))
        self.change_row(slot, source, edit, (amount, in_stock))

    @rule(slot=slots, source=sources, change=st.integers(-5, 5))
    def adjust(self, slot: str, source: str, change: int) -> None:
        now, in_stock = self.shop.items.get((self.current[slot], source), (0, True))
        edit = QuantityEdit(self.sku(slot), source, change=units(change))
        self.change_row(slot, source, edit, (now + change, in_stock))

    @rule(slot=slots, source=sources, in_stock=st.booleans())
    def switch_status(self, slot: str, source: str, in_stock: bool) -> None:
        now = self.shop.items.get((self.current[slot], source), (0, True))[0]
        edit = QuantityEdit(self.sku(slot), source, in_stock=in_stock)
        self.change_row(slot, source, edit, (now, in_stock))

    def change_row(self, slot: str, source: str, edit: QuantityEdit, after: model.Item) -> None:
        name = self.current[slot]
        played = self.both(
            lambda: self.shop.refuse_row(name, source, after[0]),
            lambda: self.do(stock_changes.set_quantities, [edit]),
        )
        if played:
            self.shop.write(played[1].operation, {(name, source): after})

    @rule(source=sources, off=st.integers(0, 2))
    def switch_source(self, source: str, off: int) -> None:
        enabled = off > 0
        switch = sourcing.enable_sources if enabled else sourcing.disable_sources
        switched = self.do(switch, [source])
        assert (switched.operation is None) == (self.shop.enabled[source] == enabled)
        self.shop.enabled[source] = enabled

    # many rows ----------------------------------------------------------------------

    @rule(chosen=some_slots, at=some_sources)
    def assign(self, chosen: list[str], at: list[str]) -> None:
        new = {
            (name, source): (0, False)
            for name in self.lying(chosen)
            for source in at
            if (name, source) not in self.shop.items
        }
        self.in_bulk(chosen, Assign(tuple(at)), new)

    @rule(chosen=some_slots, at=some_sources, force=st.booleans())
    def unassign(self, chosen: list[str], at: list[str], force: bool) -> None:
        after = self.shop.unassign(self.lying(chosen), at, force)
        self.in_bulk(chosen, Unassign(tuple(at)), after, force)

    @rule(
        chosen=some_slots,
        ends=st.permutations(SOURCES),
        unassign=st.booleans(),
        force=st.booleans(),
    )
    def transfer(self, chosen: list[str], ends: list[str], unassign: bool, force: bool) -> None:
        origin, destination = ends[:2]
        after = self.shop.transfer(self.lying(chosen), origin, destination, unassign, force)
        request = Transfer(origin, destination, unassign)
        self.in_bulk(chosen, request, after, force)

    def lying(self, chosen: list[str]) -> list[str]:
        """The products that lie at sources: composites are passed over (spec 2.8)."""
        names = [self.current[slot] for slot in chosen]
        return [name for name in names if not self.shop.lies_nowhere(name)]

    def in_bulk(
        self,
        chosen: list[str],
        request: Request,
        after: model.Rows,
        force: bool = False,
        reason: str | None = None,
    ) -> None:
        ids = [self.ids[self.current[slot]] for slot in chosen]
        plan = bulk.plan(self.database, ids, request, force=force)
        receipt = self.do(bulk.perform, ids, request, force=force, expected=plan, reason=reason)
        self.shop.write(receipt.operation, after)

    # undo ---------------------------------------------------------------------------

    @precondition(lambda self: self.shop.done)
    @rule(data=st.data(), force=st.booleans())
    def undo(self, data: st.DataObject, force: bool) -> None:
        operation = self.one_of(data, self.shop.done)
        rows, asides, left = self.shop.put_back(operation)
        if left and not force:
            with pytest.raises(ChangedElsewhere):
                self.do(undoing.undo, operation)
            return
        receipt = self.do(undoing.undo, operation, force=force)
        assert receipt.counts["left"] == len(left)
        del self.shop.done[operation]
        self.shop.write(receipt.operation, rows, asides)

    @precondition(lambda self: self.shop.edited)
    @rule(data=st.data())
    def undo_a_setting(self, data: st.DataObject) -> None:
        operation = self.one_of(data, self.shop.edited)
        setting, before, after = self.shop.edited[operation]
        if self.shop.settings.get(setting) != after:
            with pytest.raises(ChangedElsewhere):
                self.do(undoing.undo, operation)
            return
        receipt = self.do(undoing.undo, operation)
        del self.shop.edited[operation]
        self.shop.change(receipt.operation, setting, before)
