"""Sources that several stocks take from: what the other stocks' promises must take of them.

A stock that promised units of a product may have them from any of its sources.  As long as
another of its sources can serve them, a source it shares stays free for the stocks it is
shared with; only what *must* come from shared sources is taken from their salable.  How much
that is follows from a greatest flow: promises flow from stocks to the sources they take from,
and what the other stocks cannot be served without the sources of a stock is what they must
take from these.

Of a stock whose fellows' promises can all be kept the salable is then the least, over every
group of stocks it is in, of what the group's sources hold together less what the group has
promised.  Promises that cannot be kept any more, for their goods were lost or a threshold is
above what is there, bind nobody beyond what their own stocks could have.

Amounts are ten-thousandths.  Sources: spec 2.0, C17; 2.1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence


class Network:
    """Which stock takes from which sources; the same for every product."""

    def __init__(self, links: Mapping[int, Collection[int]]) -> None:
        """Number the sources so that the least shared comes first.

        Args:
            links: Stock id → ids of the sources it takes from.
        """
        sharers: dict[int, int] = {}
        for sources in links.values():
            for source in sources:
                sharers[source] = sharers.get(source, 0) + 1
        ordered = sorted(sharers, key=lambda source: (sharers[source], source))
        self.number_of = {source: number for number, source in enumerate(ordered)}
        self.linked = {
            stock: _mask(self.number_of[source] for source in sources)
            for stock, sources in links.items()
        }
        """The numbers of each stock's sources, as bits."""
        self.shared = frozenset(source for source, count in sharers.items() if count > 1)
        """The sources that more than one stock takes from."""


class Pools:
    """The sources and promises of one product."""

    __slots__ = ("_flow", "_linked", "_numbers", "_on_hand", "_promised", "_stocks")

    def __init__(
        self, network: Network, on_hand: Mapping[int, int], promises: Mapping[int, int]
    ) -> None:
        """Take in what is where and what is promised.

        Args:
            on_hand: Usable units by source id.
            promises: What each stock has to have there, by stock id (see `promise_of`).
        """
        number_of = network.number_of
        self._on_hand = [0] * len(number_of)
        usable = 0
        for source, units in on_hand.items():
            if units > 0 and source in number_of:
                self._on_hand[number_of[source]] = units
                usable |= 1 << number_of[source]
        linked = {
            stock: mine
            for stock, sources in network.linked.items()
            if (mine := sources & usable)
        }
        self._stocks = list(linked)
        self._numbers = {stock: number for number, stock in enumerate(linked)}
        self._linked = list(linked.values())
        self._promised = [0] * len(linked)
        self._flow = _Flow(self._on_hand, self._linked)
        for stock, units in promises.items():
            self.promise(stock, units)

    def promising(self, held: Mapping[int, int], threshold: int) -> Pools:
        """Return the same sources with other promises.

        Args:
            held: What the orders of each stock hold.
            threshold: The effective one of all of them.
        """
        other = Pools.__new__(Pools)
        other._on_hand, other._linked = self._on_hand, self._linked
        other._stocks, other._numbers = self._stocks, self._numbers
        other._promised = [0] * len(self._linked)
        other._flow = _Flow(self._on_hand, self._linked)
        for stock in self._stocks:
            other.promise(stock, promise_of(held.get(stock, 0), threshold))
        return other

    def promise(self, stock: int, units: int) -> None:
        """Let a stock have promised so much, instead of what it had."""
        number = self._numbers.get(stock)
        if number is None:
            return
        before, units = self._promised[number], max(units, 0)
        self._promised[number] = units
        if units > before:
            self._flow.serve(number, units - before)
        elif units < before:
            self._flow = _Flow(self._on_hand, self._linked)
            for other, promised in enumerate(self._promised):
                self._flow.serve(other, promised)

    def on_hand(self, stock: int) -> int:
        """Usable units at the sources of a stock."""
        number = self._numbers.get(stock)
        if number is None:
            return 0
        return sum(self._on_hand[source] for source in _ones(self._linked[number]))

    def promised_elsewhere(self, stock: int) -> int:
        """Units at the sources of ``stock`` that the other stocks' promises must take."""
        return sum(self.takers(stock).values())

    def all_promised_elsewhere(self) -> dict[int, int]:
        """The same of every stock where it is not 0."""
        return {
            stock: units for stock in self._stocks if (units := self.promised_elsewhere(stock))
        }

    def takers(self, stock: int) -> dict[int, int]:
        """Which other stocks must take how much from the sources of ``stock``.

        Where several could give way to one another, some of them are named.
        """
        number = self._numbers.get(stock)
        if number is None:
            return {}
        mine = self._linked[number]
        # what they are served there, as far as it cannot come from elsewhere
        taken = self._flow.served_at(mine)
        taken[number] = 0
        movable = [
            other for other, units in enumerate(taken) if units and self._linked[other] & ~mine
        ]
        if movable:
            flow = self._flow.copy()
            flow.close(mine)
            for other in movable:
                taken[other] -= flow.serve(other, taken[other])
        # what they cannot be served only because of the stock itself
        flow = self._flow
        if flow.sums[number] and flow.sums != self._promised:
            flow = flow.copy()
            flow.drop(number)
            for other, units in enumerate(self._promised):
                if other != number and units > flow.sums[other]:
                    taken[other] += flow.serve(other, units - flow.sums[other])
        return {self._stocks[other]: units for other, units in enumerate(taken) if units}


class _Flow:
    """Which stock is served how much from which source, improved way by way.

    Stocks and sources are numbers here, and sets of them the bits of an integer.
    """

    __slots__ = (
        "_at",
        "_closed",
        "_free",
        "_linked",
        "_own",
        "_served",
        "_stuck",
        "_takers",
        "_unspent",
        "sums",
    )

    def __init__(self, on_hand: Sequence[int], linked: Sequence[int]) -> None:
        self._linked = linked
        self._free = list(on_hand)
        self._unspent = _mask(number for number, units in enumerate(on_hand) if units)
        self._closed = 0
        self._served: list[dict[int, int]] = [{} for _ in linked]
        """Source → units, by stock."""
        self._own = -1
        """The stocks whose row above is this flow's own, and not shared with its original."""
        self._stuck = 0
        """Stocks that cannot be served more until units become free again."""
        self._at = [0] * len(linked)
        """The sources that serve a stock."""
        self._takers = [0] * len(on_hand)
        """The stocks a source serves."""
        self.sums = [0] * len(linked)
        """What each stock is served."""

    def copy(self) -> _Flow:
        """Return one that changes without this one changing."""
        other = _Flow.__new__(_Flow)
        other._linked = self._linked
        other._free = self._free.copy()
        other._unspent, other._closed = self._unspent, self._closed
        other._served, other._own = self._served.copy(), 0
        other._stuck = self._stuck
        other._at, other._takers = self._at.copy(), self._takers.copy()
        other.sums = self.sums.copy()
        return other

    def served_at(self, sources: int) -> list[int]:
        """What each stock is served from these sources."""
        units = []
        for served, at, all_of_it in zip(self._served, self._at, self.sums, strict=True):
            if not at & sources:
                units.append(0)
            elif not at & ~sources:
                units.append(all_of_it)
            else:
                units.append(sum(served[source] for source in _ones(at & sources)))
        return units

    def close(self, sources: int) -> None:
        """Leave these sources out, with what they serve."""
        self._closed = sources
        self._unspent &= ~sources

    def drop(self, stock: int) -> None:
        """Serve a stock nothing any more."""
        for source, units in list(self._served[stock].items()):
            self._move(stock, source, -units)
        self._stuck = 0

    def serve(self, stock: int, units: int) -> int:
        """Serve a stock so much more, or all that can be; return how much."""
        left = units
        while left > 0:
            if near := self._linked[stock] & self._unspent:
                source = (near & -near).bit_length() - 1
                amount = min(left, self._free[source])
                self._move(stock, source, amount)
            elif self._stuck >> stock & 1 or not (amount := self._reroute(stock, left)):
                break
            left -= amount
        return units - left

    def _move(self, stock: int, source: int, units: int) -> None:
        """Serve a stock so much more from a source that has it free."""
        if not self._own >> stock & 1:
            self._served[stock] = self._served[stock].copy()
            self._own |= 1 << stock
        served = self._served[stock]
        now = served.get(source, 0) + units
        if now:
            served[source] = now
            self._at[stock] |= 1 << source
            self._takers[source] |= 1 << stock
        else:
            del served[source]
            self._at[stock] &= ~(1 << source)
            self._takers[source] &= ~(1 << stock)
        self.sums[stock] += units
        self._free[source] -= units
        if self._free[source]:
            self._unspent |= 1 << source
        else:
            self._unspent &= ~(1 << source)

    def _reroute(self, stock: int, wanted: int) -> int:
        """Let others along the shortest way give way to a stock; return how much they could."""
        linked, takers, unspent = self._linked, self._takers, self._unspent
        came_by: dict[int, tuple[int, int]] = {}
        met = self._stuck | 1 << stock
        seen = self._closed
        walk = [stock]
        for nearer in walk:
            reached = linked[nearer] & ~seen
            seen |= reached
            while reached:
                lowest = reached & -reached
                reached ^= lowest
                source = lowest.bit_length() - 1
                fresh = takers[source] & ~met
                met |= fresh
                while fresh:
                    bit = fresh & -fresh
                    fresh ^= bit
                    taker = bit.bit_length() - 1
                    came_by[taker] = (nearer, source)
                    if end := linked[taker] & unspent:
                        return self._shift(came_by, taker, end, wanted)
                    walk.append(taker)
        self._stuck = met
        return 0

    def _shift(
        self, came_by: Mapping[int, tuple[int, int]], last: int, ends: int, wanted: int
    ) -> int:
        """Move units along a way: the last stock to a free source, each other to the next's."""
        end = (ends & -ends).bit_length() - 1
        way = []
        stock, amount = last, min(wanted, self._free[end])
        while step := came_by.get(stock):
            nearer, source = step
            way.append((stock, nearer, source))
            amount = min(amount, self._served[stock][source])
            stock = nearer
        self._move(last, end, amount)
        for giving, getting, source in way:
            self._move(giving, source, -amount)
            self._move(getting, source, amount)
        return amount


def promise_of(held: int, threshold: int) -> int:
    """What a stock has to have at its sources.

    Args:
        held: What its orders hold: its reservations with the sign turned.
        threshold: The effective one, T_eff.  Above 0 it is kept back, like a promise; below
            0 so much of what is held may be missing.
    """
    return max(held + threshold, 0)


def _ones(mask: int) -> Iterator[int]:
    """The numbers in a set, smallest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _mask(numbers: Iterable[int]) -> int:
    """The set of these numbers."""
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return mask
