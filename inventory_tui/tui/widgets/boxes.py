"""What a grid of number boxes holds: lines, places across, a number for each box.

Beside numbers a place may take one of a few words; a line may be no more than a heading.
"""

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
    heading: bool = False
    """Whether it only names the lines below it: it has no boxes and no limit."""


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


@dataclass(frozen=True, slots=True)
class Choice:
    """Where one of a few words can be chosen; Space takes the next."""

    words: tuple[str, ...]


class BoxSheet:
    """The numbers in their boxes, their sums, and the words chosen beside them."""

    def __init__(
        self,
        lines: Sequence[BoxLine] = (),
        columns: Sequence[BoxColumn] = (),
        boxes: Mapping[Place, Box | Choice | str] | None = None,
        values: Mapping[Place, Quantity] | None = None,
        chosen: Mapping[Place, int] | None = None,
    ) -> None:
        """``boxes`` has a box or a choice for a place, or a word on why there is none."""
        self.lines = tuple(lines)
        self.columns = tuple(columns)
        self.boxes = dict(boxes or {})
        given = values or {}
        self.values = {
            place: given.get(place, ZERO)
            for place in self.every_stop()
            if self.box(place) is not None
        }
        self.chosen = {
            place: (chosen or {}).get(place, 0)
            for place, one in self.boxes.items()
            if isinstance(one, Choice)
        }
        """Of each choice, which of its words is chosen."""

    def box(self, place: Place) -> Box | None:
        """The box of a place."""
        box = self.boxes.get(place)
        return box if isinstance(box, Box) else None

    def choice(self, place: Place) -> Choice | None:
        """The choice of a place."""
        one = self.boxes.get(place)
        return one if isinstance(one, Choice) else None

    def choice_at(self, place: Place | None) -> Place | None:
        """The choice Space changes at a place: itself, or of a box the next in its line."""
        if place is None:
            return None
        line, column = place
        after = [one.id for one in self.columns]
        after = after[after.index(column) :] if column in after else []
        return next(((line, one) for one in after if self.choice((line, one))), None)

    def word(self, place: Place) -> str:
        """What is chosen at a place; empty where nothing can be."""
        one = self.choice(place)
        return "" if one is None else one.words[self.chosen[place]]

    def is_stop(self, place: Place) -> bool:
        """Whether the cursor can stand there."""
        return isinstance(self.boxes.get(place), Box | Choice)

    def every_stop(self) -> Iterator[Place]:
        """Every place the cursor can stand at, line by line."""
        for row in range(len(self.lines)):
            for column in self.stops_of(row):
                yield self.lines[row].id, column

    def stops_of(self, row: int) -> list[int]:
        """The columns in which a line has a box or a choice."""
        line = self.lines[row].id
        return [one.id for one in self.columns if self.is_stop((line, one.id))]

    def has_numbers(self, column: int) -> bool:
        """Whether a column has boxes, whose sum says something."""
        return any(at == column for _, at in self.values)

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
