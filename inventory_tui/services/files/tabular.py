"""Tables in files: CSV read row by row and written, whatever they hold.

Reading streams, so a file of any size costs the memory of one row.  Headings are compared
without letter case and outer blanks; what cannot be a table is refused in one sentence,
what is wrong with a single row is kept in `Table.rejected` and the next row is read.

A text cell that a spreadsheet would take for a formula is written with a leading ``'``, and
our own reading takes exactly that mark off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.file_form import PLAIN, FileForm, Headings, shown
from inventory_tui.services.files.text_files import (
    STANDARD,
    CountedBytes,
    bad,
    created,
    label_of,
    opened,
    size_of,
)

if TYPE_CHECKING:
    from _csv import Reader

_FORMULA = frozenset("=+-@\t\r'")
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
        reader = csv.reader(counted.lines(), strict=True, **_dialect(form))
        heading = _heading(reader, counted)
        names = _columns(counted.label, heading, headings, form)
    except Refused:
        close()
        raise
    rejected: list[Problem] = []
    return Table(
        columns=tuple(name for name in names if name is not None),
        ignored=tuple(
            heading[at].strip()
            for at, name in enumerate(names)
            if name is None and heading[at].strip()
        ),
        rows=_rows(reader, counted, names, rejected, close),
        rejected=rejected,
        size=size_of(file),
        position=lambda: counted.position,
        close=close,
    )


def write_table(
    file: str | Path,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    form: FileForm = PLAIN,
    standard: BinaryIO | None = None,
) -> int:
    """Write a CSV file, UTF-8 and ``\\n``, row by row; return how many rows.

    Text cells must have gone through `guarded`; number columns must not.  A file comes to
    be whole or not at all: it is written beside its place and then put there.

    Args:
        file: A path, or ``-`` for standard output.
        form: What parts its cells and what encloses them.
        standard: What ``-`` writes, instead of the standard output.

    Raises:
        Refused: ``bad_file``: it cannot be written there, or nothing encloses its cells.
    """
    if not form.enclosure:
        raise Refused(
            Kind.BAD_FILE, 'A written file needs an enclosure, such as ".', field="enclosure"
        )
    count = 0
    with created(file, standard) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        dialect = _dialect(form)
        quoted = csv.writer(text, lineterminator="\n", **dialect, quoting=csv.QUOTE_ALL)
        plain = quoted if form.enclose_all else csv.writer(text, lineterminator="\n", **dialect)
        plain.writerow(columns)
        for row in rows:
            # a lone return ends a line for every reader, but the csv module leaves it bare
            (quoted if "\r" in "".join(row) else plain).writerow(row)
            count += 1
        text.flush()
        text.detach()
    return count


def guarded(text: str) -> str:
    """Return a text cell as it is written: never a formula for a spreadsheet."""
    return f"'{text}" if text[:1] in _FORMULA and text else text


def unguarded(cell: str) -> str:
    """Return the text of a cell as it was before `guarded`."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA and cell[1:2] else cell


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


def _rows(
    reader: Reader,
    counted: CountedBytes,
    names: list[str | None],
    rejected: list[Problem],
    close: Callable[[], None],
) -> Iterator[tuple[int, dict[str, str]]]:
    width = len(names)
    kept = [(at, name) for at, name in enumerate(names) if name is not None]
    try:
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except UnicodeError as error:
                raise counted.undecodable(error, reader.line_num) from None
            except csv.Error as error:
                if "end of data" in str(error) or "field limit" in str(error):
                    raise _unreadable(counted.label, line, error) from None
                rejected.append(_ragged(line, "has a quote where none belongs."))
                continue
            if len(cells) != width:
                if not cells:
                    continue
                if len(cells) < width or any(cells[width:]):
                    rejected.append(
                        _ragged(line, f"has {len(cells)} cells, the heading has {width}.")
                    )
                    continue
            row = {name: cells[at] for at, name in kept}
            for name, cell in row.items():
                if cell[:1] == "'":
                    row[name] = unguarded(cell)
            yield line, row
    finally:
        close()


def _typed(sign: str) -> str:
    return shown(sign) if sign == "\t" else f"'{sign}'"


def _dialect(form: FileForm) -> dict[str, Any]:
    """What the csv module calls it."""
    if not form.enclosure:
        return {
            "delimiter": form.separator,
            "quotechar": None,
            "quoting": csv.QUOTE_NONE,
        }
    return {"delimiter": form.separator, "quotechar": form.enclosure}


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
