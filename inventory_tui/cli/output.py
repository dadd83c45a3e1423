"""What a command prints: a table for people, tab-separated text for pipes, JSON for programs.

Text from outside reaches people only through `labels.visible`; JSON escapes it by itself.
"""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TextIO

from inventory_tui.cli.headings import heading
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import Quantity
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.domain.errors import Problem
    from inventory_tui.domain.history import Receipt

_LEFT_OUT_SHOWN = 100
_MEASURED_ROWS = 500
"""So many rows decide how wide the columns are; later ones may stick out."""


class Output:
    """Standard output and standard error of one run."""

    def __init__(self, *, as_json: bool, zone: Callable[[], Any] = lambda: UTC) -> None:
        """Prepare to print.

        Args:
            as_json: One object a line instead of text for people.
            zone: Asked for the zone times are shown in, when there is one to show.
        """
        self.as_json = as_json
        self._zone = zone
        self._bar: Bar | None = None

    def rows(self, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> int:
        """Print a list and return how many rows it had.

        Args:
            rows: Key → value; JSON shows every key, people see ``columns``.
            columns: The keys for people, in their order.
        """
        printed = 0
        if self.as_json:
            for row in rows:
                self.object(row)
                printed += 1
            return printed
        if not sys.stdout.isatty():
            lines = self._texts(rows, columns)
            # a list that is refused prints no heading
            for cells in chain([list(columns), *islice(lines, 1)], lines):
                print("\t".join(cells))
                printed += 1
            return printed - 1
        texts = self._texts(rows, columns)
        first = list(islice(texts, _MEASURED_ROWS))
        names = [heading(column) for column in columns]
        widths = [
            max(_width(name), *(_width(cells[number]) for cells in first), 0)
            for number, name in enumerate(names)
        ]
        to_the_right = [
            bool(first) and all(_is_number(cells[number]) for cells in first)
            for number in range(len(names))
        ]
        for cells in chain([names], first, texts):
            line = "  ".join(
                _padded(cell, width, right)
                for cell, width, right in zip(cells, widths, to_the_right, strict=True)
            )
            print(line.rstrip())
            printed += 1
        return printed - 1

    def lines(self, lines: Iterable[str]) -> None:
        """Print lines of text: made safe at a terminal, exactly as they are into a pipe."""
        safe = sys.stdout.isatty()
        for line in lines:
            print(visible(line) if safe else line)

    def one(self, row: Mapping[str, Any]) -> None:
        """Print one thing: JSON, or a line a key."""
        if self.as_json:
            self.object(row)
            return
        if not sys.stdout.isatty():
            for key, value in row.items():
                print(f"{key}\t{self.text(value)}".rstrip())
            return
        names = [heading(key) for key in row]
        widest = max(map(_width, names), default=0)
        for name, value in zip(names, row.values(), strict=True):
            print(f"{_padded(name, widest, False)}  {self.text(value)}".rstrip())

    def object(self, row: Mapping[str, Any]) -> None:
        """Print one JSON object on a line."""
        print(json.dumps(row, default=_plain, ensure_ascii=True))

    def receipt(self, receipt: Receipt, *, rehearsed: bool = False, **more: Any) -> None:
        """Print what a deed answers, its warnings beside it.

        Args:
            rehearsed: Nothing was written, so there is no operation to name.
            more: Keys of this deed beside its counts.
        """
        operation = None if rehearsed else receipt.operation
        for warning in receipt.warnings:
            self.message(tr("warning: {message}", message=visible(warning)))
        row = {"operation": operation, "deed": receipt.deed.value, **receipt.counts, **more}
        if self.as_json and receipt.warnings:
            row["warnings"] = receipt.warnings
        message = visible(receipt.message) or _counted(row)
        if rehearsed:
            message += tr(" (nothing was written)")
        elif operation is not None:
            message += tr(" (operation {operation})", operation=operation)
        self.answer(row, message)

    def answer(self, row: Mapping[str, Any], message: str) -> None:
        """Print what was done: people at a terminal get ``message``."""
        if self._bar is not None:
            self._bar.wipe()
        if self.as_json:
            self.object(row)
        elif sys.stdout.isatty():
            print(message)
        else:
            print("\t".join(row))
            print("\t".join(self.text(value) for value in row.values()))

    def problems(self, problems: Iterable[Problem]) -> None:
        """Say what was refused: a sentence each, and with JSON an object each."""
        for problem in problems:
            self.error(visible(problem.message))
            if self.as_json:
                self.object(error_object(problem))

    def left_out(self, problems: Iterable[Problem]) -> None:
        """Report what of a file was left out while the rest was taken.

        JSON has every one, people the first hundred.
        """
        count = 0
        for count, problem in enumerate(problems, start=1):
            if count <= _LEFT_OUT_SHOWN:
                self.message(
                    tr("left out: {problem}", problem=visible(_with_its_place(problem)))
                )
            if self.as_json:
                self.object(error_object(problem))
        if count > _LEFT_OUT_SHOWN:
            self.message(
                tr("left out: {count:,} more (--json shows all)", count=count - _LEFT_OUT_SHOWN)
            )

    def error(self, text: str) -> None:
        """Say what went wrong."""
        self.message(tr("error: {message}", message=text))

    def note(self, text: str) -> None:
        """Say what should be known beside the answer."""
        self.message(tr("note: {message}", message=text))

    def message(self, text: str) -> None:
        """Print a line for people, on standard error."""
        if self._bar is not None:
            self._bar.wipe()
        print(text, file=sys.stderr)

    def progress(self, what: str) -> Callable[[int, int], None] | None:
        """Return what a long deed reports to; None where nobody looks."""
        if sys.stderr.isatty():
            self._bar = Bar(what, sys.stderr)
        return self._bar

    def text(self, value: Any) -> str:
        """The text of a value, safe for a terminal."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return self._switch[value]
        if isinstance(value, datetime):
            return value.astimezone(self._zone()).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, str | int | float | Quantity | date):
            return visible(str(value))
        if isinstance(value, Enum):
            return visible(str(value.value))
        if isinstance(value, Mapping):
            return ", ".join(f"{visible(key)} {self.text(one)}" for key, one in value.items())
        if isinstance(value, Iterable):
            return ", ".join(self.text(one) for one in value)
        return visible(str(value))

    @cached_property
    def _switch(self) -> tuple[str, str]:
        """No and yes: pipes get the words that are typed as well."""
        return (tr("no"), tr("yes")) if sys.stdout.isatty() else ("no", "yes")

    def _texts(
        self, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]
    ) -> Iterable[list[str]]:
        return ([self.text(row.get(column)) for column in columns] for row in rows)


class Bar:
    """A progress bar that is drawn at most ten times a second and wiped at its end."""

    def __init__(self, what: str, stream: TextIO) -> None:
        self._what = what
        self._stream = stream
        self._drawn_at = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` are done; an unknown total is 0."""
        now = time.monotonic()
        if total and done >= total:
            self.wipe()
        elif now - self._drawn_at >= 0.1:
            self._drawn_at = now
            full = 30 * done // total if total else 0
            bar = f" [{'#' * full}{'.' * (30 - full)}] {100 * done // total}%" if total else ""
            self._stream.write(f"\r{self._what} {done:,}{bar}\x1b[K")
            self._stream.flush()

    def wipe(self) -> None:
        """Take the bar away."""
        if self._drawn_at:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._drawn_at = 0.0


def _with_its_place(problem: Problem) -> str:
    """The sentence of something left out, with its order or row where it names neither."""
    if problem.order is not None:
        return tr("order {order}: {message}", order=problem.order, message=problem.message)
    if problem.row is not None and not problem.message.startswith(
        tr("Row {row}", row=problem.row)
    ):
        return tr("row {row}: {message}", row=problem.row, message=problem.message)
    return problem.message


def error_object(problem: Problem) -> dict[str, Any]:
    """Return a refusal as programs read it."""
    row: dict[str, Any] = {
        "error": problem.kind.value,
        "message": problem.message,
        "field": problem.field,
    }
    for key in ("sku", "order", "row"):
        if (value := getattr(problem, key)) is not None:
            row[key] = value
    return row


def _plain(value: object) -> object:
    """What JSON makes of the values it does not know; a quantity is text, so it stays exact."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    if isinstance(value, Iterable):
        return list(value)
    return str(value)


def _counted(row: Mapping[str, Any]) -> str:
    counts = [
        f"{value} {heading(key)}"
        for key, value in row.items()
        if key not in ("operation", "deed")
    ]
    done = ", ".join(counts) or tr("nothing to change")
    return f"{row['deed']}: {done}"


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(character)
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )


def _padded(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks


def _is_number(text: str) -> bool:
    return not text or text.lstrip("+-").replace(".", "", 1).isdigit()
