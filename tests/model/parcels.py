"""Goods leaving sources: what may ship, from where, and what follows (spec 2.4, 2.5, C7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tests.model.orders import Line, Order, Parcel
from tests.model.placing import Placing
from tests.model.refusals import No

Parcels = Sequence[tuple[str, dict[int, int]]]
"""What leaves which source: places of lines → how much."""


class Shipping(Placing):
    """Ships the orders of a shop."""

    def may_ship(self, line: Line) -> int:
        return line.invoiced_to_ship if self.on("ship_only_invoiced") else line.to_ship

    def listed(self, order: Order, name: str) -> list[str]:
        """The sources that are listed for a product, in priority order.

        What lies nowhere any more may leave any that is enabled (R8).  Sources that do not
        serve the order's channel send nothing.
        """
        barred = self.barred(order.stock, order.channel)
        if self.lies_nowhere(name):
            found = [source for source in self.stocks[order.stock] if self.enabled[source]]
        else:
            found = self.offers(order.stock, name)
        return [source for source in found if source not in barred]

    def propose(
        self,
        order: Order,
        needs: dict[int, int],
        *,
        whole_bundles: bool = True,
        gone: Counter[tuple[str, str]] | None = None,
        only: str | None = None,
    ) -> dict[tuple[int, str], int]:
        """(Place of a line, source) → how much, by priority; some may be missing.

        What is set aside is not proposed.

        Args:
            needs: Places of lines → how much of each, in their order.
            gone: What of the rows is spoken for already.
            only: The one source that is asked.
        """
        shelf = {
            (order.lines[place].sku, source): self.spare(order.lines[place].sku, source)
            - (gone or Counter())[order.lines[place].sku, source]
            for place in needs
            for source in self.listed(order, order.lines[place].sku)
            if only in (None, source)
        }
        taken: dict[tuple[int, str], int] = {}
        left = dict(needs)
        for parts in self._taken_as_one(order, needs, whole_bundles):
            lines = {place: order.lines[place] for place in parts}
            together = whole_bundles and self._together(order, parts[0])
            for source in self.stocks[order.stock]:
                if any((line.sku, source) not in shelf for line in lines.values()):
                    continue
                count = max(-(-left[place] // line.per_bundle) for place, line in lines.items())
                if not together:
                    (place,) = parts
                    there = max(shelf[lines[place].sku, source], 0)
                    counted = self.counted(lines[place].sku)
                    amounts = {place: min(left[place], there) if counted else left[place]}
                else:
                    amounts = self._most_bundles(lines, left, shelf, source, count)
                for place, amount in amounts.items():
                    if amount:
                        taken[place, source] = amount
                        left[place] -= amount
                        if self.counted(lines[place].sku):
                            shelf[lines[place].sku, source] -= amount
        return taken

    def spare(self, name: str, source: str) -> int:
        """What of a row is above what is set aside."""
        quantity, _ = self.items.get((name, source), (0, False))
        return max(quantity - self.aside(name, source).total, 0)

    @staticmethod
    def _together(order: Order, place: int) -> bool:
        bundle = order.lines[place].bundle
        return bundle is not None and order.bundles[bundle].together

    def _taken_as_one(
        self, order: Order, needs: dict[int, int], whole_bundles: bool
    ) -> list[list[int]]:
        groups: dict[tuple[str, int], list[int]] = {}
        for place in needs:
            bundle = order.lines[place].bundle
            if whole_bundles and bundle is not None and self._together(order, place):
                groups.setdefault(("bundle", bundle), []).append(place)
            else:
                groups["line", place] = [place]
        return list(groups.values())

    def _most_bundles(
        self,
        lines: dict[int, Line],
        left: dict[int, int],
        shelf: dict[tuple[str, str], int],
        source: str,
        count: int,
    ) -> dict[int, int]:
        """As many whole bundles as one source can send."""
        while True:
            amounts = {
                place: min(count * line.per_bundle, left[place])
                for place, line in lines.items()
            }
            wanted: Counter[str] = Counter()
            for place, line in lines.items():
                if self.counted(line.sku):
                    wanted[line.sku] += amounts[place]
            if count == 0 or all(
                units <= max(shelf[name, source], 0) for name, units in wanted.items()
            ):
                return amounts
            count -= 1

    def ship_as_proposed(self, number: str) -> Parcels:
        """What ships all there is to ship by priority; a parcel for each source."""
        order = self.orders[number]
        self._refuse_unready(order)
        needs = {i: self.may_ship(line) for i, line in enumerate(order.lines)}
        needs = {place: amount for place, amount in needs.items() if amount}
        taken = self.propose(order, needs)
        if any(
            sum(amount for (one, _), amount in taken.items() if one == place) < need
            for place, need in needs.items()
        ):
            raise No("not_shippable")
        return [
            (source, lines)
            for source in self.stocks[order.stock]
            if (lines := {place: n for (place, one), n in taken.items() if one == source})
        ]

    def _refuse_unready(self, order: Order) -> None:
        self.refuse_closed(order)
        if order.payment:
            raise No("order_status")

    def check_parcels(
        self, number: str, parcels: Parcels, spent: Counter[tuple[str, str]] | None = None
    ) -> None:
        """Refuse what may not leave so.

        Args:
            spent: What other orders take of the rows that go with it.
        """
        order = self.orders[number]
        self._refuse_unready(order)
        if not any(line.to_ship for line in order.lines):
            raise No("not_shippable")
        if not any(self.may_ship(line) for line in order.lines):
            raise No("not_invoiced")
        if not parcels or not all(lines for _, lines in parcels):
            raise No("nothing_given")
        asked: Counter[int] = Counter()
        out = Counter(spent or {})
        barred = self.barred(order.stock, order.channel)
        too_much = False
        for source, lines in parcels:
            served = source in self.stocks[order.stock] and self.enabled[source]
            if source in barred or not served:
                raise No("source_not_listed", "source_not_eligible")
            before = asked.copy()
            for place, amount in lines.items():
                line = order.lines[place]
                asked[place] += amount
                if not line.ships:
                    raise No("not_shippable")
                if asked[place] > line.to_ship:
                    raise No("more_than_outstanding")
                if asked[place] > self.may_ship(line):
                    raise No("not_invoiced")
                there, in_stock = self.items.get((line.sku, source), (0, False))
                left = there - out[line.sku, source]
                if not (in_stock or left > 0 or self.lies_nowhere(line.sku)):
                    raise No("source_not_listed")
                if self.counted(line.sku):
                    out[line.sku, source] += amount
                    sound = there - self.aside(line.sku, source).unsound
                    if out[line.sku, source] > there:
                        raise No("not_enough_in_source")
                    too_much |= out[line.sku, source] > sound
            self.refuse_torn_bundles(order, lines, before)
        if too_much:
            raise No("not_for_sale")

    @staticmethod
    def refuse_torn_bundles(order: Order, lines: dict[int, int], before: Counter[int]) -> None:
        """Bundles that ship together leave whole, until a part of them runs out."""
        for number, bundle in enumerate(order.bundles):
            left = {i: (line, line.to_ship - before[i]) for i, line in order.parts(number)}
            if not bundle.together or not any(place in lines for place in left):
                continue
            count = max(-(-lines.get(i, 0) // line.per_bundle) for i, (line, _) in left.items())
            if any(
                lines.get(place, 0) != min(count * line.per_bundle, units)
                for place, (line, units) in left.items()
                if line.ships
            ):
                raise No("validation_failed")

    def ship(self, number: str, parcels: Parcels) -> list[Parcel]:
        """Let go what `check_parcels` let through."""
        order = self.orders[number]
        sent = []
        for source, lines in parcels:
            parcel = Parcel(source, lines, {}, {})
            for place, amount in lines.items():
                line = order.lines[place]
                line.shipped += amount
                line.away[source] += amount
                parcel.let_go[place] = line.let_go(amount)
                self.enter(number, line.sku, "shipment_created", parcel.let_go[place])
                parcel.taken[place] = amount if self.counted(line.sku) else 0
                self.move({(line.sku, source): -parcel.taken[place]})
            sent.append(parcel)
        order.expires = None
        self.restand(number)
        return sent

    def cancel_parcel(self, number: str, id: int, force: bool) -> None:
        """Take a shipment back: its goods to their source, its units held again."""
        order = self.orders[number]
        parcel = order.parcels[id]
        if parcel.cancelled:
            raise No("order_status")
        if parcel.consignment is not None:
            raise No("consignment_status")
        self.refuse_refunded(order, [parcel])
        if parcel.carried and not force:
            raise No("blocked")
        self.bring_back({number: [parcel]})

    @staticmethod
    def refuse_refunded(order: Order, parcels: Sequence[Parcel]) -> None:
        """Refuse that parcels come back of which something was refunded after it left."""
        back: Counter[int] = Counter()
        back_at: Counter[tuple[int, str]] = Counter()
        for parcel in parcels:
            for place, amount in parcel.lines.items():
                line = order.lines[place]
                back[place] += amount
                back_at[place, parcel.source] += amount
                there = line.away[parcel.source]
                if line.kept_by_customer < back[place] or there < back_at[place, parcel.source]:
                    raise No("order_status")

    def bring_back(self, parcels: Mapping[str, Sequence[Parcel]]) -> None:
        """Take parcels of orders back, which nothing keeps away."""
        back: Counter[tuple[str, str]] = Counter()
        for number, several in parcels.items():
            order = self.orders[number]
            for parcel in several:
                for place, amount in parcel.lines.items():
                    line = order.lines[place]
                    line.shipped -= amount
                    line.away[parcel.source] -= amount
                    line.held += parcel.let_go[place]
                    self.enter(number, line.sku, "shipment_canceled", -parcel.let_go[place])
                    if not self.lies_nowhere(line.sku):
                        back[line.sku, parcel.source] += parcel.taken[place]
                parcel.cancelled = True
        self.move(back)
        for number, several in parcels.items():
            if several:
                self.restand(number)
