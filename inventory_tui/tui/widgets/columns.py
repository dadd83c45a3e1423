"""Columns of a grid: what each shows, how wide it is, and which go first when it is narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from rich.cells import cell_len, set_cell_size

from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import Quantity
from inventory_tui.wording import ENGLISH, LANGUAGE

Row = TypeVar("Row")

_LONGER = 4
"""Cells a title in another language may add to a column."""

Role = Literal["", "attention", "wrong", "others", "dim", "strong"]
"""What a cell wants to say by its looks, always beside a sign or word that says it too."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, with a sign after it (``▲`` low, ``!`` wrong) and its looks."""

    text: str
    role: Role = ""
    sign: str = ""
    """One cell wide; stands in the last cell of a column of numbers."""


@dataclass(frozen=True, slots=True)
class Editable(Generic[Row]):
    """What a cell of a column holds and whether it may be edited."""

    value: Callable[[Row], Quantity | None]
    """What is there now; None where there is nothing yet."""
    refusal: Callable[[Row], str | None] = lambda row: None
    """Why this row's cell cannot be edited; None when it can."""
    relative: bool = True
    """Whether ``+12`` and ``-3`` change what is there."""
    signed: bool = False
    """Whether a negative number may stand there (then ``-3`` is a number)."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column.  Annotate a tuple of them: ``COLUMNS: tuple[Column[Row], ...]``."""

    name: str
    """Names it for ordering, views and drafts."""
    title: str
    text: Callable[[Row], str | Cell]
    width: int
    """Cells it takes at 80 columns."""
    least: int = 0
    """Cells it may be cut to before another column goes; 0: never cut."""
    most: int = 0
    """Cells it may grow to when there is room; 0: never grows."""
    right: bool = False
    """A column of numbers: aligned right, its last cell kept for a sign."""
    drop: int = 0
    """Which goes first when there is no room: the highest; 0 stays whatever happens."""
    from_width: int = 0
    """Shown only where the grid is at least this wide."""
    below_width: int = 0
    """Shown only where the grid is narrower than this; 0: always."""
    sort: str = ""
    """What services call the order by this column; empty: it has none."""
    descending_first: bool = False
    """Whether the first ``o`` orders from large to small."""
    shown: bool = True
    """Whether it is shown until somebody chooses otherwise with ``w``."""
    edit: Editable[Row] | None = None
    drafts: str = ""
    """What its drafts are kept under, where that is more than its name: the source too."""
    group: Callable[[Row], str] | None = None
    """What ``F`` and ``=`` tell rows apart by; None: by what is shown."""
    fitted: Callable[[Row, int], str | Cell] | None = None
    """Instead of ``text``, where what is shown depends on how many cells there are."""

    def __post_init__(self) -> None:
        """Widths are those of English; a title that is longer elsewhere is not cut for that."""
        if LANGUAGE != ENGLISH:
            title = cell_len(self.title) + self.right
            object.__setattr__(self, "width", max(self.width, min(title, self.width + _LONGER)))

    @property
    def draft_key(self) -> str:
        """What its drafts are kept under."""
        return self.drafts or self.name

    @property
    def gap(self) -> int:
        """Blanks after it; in a column of numbers the cell of the sign is the blank."""
        return 0 if self.right else 1

    def value(self, row: Row) -> str:
        """What rows are told apart and counted by."""
        return self.cell(row).text if self.group is None else self.group(row)

    def exported(self, row: Row) -> str:
        """What a file gets: numbers that programs can read, nothing where nothing is."""
        text = self.cell(row).text
        if text == "–":
            return ""
        return text.replace(",", "") if self.right else text

    def cell(self, row: Row, width: int | None = None) -> Cell:
        """Return the row's cell, for so many cells."""
        if self.fitted is not None and width is not None:
            text = self.fitted(row, width)
        else:
            text = self.text(row)
        return text if isinstance(text, Cell) else Cell(text)


def room_for(title: str, width: int) -> int:
    """How wide a column of numbers is at least: its title is read whole, in any language."""
    return max(width, cell_len(title) + 1)


def for_width(columns: Sequence[Column[Row]], width: int) -> list[Column[Row]]:
    """Return the columns that belong into so many cells, whether or not all of them fit."""
    return [
        column
        for column in columns
        if width >= column.from_width and (not column.below_width or width < column.below_width)
    ]


def layout(columns: Sequence[Column[Row]], width: int) -> list[tuple[Column[Row], int]]:
    """Choose which columns fit into ``width`` cells and how wide each is.

    Columns go by ``drop`` until the rest fits at its least; what is free then widens them
    to ``width``, after that to ``most``, leftmost first.
    """
    kept = for_width(columns, width)

    def needed() -> int:
        return sum((column.least or column.width) + column.gap for column in kept)

    while kept and needed() > width + kept[-1].gap:
        goes = max(kept, key=lambda column: column.drop)
        if not goes.drop:
            break
        kept.remove(goes)
    sizes = [column.least or column.width for column in kept]
    free = width - sum(sizes) - sum(column.gap for column in kept[:-1])
    for wanted in (
        [column.width for column in kept],
        [max(column.most, column.width) for column in kept],
    ):
        for index, goal in enumerate(wanted):
            grows = min(max(goal - sizes[index], 0), max(free, 0))
            sizes[index] += grows
            free -= grows
    return list(zip(kept, sizes, strict=True))


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Cut or pad ``text`` to exactly ``width`` cells, making it safe for a terminal."""
    text = visible(text)
    size = len(text) if text.isascii() else cell_len(text)
    if size > width:
        return set_cell_size(text, max(width - 1, 0)) + "…" if width else ""
    if size == width:
        return text
    return " " * (width - size) + text if right else text + " " * (width - size)


def fit_cell(cell: Cell, width: int, *, right: bool) -> str:
    """Fit a cell; in a column of numbers its sign stands in the last place."""
    if right:
        return fit(cell.text, width - 1, right=True) + (cell.sign or " ")
    return fit(cell.text + cell.sign, width)
