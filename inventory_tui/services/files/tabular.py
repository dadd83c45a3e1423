"""Tables in files: CSV read row by row, whatever it holds.

Reading streams, so a file of any size costs the memory of one row.  Headings are compared
without letter case and outer blanks; what cannot be a table is refused in one sentence,
what is wrong with a single row is kept in `Table.rejected` and the next row is read.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from inventory_tui.domain.errors import Problem, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.file_form import PLAIN, FileForm, Headings, shown
from inventory_tui.services.files.row_reading import (
    SMALL,
    Chunk,
    Reading,
    Split,
    split_lines,
    unreadable,
)
from inventory_tui.services.files.table_writing import dialect
from inventory_tui.services.files.text_files import (
    STANDARD,
    CountedBytes,
    bad,
    label_of,
    opened,
    size_of,
)
from inventory_tui.services.files.text_lines import TextLines
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from _csv import Reader

_NEAR_ENOUGH = 0.8


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
    split: Split = split_lines,
    block: int = SMALL,
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
        split: How `Table.chunks` splits what is plain.
        block: Bytes of a chunk, about.

    Raises:
        Refused: ``bad_file``: missing, empty, binary or in another encoding (also while
            rows are read), or a column is missing, there twice or nearly a known one.
    """
    stream = opened(file, standard)
    close = stream.close if str(file) != STANDARD else lambda: None
    try:
        counted = CountedBytes(stream, label_of(file), encoding)
        decoded = counted.lines()
        lines = TextLines(counted, block) if counted.is_utf8 else None
        reader = csv.reader(lines or decoded, strict=True, **dialect(form))
        heading = _heading(reader, counted)
        names = _columns(counted.label, heading, headings, form)
    except Refused:
        close()
        raise
    reading = Reading(reader, lines, counted, names, form, close, split)
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
        raise unreadable(counted.label, 1, error) from None
    except UnicodeError as error:
        raise counted.undecodable(error, 0) from None
    if not any(cell.strip() for cell in heading):
        raise bad(
            tr("{label} is empty; its first line must name the columns.", label=counted.label)
        )
    return heading


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
        tr("Column {name} is there twice.", name=name)
        for name in dict.fromkeys(found)
        if found.count(name) > 1
    ]
    absent = [name for name in headings.known if name not in found]
    for cell, name in zip(heading, names, strict=True):
        near = "" if name else did_you_mean(cell.strip(), absent, cutoff=_NEAR_ENOUGH)
        if near:
            problems.append(
                tr("There is no column {name!r}.{hint}", name=cell.strip(), hint=near)
            )
    missing = [name for name in headings.required if name not in found]
    if missing:
        problems.append(tr("Missing: {missing}.", missing=", ".join(missing)))
        signs = (sign for sign in ",;\t|" if sign != form.separator)
        if len(heading) == 1 and (sign := next((s for s in signs if s in heading[0]), None)):
            named = tr("tabs") if sign == "\t" else f"{sign!r}"
            problems.append(
                tr(
                    "Its columns are separated by {named}; say so: --separator {sign}.",
                    named=named,
                    sign=_typed(sign),
                )
            )
    if problems:
        raise bad(f"{label}: {' '.join(problems)}")
    return names
