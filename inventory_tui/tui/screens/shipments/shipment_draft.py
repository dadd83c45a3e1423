"""What the shipment builder has put together so far: numbers, tracking, comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import OrderLine
from inventory_tui.domain.product import only
from inventory_tui.domain.quantity import ONE, ZERO, Quantity, total
from inventory_tui.domain.selection import whole_bundles
from inventory_tui.domain.shipment import ShipmentRequest, Tracking
from inventory_tui.domain.stock import SourceLink
from inventory_tui.services.shipping.comparing import Why, verdicts
from inventory_tui.services.shipping.ship_planning import ShippingPlan
from inventory_tui.tui.dialogs.order_lines import box_lines
from inventory_tui.tui.dialogs.why import Term
from inventory_tui.tui.widgets.boxes import Box, BoxColumn, BoxLine, BoxSheet, Place
from inventory_tui.wording import tr, trn

_HEADING = 16
"""Cells the heading of a column may take."""


_WAYS = {"priority": tr("Priority"), "distance": tr("Distance")}


def way_of(algorithm: str) -> str:
    """What proposes the numbers, in a word."""
    return _WAYS.get(algorithm, algorithm.capitalize())


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
        self.proposed = {(one.line, one.source_id): one.quantity for one in plan.allocations}

    # -- what the boxes are ---------------------------------------------------------------

    def lines(self) -> list[BoxLine]:
        """The lines that may ship now, parts under their bundle."""
        return box_lines(self.plan.order, self.plan.lines, self.to_ship)

    def to_ship(self, line: OrderLine) -> Quantity:
        """What of a line may ship now."""
        return self.plan.may_ship[line.id]

    def columns(self, *, names: bool) -> list[BoxColumn]:
        """The sources that have a row of any line, in the order of the stock."""
        boxes = self.boxes()
        return [
            BoxColumn(link.source_id, self._heading(link, names=names))
            for link in self.plan.sources
            if any((line.id, link.source_id) in boxes for line in self.plan.lines)
        ]

    def _heading(self, link: SourceLink, *, names: bool) -> str:
        """``paris 320 km``; the distance stays whole, the name gives way."""
        name = visible(link.name if names else link.code)
        far = self.plan.proposal.distances.label(link.source_id)
        room = _HEADING - len(far) - 1
        if far and len(name) > room:
            name = f"{name[: room - 1]}…"
        return f"{name} {far}".rstrip()

    def boxes(self) -> dict[Place, Box | str]:
        """A box where a source is listed; else why there is none, where it has the product."""
        boxes: dict[Place, Box | str] = {}
        off = {link.source_id for link in self.plan.sources if not link.enabled}
        for line in self.plan.lines:
            for link in self.plan.sources:
                place, at = (line.id, link.source_id), (line.product_id, link.source_id)
                if at in self.plan.out:
                    boxes[place] = tr("–  off") if link.source_id in off else tr("–  out")
                elif at in self.plan.offers:
                    there = self.plan.offers[at]
                    counted = line.product_id not in self.plan.unmanaged
                    boxes[place] = (
                        Box(there, tr("of {quantity}", quantity=there.grouped()))
                        if counted
                        else Box(None, tr("any"))
                    )
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
            return tr("→ Nothing leaves yet: type how many, f fills the line")
        tracked = tr(" (tracked)")
        told = ", ".join(
            f"{code} {units.in_units()}{tracked if id in self.tracking else ''}"
            for id, code, units in parcels
        )
        left = total(self.plan.may_ship.values()) - total(units for _, _, units in parcels)
        count = trn("{count} shipment", "{count} shipments", len(parcels))
        rest = (
            tr("{left} left to ship.", left=left.grouped())
            if left
            else tr("Nothing left to ship.")
        )
        return f"→ {count}: {told}. {rest}"

    def problems(self) -> Iterator[Problem]:
        """What the service would refuse, before it is asked."""
        for source in self.tracking.keys() | self.comments.keys():
            if not self.sheet.sum_of_column(source):
                code = self.code_of(source)
                message = tr(
                    "{source}: tracking or a comment, but nothing leaves it", source=code
                )
                yield Problem(Kind.NOTHING_GIVEN, message, "line")
        for line in self.plan.lines:
            yield from self._problems_of(line)
        yield from self._taken_twice()
        yield from self._torn_bundles()

    def _problems_of(self, line: OrderLine) -> Iterator[Problem]:
        sku = visible(line.sku)
        taken = self.sheet.sum_of_line(line.id)
        if taken > self.to_ship(line):
            message = tr(
                "{sku}: {most} to ship, not {taken}",
                sku=sku,
                most=self.to_ship(line),
                taken=taken,
            )
            yield Problem(Kind.MORE_THAN_OUTSTANDING, message, "line", line.sku)
        for place, value in self.sheet.values.items():
            if place[0] != line.id:
                continue
            box = self.sheet.box(place)
            if box is not None and box.most is not None and value > box.most:
                message = tr(
                    "{sku}: {source} has {most}, not {taken}",
                    sku=sku,
                    source=self.code_of(place[1]),
                    most=box.most,
                    taken=value,
                )
                yield Problem(Kind.NOT_ENOUGH_IN_SOURCE, message, "line", line.sku)
            if line.is_too_fine(value):
                message = f"{sku}: {only(value, line.places)}"
                yield Problem(Kind.QTY_DECIMAL, message, "line", line.sku)

    def _taken_twice(self) -> Iterator[Problem]:
        """Lines of one product that take more of it together than a source has."""
        several: dict[int, list[OrderLine]] = {}
        for line in self.plan.lines:
            several.setdefault(line.product_id, []).append(line)
        for lines in several.values():
            for link in self.plan.sources if len(lines) > 1 else ():
                box = self.sheet.box((lines[0].id, link.source_id))
                taken = self._taken(lines[0].product_id, link.source_id)
                if box is None or box.most is None or taken <= box.most:
                    continue
                if any(self.sheet.is_over((line.id, link.source_id)) for line in lines):
                    continue  # said already
                sku = visible(lines[0].sku)
                message = tr(
                    "{sku}: {source} has {most}, not {taken} for all its lines",
                    sku=sku,
                    source=link.code,
                    most=box.most,
                    taken=taken,
                )
                yield Problem(Kind.NOT_ENOUGH_IN_SOURCE, message, "line", lines[0].sku)

    def _torn_bundles(self) -> Iterator[Problem]:
        """Bundles that ship together, of which a source sends some parts without others."""
        for bundle in self.plan.order.bundles:
            parts = [line for line in self.plan.lines if line.bundle == bundle.id]
            for link in self.plan.sources if bundle.together else ():
                at = link.source_id
                sent = [self.sheet.values.get((line.id, at), ZERO) for line in parts]
                rows = zip(sent, parts, strict=True)
                whole = whole_bundles(
                    (amount, line.per_bundle, self.to_ship(line)) for amount, line in rows
                )
                if any(sent) and not whole:
                    message = tr(
                        "{sku}: {source} must send whole bundles",
                        sku=visible(bundle.sku),
                        source=link.code,
                    )
                    yield Problem(Kind.VALIDATION_FAILED, message, "line", bundle.sku)

    def _taken(self, product: int, source: int) -> Quantity:
        """What all lines of a product take from a source."""
        lines = [line.id for line in self.plan.lines if line.product_id == product]
        return total(self.sheet.values.get((line, source), ZERO) for line in lines)

    def filled(self, line: OrderLine, first: int) -> dict[Place, Quantity]:
        """What is left of a line, from one source first, then from the others in order.

        Of a bundle that ships together, what is left of all its parts, in whole bundles.
        """
        if line.id in self.plan.together:
            return self._filled_whole(line, first)
        left = self.to_ship(line) - self.sheet.sum_of_line(line.id)
        filled: dict[Place, Quantity] = {}
        for source in dict.fromkeys([first, *(one.source_id for one in self.plan.sources)]):
            place, free = (line.id, source), self._free(line, source)
            if free is None or left <= ZERO:
                continue
            taken = min(free, left)
            filled[place] = self.sheet.values[place] + taken
            left -= taken
        return filled

    def _filled_whole(self, part: OrderLine, first: int) -> dict[Place, Quantity]:
        parts = [line for line in self.plan.lines if line.bundle == part.bundle]
        left = {line.id: self.to_ship(line) - self.sheet.sum_of_line(line.id) for line in parts}
        filled: dict[Place, Quantity] = {}
        for source in dict.fromkeys([first, *(one.source_id for one in self.plan.sources)]):
            there = {line.id: self._free(line, source) for line in parts}
            if any(there[id] is None and amount for id, amount in left.items()):
                continue
            whole = min(
                min(left[line.id], there[line.id] or ZERO).parts
                // (line.per_bundle or ONE).parts
                for line in parts
            )
            for line in parts if whole > 0 else ():
                amount = Quantity((line.per_bundle or ONE).parts * whole)
                place = (line.id, source)
                filled[place] = self.sheet.values[place] + amount
                left[line.id] -= amount
        return filled

    def _free(self, line: OrderLine, source: int) -> Quantity | None:
        """What a source has left for a line; None where it is not listed for it."""
        box = self.sheet.box((line.id, source))
        if box is None:
            return None
        if box.most is None:
            return self.to_ship(line)
        return max(box.most - self._taken(line.product_id, source), ZERO)

    def requests(self) -> list[ShipmentRequest]:
        """A shipment for each source that sends something."""
        values = self.sheet.values
        return [
            ShipmentRequest(
                source,
                {line: n for (line, at), n in values.items() if at == source and n},
                tuple(self.tracking.get(source, ())),
                self.comments.get(source, ""),
            )
            for source, _, _ in self.parcels()
        ]

    def reasons(self, line: OrderLine) -> Iterator[Term]:
        """Source by source, in the order they were asked: what it has, and why."""
        plan = self.plan
        found = verdicts(plan, line)
        last = len(found) + 1
        for one in sorted(found, key=lambda one: one.rank or last):
            far = plan.proposal.distances.label(one.source_id)
            why = one.why.sentence
            if one.available is not None:
                counted = line.product_id not in plan.unmanaged
                amount = one.available.grouped()
                has = tr("has {quantity}", quantity=amount) if counted else tr("any amount")
                why = has if one.why is Why.TAKEN else f"{has}; {why}"
            value = "–" if one.available is None else one.quantity.grouped()
            rank = f"{one.rank}. " if one.rank else ""
            yield Term("", value, f"{rank}{one.source}", f"{far}  {why}" if far else why)

    # -- kept over a lost connection ------------------------------------------------------

    def kept(self) -> dict[str, Any] | None:
        """As it is kept in a file; None where it says what is proposed."""
        if not self.is_typed:
            return None
        return {
            "lines": [
                [line, source, str(value)]
                for (line, source), value in self.sheet.values.items()
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
            (line, source): Quantity.parse(text) for line, source, text in kept.get("lines", ())
        }
