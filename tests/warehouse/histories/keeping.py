"""Deeds on shelves: what is set aside, some of a row moved, units made into others."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import insert

from inventory_tui.domain.aside import State
from inventory_tui.domain.bulk import Transfer
from inventory_tui.domain.labels import key_of
from inventory_tui.services.products import units as measures
from inventory_tui.services.quantities import converting, moving, setting_aside, stock_changes
from inventory_tui.services.quantities.setting_aside import SafetyEdit
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.services.sourcing.eligibility import set_eligibility
from inventory_tui.store.tables import channel
from tests import model
from tests.services.histories.opening import (
    SHIRT,
    SHIRTS,
    SOURCES,
    amounts,
    plenty,
    slots,
    some_slots,
    sources,
    stocks,
    units,
)
from tests.services.histories.orders import MOST_OPEN
from tests.warehouse.histories.people import People
from tests.world import World

CASE = 6
"""Bottles in one."""
MEASURES = {"BOTTLE": "WINE/bottle", "CASE": "WINE/case"}
"""One SKU that is counted in two units."""
CHANNELS = {"EU": ["EU", "b2b"], "US": ["US"]}
SERVED = [["EU"], ["b2b"], ["EU", "US"], ["b2b", "US"]]

measured = st.sampled_from(sorted(MEASURES))
wares = st.one_of(slots, slots, measured)
ends = st.permutations(SOURCES).map(lambda several: (several[0], several[1]))
turns = st.permutations(["for_sale", "for_sale", "damaged", "quality_check"])
"""The first is what units were, the second what they are now."""
few = st.integers(1, 4)


class Keeping(People):
    """What is done at shelves."""

    def furnish(self) -> None:
        self.shop.channels = {stock: list(codes) for stock, codes in CHANNELS.items()}
        with self.database.write() as transaction:
            row = {"code": "b2b", "code_key": key_of("b2b"), "name": "B2B"}
            row["stock_id"] = self.stock_ids["EU"]
            transaction.connection.execute(insert(channel).values(**row))
        world = World(self.database)
        base = world.product("WINE")
        given = {"bottle": {"primary": "yes"}, "case": {"rate": str(CASE)}}
        for key, typed in given.items():
            measures.add(self.database, "WINE", key, typed, cause=self.cause)
        with self.database.read() as transaction:
            rows = [base, *transaction.units.rows_of([base])[base]]
            skus = {one.sku: one.id for one in transaction.products.by_ids(rows).values()}
        for slot, sku in MEASURES.items():
            self.current[slot], self.skus[slot] = slot, sku
            self.ids[slot], self.shop.types[slot] = skus[sku], "simple"
            for source in self.chance.sample(SOURCES, 2):
                quantity = self.chance.randrange(9)
                world.item(sku, source, quantity)
                self.shop.write(None, {(slot, source): (quantity, True)})
        self.shop.followed = dict.fromkeys(SHIRTS, SHIRT)
        if self.chance.random() < 0.5:
            source, served = self.chance.choice(SOURCES), self.chance.choice(SERVED)
            set_eligibility(self.database, source, served, cause=self.cause)
            self.serve(source, served)

    def at_hand(self, slot: str, source: str) -> str:
        """Where a product lies, rarely where it does not."""
        name = self.current[slot]
        there = [at for at in SOURCES if self.shop.items.get((name, at), (0,))[0]]
        known = not there or source in there or self.chance.random() < 0.1
        return source if known else self.chance.choice(there)

    # what is set aside ----------------------------------------------------------------

    @rule(slot=wares, source=sources, safety=st.integers(0, 6))
    def keep_safety(self, slot: str, source: str, safety: int) -> None:
        name, source = self.current[slot], self.at_hand(slot, source)
        edit = SafetyEdit(self.sku(slot), source, units(safety))
        played = self.both(
            lambda: self.shop.keep_back(name, source, safety),
            lambda: self.do(setting_aside.set_safety, [edit]),
        )
        if played:
            self.shop.write(played[1].operation, {}, played[0])

    @rule(slot=wares, source=sources, amount=few, turn=turns)
    def change_state(self, slot: str, source: str, amount: int, turn: list[str]) -> None:
        before, after = turn[:2]
        name, source = self.current[slot], self.at_hand(slot, source)
        played = self.both(
            lambda: self.shop.restate(name, source, amount, before, after),
            lambda: self.do(
                setting_aside.change_state,
                self.sku(slot),
                source,
                units(amount),
                before=State(before),
                after=State(after),
            ),
        )
        if played:
            self.shop.write(played[1].operation, {}, played[0])

    @rule(slot=wares, source=sources, amount=plenty, safety=st.integers(0, 4))
    def count_and_keep_safety(self, slot: str, source: str, amount: int, safety: int) -> None:
        name = self.current[slot]
        now = self.shop.items.get((name, source), (0, True))
        edit = QuantityEdit(self.sku(slot), source, units(amount), safety=units(safety))
        played = self.both(
            lambda: self.shop.refuse_row(name, source, amount),
            lambda: self.do(stock_changes.set_quantities, [edit]),
        )
        if played:
            aside = self.shop.aside(name, source)._replace(safety=safety)
            rows = {(name, source): (amount, now[1])}
            self.shop.write(played[1].operation, rows, {(name, source): aside})

    @rule(slot=measured, source=sources, amount=st.one_of(amounts, plenty))
    def count_a_unit(self, slot: str, source: str, amount: int) -> None:
        self.set_quantity_of(slot, source, amount)

    def set_quantity_of(self, slot: str, source: str, amount: int) -> None:
        in_stock = self.shop.items.get((self.current[slot], source), (0, True))[1]
        edit = QuantityEdit(self.sku(slot), source, units(amount))
        self.change_row(slot, source, edit, (amount, in_stock))

    def from_hand(self, slot: str, ends: tuple[str, str]) -> tuple[str, str]:
        """Two sources, a product mostly lies at the first."""
        origin = self.at_hand(slot, ends[0])
        return ends if origin == ends[0] else (origin, ends[0])

    # moved ----------------------------------------------------------------------------

    @rule(
        slot=wares, ends=ends, amount=few, override=st.integers(0, 3), force=st.integers(0, 3)
    )
    def move_some(
        self, slot: str, ends: tuple[str, str], amount: int, override: int, force: int
    ) -> None:
        name, ends = self.current[slot], self.from_hand(slot, ends)
        how = {"override_safety": override == 0, "force": force == 0}
        how["takes_safety"] = override == 0 and self.refuses(
            lambda: self.shop.move_some(name, amount, ends, override=False, force=force == 0)
        )
        played = self.both(
            lambda: self.shop.move_some(
                name, amount, ends, override=override == 0, force=force == 0
            ),
            lambda: self.do(
                moving.transfer_some,
                self.sku(slot),
                units(amount),
                origin=ends[0],
                destination=ends[1],
                reason="sample" if override == 0 else None,
                **how,
            ),
        )
        if played:
            self.shop.write(played[1].operation, played[0])

    @rule(chosen=some_slots, ends=ends, unassign=st.booleans(), force=st.booleans())
    def transfer_with_safety(
        self, chosen: list[str], ends: tuple[str, str], unassign: bool, force: bool
    ) -> None:
        names = self.lying(chosen)
        after = self.shop.transfer(names, *ends, unassign, force, override=True)
        request = Transfer(*ends, unassign, override_safety=True)
        self.in_bulk(chosen, request, after, force, reason="sample")

    # units ----------------------------------------------------------------------------

    @rule(source=sources, amount=st.integers(1, 14), pack=st.booleans(), force=st.booleans())
    def convert(self, source: str, amount: int, pack: bool, force: bool) -> None:
        """Break cases into bottles, or pack bottles into cases."""
        gone, come = ("BOTTLE", "CASE") if pack else ("CASE", "BOTTLE")
        source = self.at_hand(gone, source)
        amount = amount // CASE * CASE or amount if pack else min(amount, 3)
        result, rest = divmod(amount, CASE) if pack else (amount * CASE, 0)

        def by_the_rules() -> dict[tuple[str, str], tuple[int, bool] | None]:
            if rest:
                raise model.No("not_convertible")
            return self.shop.convert((gone, amount), (come, result), source, force)

        keys = [MEASURES[slot].partition("/")[2] for slot in (gone, come)]
        played = self.both(
            by_the_rules,
            lambda: self.do(
                converting.convert, "WINE", source, units(amount), *keys, force=force
            ),
        )
        if played:
            self.shop.write(played[1][1].operation, played[0])

    @rule(stock=stocks, slot=measured, amount=st.integers(1, 6))
    def order_a_unit(self, stock: str, slot: str, amount: int) -> None:
        if sum(order.is_open for order in self.shop.orders.values()) < MOST_OPEN:
            self.place_order(stock, {slot: amount})

    # whom sources serve ---------------------------------------------------------------

    @rule(
        source=sources,
        served=st.sampled_from([["all"], ["all"], *SERVED, ["none"]]),
    )
    def set_eligible(self, source: str, served: list[str]) -> None:
        self.do(set_eligibility, source, served)
        self.serve(source, served)

    def serve(self, source: str, served: list[str]) -> None:
        if served == ["all"]:
            self.shop.serves.pop(source, None)
        else:
            self.shop.serves[source] = frozenset(served) - {"none"}
