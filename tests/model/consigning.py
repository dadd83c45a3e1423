"""What goes to one account together, of one order or several (warehouse 1.2, *shipments*)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.model.orders import Order, Parcel
from tests.model.papers import Papers
from tests.model.refusals import No

FROM = {
    "finish": ("processing",),
    "ship": ("ready",),
    "deliver": ("shipped",),
    "cancel": ("processing", "ready"),
    "delete": ("processing", "ready", "cancelled"),
}
"""Step → the states that admit it."""


@dataclass
class Row:
    """How much of a line of an order leaves which source."""

    order: str
    place: int
    source: str | None
    amount: int


@dataclass
class Consignment:
    """What goes together."""

    rows: dict[int, Row] = field(default_factory=dict)
    """By the numbers they were given."""
    status: str = "processing"


@dataclass
class Consigning(Papers):
    """Consigns the orders of a shop."""

    consignments: dict[int, Consignment] = field(default_factory=dict)
    """By the numbers they were given."""

    def claimed(self, number: str, place: int) -> int:
        """What of a line is in consignments that are being built."""
        return sum(
            row.amount
            for one in self.consignments.values()
            if one.status == "processing"
            for row in one.rows.values()
            if (row.order, row.place) == (number, place)
        )

    def claimed_at(self) -> Counter[tuple[str, str]]:
        """(Product, source) → what consignments that are being built will take there."""
        taken: Counter[tuple[str, str]] = Counter()
        for one in self.consignments.values():
            for row in one.rows.values() if one.status == "processing" else ():
                if row.source is not None:
                    taken[self.name_of(row), row.source] += row.amount
        return taken

    def name_of(self, row: Row) -> str:
        return self.orders[row.order].lines[row.place].sku

    def outstanding(self, number: str, place: int) -> int:
        line = self.orders[number].lines[place]
        return max(line.to_ship - self.claimed(number, place), 0)

    def is_one_account(self, numbers: Sequence[str]) -> bool:
        accounts = {self.orders[number].account for number in numbers}
        return len(accounts) == 1 and (accounts != {""} or len(set(numbers)) == 1)

    def refuse_unshippable(self, numbers: Sequence[str]) -> None:
        for number in numbers:
            self.refuse_closed(self.orders[number])
            if self.orders[number].payment:
                raise No("order_status")

    # building -----------------------------------------------------------------------

    def consign(self, numbers: Sequence[str], to: int | None, *, proposed: bool) -> list[Row]:
        """Return the rows of all that is outstanding of orders; the caller adds them.

        Args:
            numbers: Of orders, in the order in which they were placed.
            proposed: Whether they are given sources, by priority.
        """
        one = None if to is None else self.consignments[to]
        if one is not None and one.status != "processing":
            raise No("consignment_status")
        self.refuse_unshippable(numbers)
        there = dict.fromkeys(row.order for row in one.rows.values()) if one else {}
        if not self.is_one_account([*there, *numbers]):
            raise No("mixed_accounts")
        taken = self.claimed_at()
        rows: list[Row] = []
        for number in numbers:
            order = self.orders[number]
            left = {i: self.outstanding(number, i) for i in range(len(order.lines))}
            left = {place: amount for place, amount in left.items() if amount}
            if not left:
                raise No("not_shippable")
            found = self._proposed(order, left, taken) if proposed else {}
            for place, amount in left.items():
                mine = [(at, n) for (one_of, at), n in found.items() if one_of == place]
                rows += [Row(number, place, at, n) for at, n in mine]
                rest = amount - sum(n for _, n in mine)
                if rest:
                    rows.append(Row(number, place, None, rest))
                for at, n in mine:
                    taken[order.lines[place].sku, at] += n
        return rows

    def _proposed(
        self, order: Order, left: dict[int, int], taken: Counter[tuple[str, str]]
    ) -> dict[tuple[int, str], int]:
        needs = {
            place: min(amount, self.may_ship(order.lines[place]))
            for place, amount in left.items()
        }
        needs = {place: amount for place, amount in needs.items() if amount > 0}
        return self.propose(order, needs, gone=taken)

    def refuse_row_set(
        self, id: int, row: int, *, source: str | None, amount: int | None
    ) -> None:
        """Refuse that a row leaves elsewhere, or holds another amount.

        Args:
            source: None: it stays; empty: none.
        """
        one = self.consignments[id]
        of = one.rows[row]
        if one.status != "processing":
            raise No("consignment_status")
        order = self.orders[of.order]
        if source and not (source in self.stocks[order.stock] and self.enabled[source]):
            raise No("source_not_listed")
        place = of.source if source is None else source or None
        twice = any(
            (other.order, other.place, other.source) == (of.order, of.place, place)
            for number, other in one.rows.items()
            if number != row
        )
        if twice and place is not None:
            raise No("not_unique")
        if amount is not None:
            line = order.lines[of.place]
            most = max(line.to_ship - self.claimed(of.order, of.place) + of.amount, 0)
            if amount < 0:
                raise No("validation_failed")
            if amount > most:
                raise No("more_than_outstanding")

    # steps --------------------------------------------------------------------------

    def refuse_step(self, id: int, step: str) -> None:
        if self.consignments[id].status not in FROM[step]:
            raise No("consignment_status")

    def refuse_unfinished(self, one: Consignment) -> None:
        """Refuse rows that say too little."""
        if not one.rows:
            raise No("nothing_given")
        if any(row.source is None for row in one.rows.values()):
            raise No("row_without_source")
        if any(row.amount == 0 for row in one.rows.values()):
            raise No("row_without_quantity")

    def finish(self, id: int) -> dict[str, list[Parcel]]:
        """Take the goods of every row; return what left, order by order."""
        self.refuse_step(id, "finish")
        one = self.consignments[id]
        self.refuse_unfinished(one)
        numbers = [n for n in self.orders if any(row.order == n for row in one.rows.values())]
        self.refuse_unshippable(numbers)
        spent: Counter[tuple[str, str]] = Counter()
        wanted: dict[str, list[tuple[str, dict[int, int]]]] = {}
        for number in numbers:
            by_source: dict[str, dict[int, int]] = {}
            for _, row in sorted(one.rows.items(), key=lambda each: (each[1].place, each[0])):
                if row.order == number:
                    by_source.setdefault(str(row.source), {})[row.place] = row.amount
            wanted[number] = list(by_source.items())
            self.check_parcels(number, wanted[number], spent)
            for source, lines in wanted[number]:
                for place, amount in lines.items():
                    name = self.orders[number].lines[place].sku
                    if self.counted(name):
                        spent[name, source] += amount
        sent = {number: self.ship(number, parcels) for number, parcels in wanted.items()}
        for several in sent.values():
            for parcel in several:
                parcel.consignment = id
        one.status = "ready"
        return sent

    def step_on(self, id: int, step: str) -> None:
        """Say that a consignment left, or arrived."""
        self.refuse_step(id, step)
        self.refuse_unfinished(self.consignments[id])
        self.consignments[id].status = {"ship": "shipped", "deliver": "delivered"}[step]

    def end(self, id: int, step: str) -> None:
        """Cancel or delete a consignment; what was taken comes back."""
        self.refuse_step(id, step)
        one = self.consignments[id]
        if one.status == "ready":
            numbers = dict.fromkeys(row.order for row in one.rows.values())
            parcels = {number: self._here(number, id) for number in numbers}
            for number, several in parcels.items():
                self.refuse_refunded(self.orders[number], several)
            self.bring_back(parcels)
        one.status = "cancelled"
        if step == "delete":
            del self.consignments[id]
            for order in self.orders.values():
                for parcel in order.parcels.values():
                    if parcel.consignment == id:
                        parcel.consignment = None

    def _here(self, number: str, id: int) -> list[Parcel]:
        return [
            parcel
            for parcel in self.orders[number].parcels.values()
            if parcel.consignment == id and not parcel.cancelled
        ]

    def take_out(self, id: int, rows: Sequence[int]) -> list[tuple[str, int, Parcel]]:
        """Take rows out; what was taken of them comes back.

        Returns:
            Parcels of which some stays: the order, the parcel's number, and what came back.
        """
        one = self.consignments[id]
        if one.status not in ("processing", "ready"):
            raise No("consignment_status")
        gone = [one.rows[row] for row in rows]
        split: list[tuple[str, int, Parcel]] = []
        if one.status == "ready":
            out: dict[str, list[Parcel]] = {row.order: [] for row in gone}
            for number in out:
                for parcel_id, parcel in self.orders[number].parcels.items():
                    lines = {
                        row.place
                        for row in gone
                        if (row.order, row.source) == (number, parcel.source)
                    }
                    if parcel.consignment != id or parcel.cancelled or not lines:
                        continue
                    if lines >= parcel.lines.keys():
                        out[number].append(parcel)
                        continue
                    part = _part(parcel, lines)
                    self._refuse_torn(self.orders[number], parcel, part)
                    out[number].append(part)
                    split.append((number, parcel_id, part))
            for number, several in out.items():
                self.refuse_refunded(self.orders[number], several)
            for number, parcel_id, part in split:
                parcel = self.orders[number].parcels[parcel_id]
                for place in part.lines:
                    del parcel.lines[place], parcel.taken[place], parcel.let_go[place]
            self.bring_back(out)
        for row in rows:
            del one.rows[row]
        return split

    def _refuse_torn(self, order: Order, parcel: Parcel, part: Parcel) -> None:
        """Refuse to leave some parts of a bundle without the others."""
        staying = {i: n for i, n in parcel.lines.items() if i not in part.lines}
        for number, bundle in enumerate(order.bundles):
            parts = {i: line for i, line in order.parts(number) if i in parcel.lines}
            if not bundle.together or not any(place in staying for place in parts):
                continue
            count = max(-(-staying.get(i, 0) // line.per_bundle) for i, line in parts.items())
            for place, line in parts.items():
                if staying.get(place, 0) != min(count * line.per_bundle, parcel.lines[place]):
                    raise No("validation_failed")


def _part(parcel: Parcel, places: set[int]) -> Parcel:
    """Some lines of a parcel, as one of their own."""
    lines, taken, let_go = (
        {place: n for place, n in amounts.items() if place in places}
        for amounts in (parcel.lines, parcel.taken, parcel.let_go)
    )
    return Parcel(parcel.source, lines, taken, let_go, consignment=parcel.consignment)
