"""Tables in files: CSV read row by row, whatever it holds.

Reading streams, so a file of any size costs the memory of one row.  Headings are compared
without letter case and outer blanks; what cannot be a table is refused in one sentence,
what is wrong with a single row is kept in `Table.rejected` and the next row is read.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.file_form import PLAIN, FileForm, Headings, shown
from inventory_tui.services.files.table_writing import dialect, unguarded
from inventory_tui.services.files.text_files import (
    STANDARD,
    CountedBytes,
    bad,
    label_of,
    opened,
    size_of,
)
from inventory_tui.services.files.text_lines import TextLines

if TYPE_CHECKING:
    from _csv import Reader

_NEAR_ENOUGH = 0.8
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows, by column."""

    lines: Sequence[int]
    """The line of each (the heading is line 1)."""
    cells: Mapping[str, Sequence[str]]
    """By column, blanks and all."""


@dataclass(slots=True)
class Table:
    """What a file holds."""

    columns: tuple[str, ...]
    """The columns that are read, under their known names, in the order of the file."""
    ignored: tuple[str, ...]
    """Headings that are none of the known columns, as written."""
    rows: Iterator[tuple[int, dict[str, str]]]
    """Line number (the heading is line 1) and cells by column, blanks and all; only once."""
    chunks: Iterator[Chunk]
    """The same rows, some thousands at once, instead of ``rows``."""
    rejected: list[Problem] = field(default_factory=list)
    """Rows that could not be read as rows; grows while ``rows`` is read."""
    size: int | None = None
    """Bytes of the file; None where that is not known."""
    position: Callable[[], int] = lambda: 0
    """How many bytes were read so far."""
    close: Callable[[], None] = lambda: None
    """Close the file; reading ``rows`` to their end does it too."""

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_table(
    file: str | Path,
    headings: Headings,
    *,
    form: FileForm = PLAIN,
    encoding: str | None = None,
    standard: BinaryIO | None = None,
) -> Table:
    """Open a CSV file and read its heading; its rows follow as they are asked for.

    ::

        with read_table("quantities.csv", Headings(["sku"], ["sku", "quantity"])) as table:
            for line, cells in table.rows:
                ...

    Args:
        file: A path, or ``-`` for standard input.
        headings: Its columns; any other is listed in `Table.ignored`.
        form: What parts its cells and what encloses them.
        encoding: What the file is written in; None: UTF-8, with or without BOM.
        standard: What ``-`` reads, instead of the standard input.

    Raises:
        Refused: ``bad_file``: missing, empty, binary or in another encoding (also while
            rows are read), or a column is missing, there twice or nearly a known one.
    """
    stream = opened(file, standard)
    close = stream.close if str(file) != STANDARD else lambda: None
    try:
        counted = CountedBytes(stream, label_of(file), encoding)
        decoded = counted.lines()
        lines = TextLines(counted) if counted.is_utf8 else None
        reader = csv.reader(lines or decoded, strict=True, **dialect(form))
        heading = _heading(reader, counted)
        names = _columns(counted.label, heading, headings, form)
    except Refused:
        close()
        raise
    reading = _Reading(reader, lines, counted, names, form, close)
    return Table(
        columns=tuple(name for name in names if name is not None),
        ignored=tuple(
            heading[at].strip()
            for at, name in enumerate(names)
            if name is None and heading[at].strip()
        ),
        rows=reading.rows(),
        chunks=reading.chunks(),
        rejected=reading.rejected,
        size=size_of(file),
        position=lambda: counted.position,
        close=close,
    )


def _heading(reader: Reader, counted: CountedBytes) -> list[str]:
    try:
        heading = next(reader, [])
    except csv.Error as error:
        raise _unreadable(counted.label, 1, error) from None
    except UnicodeError as error:
        raise counted.undecodable(error, 0) from None
    if not any(cell.strip() for cell in heading):
        raise bad(f"{counted.label} is empty; its first line must name the columns.")
    return heading


class _Reading:
    """Reads the rows of one file."""

    def __init__(
        self,
        reader: Reader,
        lines: TextLines | None,
        counted: CountedBytes,
        names: Sequence[str | None],
        form: FileForm,
        close: Callable[[], None],
    ) -> None:
        self._reader = reader
        self._lines = lines
        self._counted = counted
        self._width = len(names)
        self._kept = [(at, name) for at, name in enumerate(names) if name is not None]
        self._form = form
        self._close = close
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
            or len(block) > csv.field_size_limit()
        ):
            return None
        if not block.endswith("\n"):
            block += "\n"
        cells = block.replace("\n", f"{separator}\n{separator}").split(separator)
        step = self._width + 1  # each row has one cell more: its end
        rows = len(cells) // step
        if len(cells) != rows * step + 1 or cells[self._width :: step] != ["\n"] * rows:
            return None
        first = self._read + 1
        return Chunk(
            range(first, first + rows), {name: cells[at:-1:step] for at, name in self._kept}
        )

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
                    raise _unreadable(self._counted.label, line, error) from None
                self.rejected.append(_ragged(line, "has a quote where none belongs."))
                continue
            if len(cells) != width:
                if not cells:
                    continue
                if len(cells) < width or any(cells[width:]):
                    said = f"has {len(cells)} cells, the heading has {width}."
                    self.rejected.append(_ragged(line, said))
                    continue
            yield line, cells


def _typed(sign: str) -> str:
    return shown(sign) if sign == "\t" else f"'{sign}'"


def _columns(
    label: str,
    heading: Sequence[str],
    headings: Headings,
    form: FileForm,
) -> list[str | None]:
    """Return the known name of each heading, None for those that are ignored."""
    by_key = {name.casefold(): name for name in headings.known}
    keys = [cell.strip().casefold() for cell in heading]
    names = [by_key.get(key) for key in keys]
    for at, key in enumerate(keys):
        if names[at] is None and headings.aliases.get(key) not in names:
            names[at] = headings.aliases.get(key)
    found = [name for name in names if name is not None]
    problems = [
        f"Column {name} is there twice."
        for name in dict.fromkeys(found)
        if found.count(name) > 1
    ]
    absent = [name for name in headings.known if name not in found]
    for cell, name in zip(heading, names, strict=True):
        near = "" if name else did_you_mean(cell.strip(), absent, cutoff=_NEAR_ENOUGH)
        if near:
            problems.append(f"There is no column {cell.strip()!r}.{near}")
    missing = [name for name in headings.required if name not in found]
    if missing:
        problems.append(f"Missing: {', '.join(missing)}.")
        signs = (sign for sign in ",;\t|" if sign != form.separator)
        if len(heading) == 1 and (sign := next((s for s in signs if s in heading[0]), None)):
            named = "tabs" if sign == "\t" else f"{sign!r}"
            problems.append(
                f"Its columns are separated by {named}; say so: --separator {_typed(sign)}."
            )
    if problems:
        raise bad(f"{label}: {' '.join(problems)}")
    return names


def _unreadable(label: str, line: int, error: csv.Error) -> Refused:
    if "field limit" in str(error):
        what = f"has a cell of more than {csv.field_size_limit():,} characters"
        return bad(f"{label}, line {line} {what}; is a quote before it never closed?")
    if "expected after" in str(error):
        return bad(
            f"{label}, line {line}: cells are enclosed, but parted by another sign; say by "
            "which: --separator."
        )
    return bad(f"{label}, line {line}: a quote is opened and never closed.")


def _ragged(line: int, what: str) -> Problem:
    return Problem(Kind.VALIDATION_FAILED, f"Row {line} {what}", row=line)
