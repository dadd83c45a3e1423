"""Tables written to files: CSV, whole or not at all.

A text cell that a spreadsheet would take for a formula is written with a leading ``'``, and
our own reading takes exactly that mark off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.file_form import PLAIN, FileForm
from inventory_tui.services.files.text_files import created
from inventory_tui.wording import tr

_FORMULA = frozenset("=+-@\t\r'")


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
    count = 0
    with _writing(file, columns, form, standard) as writing:
        for row in rows:
            writing.row(row)
            count += 1
    return count


def write_columns(
    file: str | Path,
    columns: Sequence[str],
    blocks: Iterable[Sequence[Sequence[str]]],
    *,
    form: FileForm = PLAIN,
    standard: BinaryIO | None = None,
) -> int:
    """Write many rows as `write_table` does, block by block; return how many rows.

    Args:
        blocks: Of some rows each, by column.
    """
    count = 0
    with _writing(file, columns, form, standard) as writing:
        for block in blocks:
            writing.block(block)
            count += len(block[0])
    return count


class _Writing:
    """Puts rows into a file that is open."""

    def __init__(self, text: io.TextIOWrapper, form: FileForm) -> None:
        self._text = text
        self._separator = form.separator
        signs = dialect(form)
        quoted = csv.writer(text, lineterminator="\n", **signs, quoting=csv.QUOTE_ALL)
        plain = csv.writer(text, lineterminator="\n", **signs)
        self._quoted = quoted.writerow
        self._plain = self._quoted if form.enclose_all else plain.writerow
        self._enclosed = form.enclose_all
        self._signs = (form.separator, form.enclosure, "\r")

    def row(self, row: Sequence[str]) -> None:
        # a lone return ends a line for every reader, but the csv module leaves it bare
        (self._quoted if "\r" in "".join(row) else self._plain)(row)

    def block(self, columns: Sequence[Sequence[str]]) -> None:
        rows = zip(*columns, strict=True)
        if self._enclosed or len(columns) == 1 or not all(map(self._is_bare, columns)):
            for row in rows:
                self.row(row)
        else:  # what the csv module would write, in a third of its time
            self._text.write("\n".join(map(self._separator.join, rows)) + "\n")

    def _is_bare(self, cells: Sequence[str]) -> bool:
        """Whether none of the cells has to be enclosed."""
        together = "\n".join(cells)
        return together.count("\n") == len(cells) - 1 and not any(
            sign in together for sign in self._signs
        )


@contextmanager
def _writing(
    file: str | Path, columns: Sequence[str], form: FileForm, standard: BinaryIO | None
) -> Iterator[_Writing]:
    if not form.enclosure:
        raise Refused(
            Kind.BAD_FILE,
            tr('A written file needs an enclosure, such as ".'),
            field="enclosure",
        )
    with created(file, standard) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        writing = _Writing(text, form)
        writing.row(columns)
        yield writing
        text.flush()
        text.detach()


def guarded(text: str) -> str:
    """Return a text cell as it is written: never a formula for a spreadsheet."""
    return f"'{text}" if text[:1] in _FORMULA and text else text


def guarded_all(cells: Sequence[str]) -> Sequence[str]:
    """Return text cells as they are written (see `guarded`)."""
    if _FORMULA.isdisjoint([cell[:1] for cell in cells]):
        return cells
    return [guarded(cell) for cell in cells]


def unguarded(cell: str) -> str:
    """Return the text of a cell as it was before `guarded`."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA and cell[1:2] else cell


def dialect(form: FileForm) -> dict[str, Any]:
    """What the csv module calls it."""
    if not form.enclosure:
        return {
            "delimiter": form.separator,
            "quotechar": None,
            "quoting": csv.QUOTE_NONE,
        }
    return {"delimiter": form.separator, "quotechar": form.enclosure}
