"""Deeds on consignments: built of orders of one account, finished, shipped, delivered."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from inventory_tui.services.shipping import (
    consignment_rows,
    consignment_steps,
    consignments,
    selecting,
)
from tests import model
from tests.services.histories.opening import SOURCES, units
from tests.services.histories.papers import can_be_shipped
from tests.warehouse.histories.road import Road

STEPS = ("finish", "ship", "deliver", "cancel", "delete")


def in_state(*states: str) -> Any:
    """Those consignments that stand there."""
    return lambda machine: [
        id for id, one in machine.shop.consignments.items() if one.status in states
    ]


is_building, can_change = in_state("processing"), in_state("processing", "ready")


class Consigning(Road):
    """What is sent together."""

    def some_orders(self, data: st.DataObject, most: int) -> list[str]:
        """Orders to be consigned, mostly of one account and with something to ship."""
        first = self.an_order(data, can_be_shipped)
        orders = self.shop.orders
        others = [
            number
            for number, order in orders.items()
            if number != first
            and (order.account == orders[first].account or data.draw(st.integers(0, 9)) == 0)
            and can_be_shipped(order)
        ]
        chosen = {first, *(one for one in others if data.draw(st.integers(0, 2)) == 0)}
        return [number for number in orders if number in chosen][:most]

    @precondition(lambda self: any(map(can_be_shipped, self.shop.orders.values())))
    @rule(data=st.data(), more=st.integers(0, 2), by_hand=st.integers(0, 2))
    def consign(self, data: st.DataObject, more: int, by_hand: int) -> None:
        numbers = self.some_orders(data, 3)
        to = None
        if more == 0 and self.shop.consignments:
            to = self.one_of(data, is_building(self) or self.shop.consignments)
        proposed = by_hand > 0
        played = self.both(
            lambda: self.shop.consign(numbers, to, proposed=proposed),
            lambda: self.do(
                consignments.add,
                numbers,
                to=to,
                algorithm=selecting.PRIORITY if proposed else None,
            ),
        )
        if not played:
            return
        rows, done = played
        one = self.shop.consignments.setdefault(done.consignment.id, model.Consignment())
        new = [row for row in done.consignment.rows if row.id not in one.rows]
        assert [self.told(row) for row in new] == [
            (row.order, self.line_id(row.order, row.place), row.source or "", units(row.amount))
            for row in rows
        ]
        one.rows |= {row.id: mine for row, mine in zip(new, rows, strict=True)}

    @staticmethod
    def told(row: Any) -> tuple[Any, ...]:
        return (row.order, row.line_id, row.source, row.quantity)

    @precondition(is_building)
    @rule(
        data=st.data(),
        source=st.sampled_from([None, *SOURCES, *SOURCES, ""]),
        amount=st.one_of(st.none(), st.none(), st.integers(0, 8)),
        mistaken=st.integers(0, 9),
    )
    def set_row(
        self, data: st.DataObject, source: str | None, amount: int | None, mistaken: int
    ) -> None:
        known = self.shop.consignments
        id = self.one_of(data, known if mistaken == 0 else is_building(self))
        if not known[id].rows:
            return
        row = self.one_of(data, known[id].rows)
        played = self.both(
            lambda: self.shop.refuse_row_set(id, row, source=source, amount=amount),
            lambda: self.do(
                consignment_rows.set_row,
                id,
                row,
                source=source,
                quantity=None if amount is None else units(amount),
            ),
        )
        if played:
            of = known[id].rows[row]
            of.source = of.source if source is None else source or None
            of.amount = of.amount if amount is None else amount

    @precondition(can_change)
    @rule(data=st.data(), mistaken=st.integers(0, 9), rare=st.integers(0, 1))
    def take_out(self, data: st.DataObject, mistaken: int, rare: int) -> None:
        known = self.shop.consignments
        id = self.one_of(data, known if mistaken == 0 else can_change(self))
        if rare or not known[id].rows:
            return
        rows = [row for row in known[id].rows if data.draw(st.integers(0, 2)) == 0][:2]
        rows = rows or [self.one_of(data, known[id].rows)]
        played = self.both(
            lambda: self.shop.take_out(id, rows),
            lambda: self.do(consignment_rows.remove, id, rows),
        )
        if played:
            self.keep_split(played[0])

    def keep_split(self, split: list[tuple[str, int, model.Parcel]]) -> None:
        """Find out the numbers of parcels that became parcels of their own."""
        for number, _, part in split:
            parcels = self.shop.orders[number].parcels
            with self.database.read() as transaction:
                several = transaction.shipments.of_order(self.order_ids[number])
            places = {self.line_id(number, place) for place in part.lines}
            (new,) = (
                one.id
                for one in several
                if one.id not in parcels
                and {line.line_id for line in one.lines} == places
                and one.source == part.source
            )
            parcels[new] = part

    @precondition(lambda self: self.shop.consignments)
    @rule(data=st.data(), mistaken=st.integers(0, 9), least=st.sampled_from(STEPS))
    def step(self, data: st.DataObject, mistaken: int, least: str) -> None:
        known = self.shop.consignments
        fitting = in_state(*model.FROM[least])(self)
        if least == "delete" and data.draw(st.integers(0, 2)):
            return
        if not fitting and mistaken:
            return
        id = self.one_of(data, known if mistaken == 0 else fitting)
        deed = getattr(consignment_steps, least)
        if least in ("ship", "deliver"):
            self.both(lambda: self.shop.step_on(id, least), lambda: self.do(deed, id))
        elif least != "finish":
            self.both(lambda: self.shop.end(id, least), lambda: self.do(deed, id))
        else:
            self.finish(id)

    @precondition(is_building)
    @rule(data=st.data())
    def finish_one(self, data: st.DataObject) -> None:
        """Finish one, after what is wrong with its rows was mended."""
        id = self.one_of(data, is_building(self))
        one = self.shop.consignments[id]
        wrong = [i for i, row in one.rows.items() if row.source is None or not row.amount]
        if wrong and len(wrong) < len(one.rows):
            self.shop.take_out(id, wrong)
            self.do(consignment_rows.remove, id, wrong)
        self.finish(id)

    def finish(self, id: int) -> None:
        played = self.both(
            lambda: self.shop.finish(id), lambda: self.do(consignment_steps.finish, id)
        )
        if played:
            for number, parcels in played[0].items():
                with self.database.read() as transaction:
                    several = transaction.shipments.of_order(self.order_ids[number])
                known = self.shop.orders[number].parcels
                new = tuple(one for one in several if one.id not in known)
                self.keep_parcels(number, parcels, new)
