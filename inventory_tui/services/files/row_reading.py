"""The rows of a CSV file: one by one as the csv module reads them, or many at once.

In most files nothing is enclosed: such lines are split all together, in a third of the time.
A block in which anything is strange is read row by row, so both ways come to the same.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.file_form import FileForm
from inventory_tui.services.files.table_writing import unguarded
from inventory_tui.services.files.text_files import CountedBytes, bad
from inventory_tui.services.files.text_lines import TextLines
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from _csv import Reader

SMALL = 60_000
"""Bytes of a block that stays in a processor's cache, and is less than a cell may have."""

_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows, by column."""

    lines: Sequence[int]
    """The line of each (the heading is line 1)."""
    cells: Mapping[str, Sequence[str]]
    """By column, blanks and all."""


Columns = Sequence[Sequence[str]]
Split = Callable[[str, str, int], Columns | None]
"""Makes columns of whole lines: (lines, separator, how many cells a line must have).

It is given lines in which nothing is enclosed, and answers None where one has more cells, or
less, or a cell is longer than `csv.field_size_limit`.
"""


def split_lines(lines: str, separator: str, width: int) -> Columns | None:
    """Split lines, at once (see `Split`)."""
    cells = lines.replace("\n", f"{separator}\n{separator}").split(separator)
    step = width + 1  # each row has one cell more: its end
    rows = len(cells) // step
    if len(cells) != rows * step + 1 or cells[width::step] != ["\n"] * rows:
        return None
    if len(lines) > csv.field_size_limit():
        return None
    return [cells[at:-1:step] for at in range(width)]


class Reading:
    """Reads the rows of one file."""

    def __init__(
        self,
        reader: Reader,
        lines: TextLines | None,
        counted: CountedBytes,
        names: Sequence[str | None],
        form: FileForm,
        close: Callable[[], None],
        split: Split,
    ) -> None:
        self._reader = reader
        self._lines = lines
        self._counted = counted
        self._width = len(names)
        self._kept = [(at, name) for at, name in enumerate(names) if name is not None]
        self._form = form
        self._close = close
        self._split = split
        self.rejected: list[Problem] = []

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Row by row, as the csv module reads them."""
        try:
            for line, cells in self._each():
                row = {name: cells[at] for at, name in self._kept}
                for name, cell in row.items():
                    if cell[:1] == "'":
                        row[name] = unguarded(cell)
                yield line, row
        finally:
            self._close()

    def chunks(self) -> Iterator[Chunk]:
        """Blocks of lines, most of them split at once."""
        each = self._each()
        try:
            while True:
                if self._lines is not None and not self._lines.pending:
                    block = self._block(self._lines)
                    if chunk := self._plain(block):
                        self._lines.taken += len(chunk.lines)
                        yield chunk
                        continue
                    if block.count("\n", SMALL * 2) > 1:  # what is strange stands in few places
                        self._lines.cut(block, SMALL)
                        continue
                    self._lines.put_back(block)
                some = list(islice(each, 1)) + self._rest_of_block(each)
                if not some:
                    return
                lines, rows = zip(*some, strict=True)
                columns = list(zip(*rows, strict=False))
                cells = {name: list(map(unguarded, columns[at])) for at, name in self._kept}
                yield Chunk(lines, cells)
        finally:
            self._close()

    def _rest_of_block(
        self, each: Iterator[tuple[int, list[str]]]
    ) -> list[tuple[int, list[str]]]:
        if self._lines is None:
            return list(islice(each, _AT_ONCE))
        rows = []
        while self._lines.pending and (row := next(each, None)):
            rows.append(row)
        return rows

    @property
    def _read(self) -> int:
        """How many lines were read."""
        return self._reader.line_num + (self._lines.taken if self._lines else 0)

    def _block(self, lines: TextLines) -> str:
        try:
            return lines.block()
        except UnicodeDecodeError as error:
            raise self._counted.undecodable(error, self._read) from None

    def _plain(self, block: str) -> Chunk | None:
        """Split a block in which no sign means anything but a cell's or a row's end."""
        if "\r" in block:
            block = block.replace("\r\n", "\n")
        enclosure, separator = self._form.enclosure, self._form.separator
        if (
            self._width == 1  # where an empty line is no empty cell
            or (enclosure and enclosure in block)
            or "'" in block
            or "\r" in block
        ):
            return None
        if not block.endswith("\n"):
            block += "\n"
        split = self._split if len(block) > SMALL * 2 else split_lines
        columns = split(block, separator, self._width)
        if columns is None:
            return None
        first = self._read + 1
        lines = range(first, first + len(columns[0]))
        return Chunk(lines, {name: columns[at] for at, name in self._kept})

    def _each(self) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of each row that is one."""
        reader, width = self._reader, self._width
        while True:
            line = self._read + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except UnicodeError as error:
                raise self._counted.undecodable(error, self._read) from None
            except csv.Error as error:
                if "end of data" in str(error) or "field limit" in str(error):
                    raise unreadable(self._counted.label, line, error) from None
                self.rejected.append(_ragged(line, tr("has a quote where none belongs.")))
                continue
            if len(cells) != width:
                if not cells:
                    continue
                if len(cells) < width or any(cells[width:]):
                    said = tr(
                        "has {cells} cells, the heading has {width}.",
                        cells=len(cells),
                        width=width,
                    )
                    self.rejected.append(_ragged(line, said))
                    continue
            yield line, cells


def unreadable(label: str, line: int, error: csv.Error) -> Refused:
    """The refusal of a file that breaks off being a table at a line."""
    if "field limit" in str(error):
        what = tr("has a cell of more than {most:,} characters", most=csv.field_size_limit())
        return bad(
            tr(
                "{label}, line {line} {what}; is a quote before it never closed?",
                label=label,
                line=line,
                what=what,
            )
        )
    if "expected after" in str(error):
        return bad(
            tr(
                "{label}, line {line}: cells are enclosed, but parted by another sign; "
                "say by which: --separator.",
                label=label,
                line=line,
            )
        )
    return bad(
        tr("{label}, line {line}: a quote is opened and never closed.", label=label, line=line)
    )


def _ragged(line: int, what: str) -> Problem:
    return Problem(
        Kind.VALIDATION_FAILED, tr("Row {line} {what}", line=line, what=what), row=line
    )
