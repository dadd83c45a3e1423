"""Deeds one after another, of those that what is there admits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.services.histories.opening import SOURCES, stocks
from tests.services.histories.orders import MOST_OPEN, may_order
from tests.services.histories.papers import can_be_shipped
from tests.warehouse.histories.clockwork import Clockwork, dated, hours
from tests.warehouse.histories.consigning import STEPS, in_state, is_building
from tests.warehouse.histories.keeping import CASE, CHANNELS, ends, few, turns, wares
from tests.warehouse.histories.road import MOST, on_the_road, still_to_come

unforced = st.integers(1, 9)
"""Nothing is mistaken, nothing forced, unless a deed draws that itself."""
some_turns = st.lists(st.integers(0, 25), min_size=2, max_size=6)


def may_consign(machine: Any) -> bool:
    return any(map(can_be_shipped, machine.shop.orders.values()))


def may_step(machine: Any) -> bool:
    return bool(in_state("ready", "shipped")(machine))


def can_arrive(machine: Any) -> bool:
    known = machine.shop.expected
    return any(
        known[id].source in SOURCES and not known[id].draft for id in still_to_come(machine)
    )


class Busy(Clockwork):
    """A warehouse where much goes on."""

    @precondition(lambda self: on_the_road(self) or can_arrive(self) or may_consign(self))
    @rule(data=st.data(), turns=some_turns)
    def go_on_in_the_warehouse(self, data: st.DataObject, turns: list[int]) -> None:
        for turn in turns:
            fitting = [deed for fits, deed in DEEDS if fits(self)]
            fitting[turn % len(fitting)](self, data)
            self.compare()

    @precondition(lambda self: on_the_road(self) or can_arrive(self) or may_consign(self))
    @rule(data=st.data(), turns=some_turns)
    def go_on_there_then(self, data: st.DataObject, turns: list[int]) -> None:
        self.go_on_in_the_warehouse(data, turns)

    @may_order
    @rule(stock=stocks, slot=wares, less=st.integers(0, 2))
    def order_all_there_is(self, stock: str, slot: str, less: int) -> None:
        """Order what a channel may have, or one more."""
        channel = self.chance.choice(CHANNELS[stock])
        left = self.shop.entitled(stock, self.current[slot], channel)
        amount = max(left or 0, 0) + (less == 0)
        self.place_order(stock, {slot: max(amount, 1)}, channel=channel)

    @rule(data=st.data(), turns=some_turns)
    def let_time_pass(self, data: st.DataObject, turns: list[int]) -> None:
        """Dates are set and come true, orders are placed and expire."""
        for turn in turns:
            (wait, wait, keep_house, date_product, order, order)[turn % 6](self, data)
            self.compare()

    @rule(data=st.data(), turns=some_turns)
    def load_and_count(self, data: st.DataObject, turns: list[int]) -> None:
        """Much is sent, and much is set aside."""
        for turn in turns:
            (send, keep_back, restate)[turn % 3](self, data)
            self.compare()


def wait(machine: Any, data: st.DataObject) -> None:
    machine.wait()


def keep_house(machine: Any, data: st.DataObject) -> None:
    machine.keep_house()


def date_product(machine: Any, data: st.DataObject) -> None:
    shown, ends = (data.draw(st.none() | hours) for _ in range(2))
    machine.date_product(data.draw(dated), False, shown, ends)


def order(machine: Any, data: st.DataObject) -> None:
    if sum(one.is_open for one in machine.shop.orders.values()) < MOST_OPEN:
        stock, slot = data.draw(stocks), data.draw(wares)
        machine.order_all_there_is(stock, slot, data.draw(st.integers(0, 2)))


def send(machine: Any, data: st.DataObject) -> None:
    if len(on_the_road(machine)) < MOST:
        lines = data.draw(st.dictionaries(wares, few, min_size=1, max_size=2))
        machine.send(lines, data.draw(ends), data.draw(unforced), data.draw(unforced))


def expect(machine: Any, data: st.DataObject) -> None:
    if len(still_to_come(machine)) < MOST:
        source = data.draw(st.sampled_from(SOURCES))
        machine.expect(data.draw(wares), source, data.draw(unforced), data.draw(few) - 1)


def receive(machine: Any, data: st.DataObject) -> None:
    extra = data.draw(st.one_of(st.none(), st.none(), wares))
    at = data.draw(st.sampled_from([None, *SOURCES]))
    machine.receive(data, extra, at, data.draw(unforced))


def keep_back(machine: Any, data: st.DataObject) -> None:
    slot, source = data.draw(wares), data.draw(st.sampled_from(SOURCES))
    machine.keep_safety(slot, source, data.draw(st.integers(0, 4)))


def restate(machine: Any, data: st.DataObject) -> None:
    slot, source = data.draw(wares), data.draw(st.sampled_from(SOURCES))
    machine.change_state(slot, source, data.draw(few), data.draw(turns))


def convert(machine: Any, data: st.DataObject) -> None:
    amount, pack = data.draw(st.integers(1, 2)), data.draw(st.booleans())
    source = data.draw(st.sampled_from(SOURCES))
    machine.convert(source, amount * CASE if pack else amount, pack, False)


def always(machine: Any) -> bool:
    return True


Deed = Callable[[Any, st.DataObject], None]
DEEDS: tuple[tuple[Callable[[Any], Any], Deed], ...] = (
    (always, send),
    (always, expect),
    (always, keep_back),
    (always, restate),
    (always, convert),
    (on_the_road, lambda machine, data: machine.receive_transfer(data, False, 1)),
    (on_the_road, lambda machine, data: machine.receive_transfer(data, True, 1)),
    (can_arrive, receive),
    (may_consign, lambda machine, data: machine.consign(data, data.draw(few), 1)),
    (is_building, lambda machine, data: machine.finish_one(data)),
    (is_building, lambda machine, data: machine.finish_one(data)),
    (in_state("ready"), lambda machine, data: machine.take_out(data, 1, 0)),
    (may_step, lambda machine, data: machine.step(data, 1, data.draw(st.sampled_from(STEPS)))),
)
"""Whether a deed fits, and the deed."""
