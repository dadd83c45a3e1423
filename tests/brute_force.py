"""Shared sources worked out the slow and obvious way: every assignment, every group."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

Links = Mapping[str, Sequence[str]]
"""Stock → the sources it takes from."""


def assignments(
    links: Links, on_hand: Mapping[str, int], wanted: Mapping[str, int | None]
) -> set[tuple[int, ...]]:
    """Return what the stocks get, in their order, by every way to hand out the units.

    Args:
        wanted: The most each stock takes; None: whatever it can get.
    """
    stocks = sorted(links)
    got: set[tuple[int, ...]] = {(0,) * len(stocks)}
    for source, units in on_hand.items():
        takers = [number for number, stock in enumerate(stocks) if source in links[stock]]
        for _ in range(units):
            more = set(got)  # a unit may also stay where it is
            for before in got:
                for number in takers:
                    most = wanted.get(stocks[number], 0)
                    if most is None or before[number] < most:
                        after = list(before)
                        after[number] += 1
                        more.add(tuple(after))
            got = more
    return got


def all_can_be_served(
    links: Links, on_hand: Mapping[str, int], promised: Mapping[str, int]
) -> bool:
    """Whether units can be handed out so that every promise is kept."""
    promises = tuple(promised.get(stock, 0) for stock in sorted(links))
    return promises in assignments(links, on_hand, promised)


def left_for(
    stock: str, links: Links, on_hand: Mapping[str, int], promised: Mapping[str, int]
) -> int:
    """The most one stock can have while the others together get as much as without it."""
    number = sorted(links).index(stock)
    got = assignments(links, on_hand, {**promised, stock: None})
    most = max(sum(each) - each[number] for each in got)
    return max(each[number] for each in got if sum(each) - each[number] == most)


def left_by_cuts(
    stock: str, links: Links, on_hand: Mapping[str, int], promised: Mapping[str, int]
) -> int:
    """The same by the narrowest place, for amounts that are too many to hand out one by one."""
    others = [one for one in links if one != stock]

    def narrowest(*always: str) -> int:
        return min(
            units_at({*always, *group}, links, on_hand)
            + sum(promised.get(one, 0) for one in others if one not in group)
            for size in range(len(others) + 1)
            for group in combinations(others, size)
        )

    return narrowest(stock) - narrowest()


def units_at(group: Collection[str], links: Links, on_hand: Mapping[str, int]) -> int:
    """What the sources of a group of stocks hold together."""
    sources = {source for one in group for source in links[one]}
    return sum(on_hand.get(source, 0) for source in sources)


def least_over_groups(
    stock: str, links: Links, on_hand: Mapping[str, int], promised: Mapping[str, int]
) -> int:
    """The least, over groups of a stock with others, of units there less those promised."""
    others = [one for one in links if one != stock]
    groups = [
        (stock, *some) for size in range(len(links)) for some in combinations(others, size)
    ]
    return min(
        units_at(group, links, on_hand)
        - sum(promised.get(one, 0) for one in group if one != stock)
        for group in groups
    )
