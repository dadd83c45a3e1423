"""Allocation: several lines of one product, and bundles that must stay together."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from inventory_tui.domain.algorithms import BUILT_IN, SelectionRequest, checked
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.selection import Need, Offer, Proposal, by_priority, whole_bundles
from inventory_tui.domain.source import Source

RED, TOP, CARD = 1, 2, 3


def units(text: str | int) -> Quantity:
    return Quantity.parse(str(text))


def need(line: int, product: int, quantity: str | int, **more: object) -> Need:
    return Need(line, product, f"SKU-{product}", units(quantity), **more)  # type: ignore[arg-type]


def part(line: int, product: int, quantity: int, per_bundle: int = 1, bundle: int = 9) -> Need:
    return need(
        line, product, quantity, bundle=bundle, per_bundle=units(per_bundle), together=True
    )


def offers(**at: dict[int, str | int]) -> list[Offer]:
    """``offers(a={RED: 3})``: sources by code, in priority order."""
    return [
        Offer(rank, code, rank, product, units(quantity))
        for rank, (code, shelf) in enumerate(at.items(), start=1)
        for product, quantity in shelf.items()
    ]


def taken(proposal: Proposal) -> dict[tuple[int, str], str]:
    return {
        (one.line, one.source): str(one.quantity)
        for one in proposal.allocations
        if one.quantity
    }


def missing(proposal: Proposal) -> dict[int, str]:
    return {line: str(quantity) for line, quantity in proposal.missing.items()}


class TestLines:
    def test_two_lines_of_one_product_never_take_the_same_unit(self) -> None:
        found = by_priority([need(1, RED, 3), need(2, RED, 4)], offers(a={RED: 5}, b={RED: 1}))
        assert taken(found) == {(1, "a"): "3", (2, "a"): "2", (2, "b"): "1"}
        assert missing(found) == {2: "1"}

    def test_equal_priorities_go_by_code(self) -> None:
        same = [Offer(1, "b", 1, RED, units(2)), Offer(2, "A", 1, RED, units(2))]
        assert taken(by_priority([need(1, RED, 3)], same)) == {(1, "A"): "2", (1, "b"): "1"}

    def test_each_line_lists_every_source_with_what_lies_there(self) -> None:
        found = by_priority(
            [need(1, RED, 2), need(2, RED, 1)], offers(a={RED: 2}, b={RED: "0.5"})
        )
        assert [(one.line, one.source, str(one.available)) for one in found.allocations] == [
            (1, "a", "2"),
            (1, "b", "0.5"),
            (2, "a", "2"),
            (2, "b", "0.5"),
        ]

    def test_a_shelf_below_0_holds_nothing(self) -> None:
        below = [Offer(1, "a", 1, RED, Quantity(-150_000))]
        found = by_priority([need(1, RED, 1)], below)
        assert [(one.quantity, one.available) for one in found.allocations] == [(ZERO, ZERO)]
        assert not found.shippable


class TestBundlesTogether:
    """C7: all selections of a bundle leave one source, so many whole bundles at a time."""

    def test_the_first_source_that_has_all_parts(self) -> None:
        found = by_priority(
            [part(1, RED, 2), part(2, TOP, 2)],
            offers(a={RED: 5}, b={RED: 1, TOP: 1}, c={RED: 4, TOP: 4}),
        )
        assert taken(found) == {
            (1, "b"): "1",
            (2, "b"): "1",
            (1, "c"): "1",
            (2, "c"): "1",
        }
        assert found.shippable

    def test_no_source_has_all_parts(self) -> None:
        found = by_priority(
            [part(1, RED, 2), part(2, TOP, 2)], offers(a={RED: 5, TOP: 0}, b={TOP: 5})
        )
        assert taken(found) == {}
        assert missing(found) == {1: "2", 2: "2"}

    def test_whole_bundles_only(self) -> None:
        found = by_priority(
            [part(1, RED, 6, per_bundle=2), part(2, TOP, 9, per_bundle=3)],
            offers(a={RED: 5, TOP: 5}, b={RED: 4, TOP: 6}),
        )
        assert taken(found) == {
            (1, "a"): "2",
            (2, "a"): "3",
            (1, "b"): "4",
            (2, "b"): "6",
        }

    def test_one_product_chosen_twice_in_a_bundle(self) -> None:
        found = by_priority([part(1, RED, 2), part(2, RED, 2)], offers(a={RED: 3}))
        assert taken(found) == {(1, "a"): "1", (2, "a"): "1"}

    def test_a_line_of_its_own_before_it_leaves_less_for_the_bundle(self) -> None:
        needs = [need(1, RED, 2), part(2, RED, 2), part(3, TOP, 2)]
        found = by_priority(needs, offers(a={RED: 3, TOP: 3}))
        assert taken(found) == {(1, "a"): "2", (2, "a"): "1", (3, "a"): "1"}

    def test_parts_that_are_not_managed_hold_nothing_up(self) -> None:
        card = Need(2, CARD, "CARD", units(4), False, 9, units(1), True)
        found = by_priority([part(1, RED, 4), card], offers(a={RED: 4, CARD: 0}))
        assert found.shippable

    def test_what_is_left_of_a_bundle_whose_parts_left_unevenly(self) -> None:
        found = by_priority([part(1, RED, 2), part(2, TOP, 1)], offers(a={RED: 2, TOP: 1}))
        assert found.shippable

    def test_whole_bundles_of_what_is_left(self) -> None:
        def whole(*parts: tuple[int, int, int]) -> bool:
            return whole_bundles((units(a), units(per), units(left)) for a, per, left in parts)

        assert whole((2, 1, 4), (6, 3, 12))
        assert whole((2, 1, 2), (1, 1, 1)), "the second part has run out"
        assert whole()
        assert not whole((2, 1, 4), (3, 3, 12))
        assert not whole((1, 2, 4), (1, 1, 2)), "half a bundle"
        assert not whole((2, 1, 2), (0, 1, 1))

    def test_separately_means_freely(self) -> None:
        loose = [
            need(1, RED, 1, bundle=9, per_bundle=units(1)),
            need(2, TOP, 1, bundle=9, per_bundle=units(1)),
        ]
        found = by_priority(loose, offers(a={RED: 1}, b={TOP: 1}))
        assert taken(found) == {(1, "a"): "1", (2, "b"): "1"}


shelves = st.dictionaries(
    st.tuples(st.sampled_from((RED, TOP, CARD)), st.integers(1, 4)),
    st.integers(0, 60_000).map(Quantity),
)
wanted = st.lists(
    st.tuples(
        st.sampled_from((RED, TOP, CARD)),
        st.integers(0, 9),
        st.sampled_from((None, 7, 8)),
        st.integers(1, 3),
        st.booleans(),
    ),
    max_size=6,
)


@given(shelves, wanted)
def test_no_proposal_takes_what_is_not_there(
    shelf: dict[tuple[int, int], Quantity],
    lines: list[tuple[int, int, int | None, int, bool]],
) -> None:
    needs = [
        need(
            number, product, count * per, bundle=bundle, per_bundle=units(per),
            together=bundle == 7, managed=managed,
        )
        for number, (product, count, bundle, per, managed) in enumerate(lines)
    ]  # fmt: skip
    sources = tuple(Source(number, f"s{number}", f"S{number}") for number in range(1, 5))
    request = SelectionRequest(
        tuple(needs),
        tuple(
            Offer(source, f"s{source}", source, product, quantity)
            for (product, source), quantity in shelf.items()
        ),
        sources,
    )
    found = BUILT_IN[0].propose(request)
    assert checked(request, found).allocations == found.allocations
    assert checked(request, found).missing == found.missing
    left = Counter({pair: quantity.parts for pair, quantity in shelf.items()})
    for one in found.allocations:
        if needs[one.line].managed:
            left[one.product_id, one.source_id] -= one.quantity.parts
    assert not left or min(left.values()) >= 0
    for line, short in found.missing.items():
        if needs[line].managed and not needs[line].together:
            product = needs[line].product_id
            rest = sum(parts for (of, _), parts in left.items() if of == product)
            assert short
            assert not rest, "it left units lying that it needed"
