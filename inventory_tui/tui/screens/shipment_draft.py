"""What the shipment builder has put together so far: numbers, tracking, comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import OrderLine
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.shipment import ShipmentRequest, Tracking
from inventory_tui.services.shipping import ShippingPlan
from inventory_tui.tui.dialogs.why import Term
from inventory_tui.tui.widgets.boxes import Box, BoxColumn, BoxLine, BoxSheet, Place


def draft_name(number: str) -> str:
    """The name the unsent numbers of an order are kept under."""
    return f"shipments of {number}"


class ShipmentDraft:
    """A plan, and what a person made of it: numbers in a sheet, tracking and comments."""

    def __init__(self, plan: ShippingPlan) -> None:
        self.plan = plan
        self.sheet = BoxSheet()
        self.proposed: dict[Place, Quantity] = {}
        self.tracking: dict[int, list[Tracking]] = {}
        """Source id → its parcels."""
        self.comments: dict[int, str] = {}
        self.propose(plan)

    def propose(self, plan: ShippingPlan) -> None:
        """Take another proposal; tracking and comments stay."""
        self.plan = plan
        self.proposed = {
            (one.product_id, one.source_id): one.quantity for one in plan.allocations
        }

    # -- what the boxes are ---------------------------------------------------------------

    def lines(self) -> list[BoxLine]:
        """The lines that are still to ship."""
        return [BoxLine(line.product_id, line.sku, line.to_ship) for line in self.plan.lines]

    def columns(self, *, names: bool) -> list[BoxColumn]:
        """The sources that have a row of any line, in the order of the stock."""
        boxes = self.boxes()
        return [
            BoxColumn(link.source_id, visible(link.name if names else link.code))
            for link in self.plan.sources
            if any((line.product_id, link.source_id) in boxes for line in self.plan.lines)
        ]

    def boxes(self) -> dict[Place, Box | str]:
        """A box where a source is listed; else why there is none, where it has the product."""
        boxes: dict[Place, Box | str] = {}
        off = {link.source_id for link in self.plan.sources if not link.enabled}
        for product, source in self.plan.out:
            boxes[product, source] = "–  off" if source in off else "–  out"
        for place, there in self.plan.offers.items():
            if place[0] in self.plan.unmanaged:
                boxes[place] = Box(None, "any")
            else:
                boxes[place] = Box(there, f"of {there.grouped()}")
        return boxes

    def code_of(self, source: int) -> str:
        """The code of a source of the order's stock."""
        return next(link.code for link in self.plan.sources if link.source_id == source)

    # -- what stands in them --------------------------------------------------------------

    @property
    def is_renumbered(self) -> bool:
        """Whether a number differs from the proposal."""
        values = self.sheet.values.items()
        return any(value != self.proposed.get(place, ZERO) for place, value in values)

    @property
    def is_typed(self) -> bool:
        """Whether anything would be lost with it."""
        return self.is_renumbered or bool(self.tracking) or bool(self.comments)

    def parcels(self) -> list[tuple[int, str, Quantity]]:
        """(source id, code, units) of every source that sends something."""
        sums = [
            (link.source_id, link.code, self.sheet.sum_of_column(link.source_id))
            for link in self.plan.sources
        ]
        return [one for one in sums if one[2]]

    def outcome(self) -> str:
        """What F10 does, or the first thing that is in its way."""
        problem = next(self.problems(), None)
        if problem is not None:
            return f"! {problem.message}"
        parcels = self.parcels()
        if not parcels:
            return "→ Nothing leaves yet: type how many, f fills the line"
        told = ", ".join(
            f"{code} {units.in_units()}{' (tracked)' if id in self.tracking else ''}"
            for id, code, units in parcels
        )
        left = total(line.to_ship for line in self.plan.lines) - total(
            units for _, _, units in parcels
        )
        count = f"{len(parcels)} shipment{'s' * (len(parcels) > 1)}"
        rest = f"{left.grouped()} left to ship." if left else "Nothing left to ship."
        return f"→ {count}: {told}. {rest}"

    def problems(self) -> Iterator[Problem]:
        """What the service would refuse, before it is asked."""
        for source in self.tracking.keys() | self.comments.keys():
            if not self.sheet.sum_of_column(source):
                code = self.code_of(source)
                message = f"{code}: tracking or a comment, but nothing leaves it"
                yield Problem(Kind.NOTHING_GIVEN, message, "line")
        for line in self.plan.lines:
            yield from self._problems_of(line)

    def _problems_of(self, line: OrderLine) -> Iterator[Problem]:
        sku = visible(line.sku)
        taken = self.sheet.sum_of_line(line.product_id)
        if taken > line.to_ship:
            message = f"{sku}: {line.to_ship} to ship, not {taken}"
            yield Problem(Kind.MORE_THAN_OUTSTANDING, message, "line", line.sku)
        for place, value in self.sheet.values.items():
            if place[0] != line.product_id:
                continue
            box = self.sheet.box(place)
            if box is not None and box.most is not None and value > box.most:
                message = f"{sku}: {self.code_of(place[1])} has {box.most}, not {value}"
                yield Problem(Kind.NOT_ENOUGH_IN_SOURCE, message, "line", line.sku)
            if line.ordered.is_whole and not value.is_whole:
                message = f"{sku}: whole units only; {value} is a fraction"
                yield Problem(Kind.QTY_DECIMAL, message, "line", line.sku)

    def filled(self, line: OrderLine, first: int) -> dict[Place, Quantity]:
        """What is left of a line, from one source first, then from the others in order."""
        left = line.to_ship - self.sheet.sum_of_line(line.product_id)
        filled: dict[Place, Quantity] = {}
        for source in dict.fromkeys([first, *(one.source_id for one in self.plan.sources)]):
            place = (line.product_id, source)
            box = self.sheet.box(place)
            if box is None or left <= ZERO:
                continue
            value = self.sheet.values[place]
            taken = left if box.most is None else min(max(box.most - value, ZERO), left)
            filled[place] = value + taken
            left -= taken
        return filled

    def requests(self) -> list[ShipmentRequest]:
        """A shipment for each source that sends something."""
        values = self.sheet.values
        return [
            ShipmentRequest(
                source,
                {product: n for (product, at), n in values.items() if at == source and n},
                tuple(self.tracking.get(source, ())),
                self.comments.get(source, ""),
            )
            for source, _, _ in self.parcels()
        ]

    def reasons(self, line: OrderLine) -> Iterator[Term]:
        """Source by source, in the order of the stock: what it has and what is proposed."""
        plan = self.plan
        for rank, link in enumerate(plan.sources, start=1):
            place = (line.product_id, link.source_id)
            value = "–"
            if place in plan.offers:
                taken = self.proposed.get(place, ZERO)
                there = plan.offers[place].grouped()
                has = "any amount" if line.product_id in plan.unmanaged else f"has {there}"
                why = has if taken else f"{has}; nothing is left to take"
                value = taken.grouped()
            elif place in plan.out:
                why = "Out of Stock there" if link.enabled else "the source is off"
            else:
                why = "not at this source"
            yield Term("", value, f"{rank}. {link.code}", why)

    # -- kept over a lost connection ------------------------------------------------------

    def kept(self) -> dict[str, Any] | None:
        """As it is kept in a file; None where it says what is proposed."""
        if not self.is_typed:
            return None
        return {
            "numbers": [
                [product, source, str(value)]
                for (product, source), value in self.sheet.values.items()
            ],
            "tracking": [
                [source, one.carrier, one.title, one.number]
                for source, every in self.tracking.items()
                for one in every
            ],
            "comments": [list(one) for one in self.comments.items()],
        }

    def take_up(self, kept: Mapping[str, Any]) -> dict[Place, Quantity]:
        """Take tracking and comments up again; return the numbers."""
        for source, *texts in kept["tracking"]:
            self.tracking.setdefault(source, []).append(Tracking(*texts))
        self.comments = dict(kept["comments"])
        return {
            (product, source): Quantity.parse(text) for product, source, text in kept["numbers"]
        }
