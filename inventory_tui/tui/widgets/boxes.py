"""What a grid of number boxes holds: lines, places across, a number for each box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inventory_tui.domain.quantity import ZERO, Quantity, total

Place = tuple[int, int]
"""(line id, column id)."""


@dataclass(frozen=True, slots=True)
class BoxLine:
    """One line: its boxes together may hold ``limit``."""

    id: int
    label: str
    limit: Quantity


@dataclass(frozen=True, slots=True)
class BoxColumn:
    """One place across."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Box:
    """Where a number can be typed."""

    most: Quantity | None
    """What its place holds; None: any amount."""
    note: str
    """Behind it: ``of 100``."""


class BoxSheet:
    """The numbers in their boxes, and their sums."""

    def __init__(
        self,
        lines: Sequence[BoxLine] = (),
        columns: Sequence[BoxColumn] = (),
        boxes: Mapping[Place, Box | str] | None = None,
        values: Mapping[Place, Quantity] | None = None,
    ) -> None:
        """``boxes`` has a box for a place, or a word on why there is none."""
        self.lines = tuple(lines)
        self.columns = tuple(columns)
        self.boxes = dict(boxes or {})
        given = values or {}
        self.values = {place: given.get(place, ZERO) for place in self.every_box()}

    def box(self, place: Place) -> Box | None:
        """The box of a place."""
        box = self.boxes.get(place)
        return box if isinstance(box, Box) else None

    def every_box(self) -> Iterator[Place]:
        """Every place that has a box, line by line."""
        for row in range(len(self.lines)):
            for column in self.boxes_of(row):
                yield self.lines[row].id, column

    def boxes_of(self, row: int) -> list[int]:
        """The columns in which a line has a box."""
        line = self.lines[row].id
        return [one.id for one in self.columns if self.box((line, one.id)) is not None]

    def row_of(self, line: int) -> int | None:
        """Where a line stands."""
        return next((at for at, one in enumerate(self.lines) if one.id == line), None)

    def sum_of_line(self, line: int) -> Quantity:
        """What the boxes of a line hold together."""
        return total(value for (id, _), value in self.values.items() if id == line)

    def sum_of_column(self, column: int) -> Quantity:
        """What the boxes of a place hold together."""
        return total(value for (_, id), value in self.values.items() if id == column)

    def is_over(self, place: Place) -> bool:
        """Whether a box holds more than its place or its line has."""
        box, value = self.box(place), self.values.get(place, ZERO)
        row = self.row_of(place[0])
        if box is None or row is None or not value:
            return False
        if box.most is not None and value > box.most:
            return True
        return self.sum_of_line(place[0]) > self.lines[row].limit
