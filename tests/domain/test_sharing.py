"""What stocks must leave each other of shared sources: against the slow and obvious way."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory_tui.domain.sharing import Network, Pools, promise_of
from tests import brute_force

STOCKS, SOURCES = "ABCD", "wxyz"


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, list[str]], dict[str, int], dict[str, int]]:
    links = draw(
        st.fixed_dictionaries(
            {stock: st.lists(st.sampled_from(SOURCES), unique=True) for stock in STOCKS}
        )
    )
    on_hand = draw(st.fixed_dictionaries({source: st.integers(0, 3) for source in SOURCES}))
    promised = draw(st.fixed_dictionaries({stock: st.integers(0, 4) for stock in STOCKS}))
    return links, on_hand, promised


def pools(links: Any, on_hand: Any, promised: Any) -> Pools:
    """The same, with numbers for names."""
    network = Network(
        {ord(stock): [ord(one) for one in sources] for stock, sources in links.items()}
    )
    return Pools(
        network,
        {ord(one): units for one, units in on_hand.items()},
        {ord(stock): units for stock, units in promised.items()},
    )


@given(worlds())
@settings(max_examples=150)
def test_what_is_left_for_a_stock_is_what_some_assignment_leaves(world: Any) -> None:
    links, on_hand, promised = world
    found = pools(links, on_hand, promised)
    for stock in STOCKS:
        left = found.on_hand(ord(stock)) - found.promised_elsewhere(ord(stock))
        assert left == brute_force.left_for(stock, links, on_hand, promised)
        assert left == brute_force.left_by_cuts(stock, links, on_hand, promised)


@given(worlds())
@settings(max_examples=150)
def test_it_is_the_least_over_all_groups_while_promises_can_be_kept(world: Any) -> None:
    links, on_hand, promised = world
    for stock in STOCKS:
        others = {one: units for one, units in promised.items() if one != stock}
        if brute_force.all_can_be_served(links, on_hand, others):
            found = pools(links, on_hand, promised)
            left = found.on_hand(ord(stock)) - found.promised_elsewhere(ord(stock))
            assert left == brute_force.least_over_groups(stock, links, on_hand, promised)


@given(worlds(), st.data())
def test_what_is_promised_up_to_the_last_unit_can_be_handed_out(
    world: Any, data: st.DataObject
) -> None:
    links, on_hand, _ = world
    found, promised = pools(links, on_hand, {}), dict.fromkeys(STOCKS, 0)
    for stock in data.draw(st.lists(st.sampled_from(STOCKS), max_size=8)):
        free = found.on_hand(ord(stock)) - found.promised_elsewhere(ord(stock))
        promised[stock] += data.draw(st.integers(0, max(free - promised[stock], 0)))
        found.promise(ord(stock), promised[stock])
    assert brute_force.all_can_be_served(links, on_hand, promised)


@given(worlds(), st.data())
def test_promises_that_come_and_go_leave_what_they_would_have_left_at_once(
    world: Any, data: st.DataObject
) -> None:
    links, on_hand, promised = world
    found = pools(links, on_hand, {})
    for stock in data.draw(st.lists(st.sampled_from(STOCKS), max_size=6)):
        found.promise(ord(stock), data.draw(st.integers(0, 4)))
    for stock, units in promised.items():
        found.promise(ord(stock), units)
    expected = pools(links, on_hand, promised).all_promised_elsewhere()
    assert found.all_promised_elsewhere() == expected
    held = {ord(stock): units for stock, units in promised.items()}
    other = found.promising(held, 1).all_promised_elsewhere()
    more = {stock: units + 1 for stock, units in promised.items()}
    assert other == pools(links, on_hand, more).all_promised_elsewhere()


@given(worlds())
def test_the_stocks_named_have_promised_what_they_are_said_to_take(world: Any) -> None:
    links, on_hand, promised = world
    found = pools(links, on_hand, promised)
    for stock in STOCKS:
        takers = found.takers(ord(stock))
        assert sum(takers.values()) == found.promised_elsewhere(ord(stock))
        for other, units in takers.items():
            assert chr(other) != stock
            assert 0 < units <= promised[chr(other)]


def test_a_fellow_stock_takes_from_its_other_sources_first() -> None:
    found = pools({"A": "wx", "B": "xy"}, {"w": 5, "x": 4, "y": 3}, {"B": 5})
    assert found.takers(ord("A")) == {ord("B"): 2}


def test_promises_nobody_can_keep_bind_only_what_is_there() -> None:
    found = pools({"A": "wx", "B": "x", "C": "z"}, {"w": 5, "x": 4}, {"B": 9, "C": 9})
    assert found.takers(ord("A")) == {ord("B"): 4}


@pytest.mark.parametrize(
    ("held", "threshold", "promise"), [(5, 0, 5), (5, 3, 8), (5, -3, 2), (5, -9, 0), (-2, 0, 0)]
)
def test_a_promise_is_what_is_held_and_kept_back_less_what_may_be_missing(
    held: int, threshold: int, promise: int
) -> None:
    assert promise_of(held, threshold) == promise


@pytest.mark.parametrize("linked", [4, 20, 200])
@pytest.mark.parametrize("sold", [0.3, 1.0])
def test_fifty_stocks_and_two_hundred_sources_take_milliseconds(
    linked: int, sold: float, long: bool
) -> None:
    random.seed(linked)
    links = {stock: random.sample(range(200), linked) for stock in range(50)}
    on_hand = {source: random.randint(0, 40) * 10_000 for source in range(200)}
    share = sum(on_hand.values()) * sold / 50
    promises = {stock: int(share * random.uniform(0.5, 1.5)) for stock in range(50)}
    network = Network(links)
    best = 1.0
    for _ in range(5):
        start = time.perf_counter()
        found = Pools(network, on_hand, promises)
        found.promised_elsewhere(7)
        best = min(best, time.perf_counter() - start)
    assert best < (0.005 if long else 0.05)
    assert all(units >= 0 for units in found.all_promised_elsewhere().values())
