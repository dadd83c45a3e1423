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
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import visible

if TYPE_CHECKING:
    from _csv import Reader

STANDARD = "-"
"""In the place of a file: standard input or output."""

_FORMULA = frozenset("=+-@\t\r'")
_WIDE = ("utf-16", "utf_16", "utf16", "utf-32", "utf_32", "utf32")
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
    *,
    required: Sequence[str],
    known: Sequence[str],
    encoding: str | None = None,
    standard: BinaryIO | None = None,
) -> Table:
    """Open a CSV file and read its heading; its rows follow as they are asked for.

    ::

        with read_table("quantities.csv", required=["sku"], known=["sku", "quantity"]) as table:
            for line, cells in table.rows:
                ...

    Args:
        file: A path, or ``-`` for standard input.
        required: Columns that must be there.
        known: All columns that are read; any other is listed in `Table.ignored`.
        encoding: What the file is written in; None: UTF-8, with or without BOM.
        standard: What ``-`` reads, instead of the standard input.

    Raises:
        Refused: ``bad_file``: missing, empty, binary or in another encoding (also while
            rows are read), or a column is missing, there twice or nearly a known one.
    """
    stream = _opened(file, standard)
    close = stream.close if str(file) != STANDARD else lambda: None
    try:
        counted = _Counted(stream, _label(file), encoding)
        reader = csv.reader(counted.lines(), strict=True)
        heading = _heading(reader, counted)
        names = _columns(counted.label, heading, required, known)
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
        size=_size(file),
        position=lambda: counted.position,
        close=close,
    )


def write_table(
    file: str | Path,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    standard: BinaryIO | None = None,
) -> int:
    """Write a CSV file, UTF-8 and ``\\n``, row by row; return how many rows.

    Text cells must have gone through `guarded`; number columns must not.  A file comes to
    be whole or not at all: it is written beside its place and then put there.

    Args:
        file: A path, or ``-`` for standard output.
        standard: What ``-`` writes, instead of the standard output.

    Raises:
        Refused: ``bad_file``: it cannot be written there.
    """
    count = 0
    with _created(file, standard) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        plain = csv.writer(text, lineterminator="\n")
        quoted = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
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


class _Counted(io.BufferedIOBase):
    """The bytes of a file on their way to the decoder: counted, and refused when binary."""

    def __init__(self, stream: BinaryIO, label: str, encoding: str | None) -> None:
        self._stream = stream
        self._wide = (encoding or "").lower().startswith(_WIDE)
        self.label = label
        self.encoding = encoding or "utf-8-sig"
        self.position = 0

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1) -> bytes:
        chunk = self._stream.read(65_536 if size < 65_536 else size)
        if not self.position:
            self._refuse_other_kinds(chunk)
        if not self._wide and b"\0" in chunk:
            raise _bad(f"{self.label} is not a text file; a CSV file is asked for.")
        self.position += len(chunk)
        return chunk

    def read(self, size: int | None = -1) -> bytes:
        return self.read1(-1 if size is None else size)

    def lines(self) -> Iterator[str]:
        try:
            return io.TextIOWrapper(cast(BinaryIO, self), encoding=self.encoding, newline="")
        except LookupError:
            raise _bad(
                f"There is no encoding {self.encoding!r}; "
                "write one such as utf-8, latin-1, cp1252 or utf-16."
            ) from None

    def undecodable(self, error: UnicodeError, read: int) -> Refused:
        """The refusal that names byte and line, ``read`` lines having been decoded."""
        if not isinstance(error, UnicodeDecodeError):  # a UTF-16 file without its mark
            return _bad(f"{self.label} is not {self.encoding.upper()}: {error}.")
        before = bytes(error.object[: error.start])
        newlines = before.count(b"\n") or before.count(b"\r")
        asked = self.encoding.upper() if self.encoding != "utf-8-sig" else "UTF-8"
        return _bad(
            f"{self.label}, line {read + newlines + 1}: byte 0x{error.object[error.start]:02X}"
            f" is not {asked}. Name the file's encoding (--encoding latin-1, cp1252 …)."
        )

    def _refuse_other_kinds(self, start: bytes) -> None:
        if start.startswith(b"PK\x03\x04"):
            raise _bad(f"{self.label} is a workbook or archive; save it as CSV first.")
        if not self._wide and start.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise _bad(f"{self.label} is UTF-16; say so: --encoding utf-16.")


def _heading(reader: Reader, counted: _Counted) -> list[str]:
    try:
        heading = next(reader, [])
    except csv.Error as error:
        raise _unreadable(counted.label, 1, error) from None
    except UnicodeError as error:
        raise counted.undecodable(error, 0) from None
    if not any(cell.strip() for cell in heading):
        raise _bad(f"{counted.label} is empty; its first line must name the columns.")
    return heading


def _rows(
    reader: Reader,
    counted: _Counted,
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


def _columns(
    label: str, heading: Sequence[str], required: Sequence[str], known: Sequence[str]
) -> list[str | None]:
    """Return the known name of each heading, None for those that are ignored."""
    by_key = {name.casefold(): name for name in known}
    names = [by_key.get(cell.strip().casefold()) for cell in heading]
    found = [name for name in names if name is not None]
    problems = [
        f"Column {name} is there twice."
        for name in dict.fromkeys(found)
        if found.count(name) > 1
    ]
    absent = [name for name in known if name not in found]
    for cell, name in zip(heading, names, strict=True):
        near = "" if name else did_you_mean(cell.strip(), absent, cutoff=_NEAR_ENOUGH)
        if near:
            problems.append(f"There is no column {cell.strip()!r}.{near}")
    missing = [name for name in required if name not in found]
    if missing:
        problems.append(f"Missing: {', '.join(missing)}.")
        if len(heading) == 1 and (mark := next((m for m in ";\t|" if m in heading[0]), None)):
            named = "tabs" if mark == "\t" else f"{mark!r}"
            problems.append(f"Its columns are separated by {named}; save it with commas.")
    if problems:
        raise _bad(f"{label}: {' '.join(problems)}")
    return names


def _opened(file: str | Path, standard: BinaryIO | None) -> BinaryIO:
    if str(file) == STANDARD:
        return standard or sys.stdin.buffer
    try:
        return Path(file).expanduser().open("rb")
    except OSError as error:
        raise _unusable(file, error, "read") from error


@contextmanager
def _created(file: str | Path, standard: BinaryIO | None) -> Iterator[BinaryIO]:
    if str(file) == STANDARD:
        stream = standard or sys.stdout.buffer
        yield stream
        stream.flush()
        return
    path = Path(os.path.realpath(Path(file).expanduser()))
    in_place = path.exists() and not path.is_file()  # a pipe, a device: written as it is
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with (path if in_place else unfinished).open("wb") as stream:
            yield stream
        if not in_place:
            unfinished.replace(path)
    except OSError as error:
        raise _unusable(file, error, "written") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _label(file: str | Path) -> str:
    return "The standard input" if str(file) == STANDARD else visible(str(file))


def _size(file: str | Path) -> int | None:
    with suppress(OSError):
        if str(file) != STANDARD and (path := Path(file).expanduser()).is_file():
            return path.stat().st_size
    return None


def _bad(message: str) -> Refused:
    return Refused(Kind.BAD_FILE, message)


def _unusable(file: str | Path, error: OSError, deed: str) -> Refused:
    why = (error.strerror or str(error)).lower()
    if isinstance(error, FileNotFoundError) and deed == "read":
        return _bad(f"There is no file {_label(file)}.")
    return _bad(f"{_label(file)} cannot be {deed}: {why}.")


def _unreadable(label: str, line: int, error: csv.Error) -> Refused:
    if "field limit" in str(error):
        what = f"has a cell of more than {csv.field_size_limit():,} characters"
        return _bad(f"{label}, line {line} {what}; is a quote before it never closed?")
    return _bad(f"{label}, line {line}: a quote is opened and never closed.")


def _ragged(line: int, what: str) -> Problem:
    return Problem(Kind.VALIDATION_FAILED, f"Row {line} {what}", row=line)
