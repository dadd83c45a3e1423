"""What a file is, before anybody says it: its kind by its headings, its signs, its encoding."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.file_form import FileForm, Headings
from inventory_tui.domain.file_verdicts import FileKind
from inventory_tui.services.files import product_columns, quantity_reading
from inventory_tui.services.files.text_files import (
    CountedBytes,
    bad,
    label_of,
    opened,
    path_of,
    size_of,
)
from inventory_tui.services.orders import order_reading
from inventory_tui.store.database import Database
from inventory_tui.wording import tr

_LOOKED_AT = 65_536
_SEPARATORS = (",", ";", "\t", "|")
_ENCLOSURES = ('"', "'")
_NEAR = 0.5
"""What a heading counts that is nearly one: a slip is refused later, by its name."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file seems to be."""

    kind: FileKind
    form: FileForm
    encoding: str | None
    """None: UTF-8, with or without BOM."""
    size: int
    """Bytes."""


_KINDS = {
    FileKind.QUANTITIES: quantity_reading.HEADINGS,
    FileKind.PRODUCTS: product_columns.HEADINGS,
    FileKind.ORDERS: order_reading.HEADINGS,
}


def recognise(
    database: Database,
    file: str | Path,
    *,
    separator: str | None = None,
    enclosure: str | None = None,
    encoding: str | None = None,
) -> Recognised:
    """Find out what a file is about and how it is written, from its first line.

    Args:
        database: Not read; every question takes it first.
        separator: What parts its cells, where that is known; ``enclosure`` likewise.
        encoding: What it is written in; None: UTF-8, or UTF-16 where its mark says so.

    Raises:
        Refused: ``bad_file``: missing, a directory, empty, binary, in another encoding, or
            none of its headings is known.
    """
    path = path_of(file)
    if path.exists() and not path.is_file() and not path.is_dir():
        raise bad(
            tr("{file} is no file.", file=label_of(file))
        )  # opening a pipe would wait for ever
    with opened(path, None) as stream:
        start = stream.read(_LOOKED_AT)
    if encoding is None and start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    line = _first_line(start, str(file), encoding)
    best: tuple[tuple[float, bool], FileKind, FileForm] | None = None
    for form in _forms(separator, enclosure):
        keys = _keys(line, form)
        for kind, headings in _KINDS.items():
            score = _score(headings, keys)
            if score[0] and (best is None or score > best[0]):
                best = score, kind, form
    if best is None:
        raise bad(
            tr(
                "{file}: none of its columns is known. Asked for are source_code, sku, "
                "quantity · sku and other columns of products · order, channel, sku, "
                "quantity.",
                file=label_of(file),
            )
        )
    return Recognised(best[1], best[2], encoding, size_of(path) or 0)


def _score(headings: Headings, keys: Sequence[str]) -> tuple[float, bool]:
    """How well a first line fits a kind of file."""
    known = {*headings.known, *headings.aliases}
    found = [key for key in keys if key in known]
    near = [
        key
        for key in keys
        if key and key not in known and did_you_mean(key, headings.required, cutoff=0.8)
    ]
    complete = all(name in found for name in headings.required)
    return len(set(found)) + _NEAR * len(near), complete


def _first_line(start: bytes, file: str, encoding: str | None) -> str:
    label = label_of(file)
    counted = CountedBytes(io.BytesIO(start), label, encoding)
    counted.read1()  # refuses what is no text
    try:
        decoder = codecs.getincrementaldecoder(encoding or "utf-8-sig")(errors="replace")
        text = decoder.decode(start)
    except (LookupError, UnicodeError, TypeError):
        counted.lines()  # says which encodings there are
        raise bad(
            tr(
                "{label} is not {encoding}.",
                label=label,
                encoding=(encoding or "utf-8").upper(),
            )
        ) from None
    line = next((line for line in text.splitlines() if line.strip()), "")
    if not line or not text.splitlines()[0].strip(" ,;|\t"):
        raise bad(tr("{label} is empty; its first line must name the columns.", label=label))
    return line


def _forms(separator: str | None, enclosure: str | None) -> Iterator[FileForm]:
    for sign in _SEPARATORS if separator is None else (separator,):
        for quote in _ENCLOSURES if enclosure is None else (enclosure,):
            if sign != quote:
                yield replace(FileForm(), separator=sign, enclosure=quote)


def _keys(line: str, form: FileForm) -> list[str]:
    if form.enclosure:
        reader = csv.reader([line], delimiter=form.separator, quotechar=form.enclosure)
    else:
        reader = csv.reader([line], delimiter=form.separator, quoting=csv.QUOTE_NONE)
    try:
        return [cell.strip().casefold() for cell in next(reader, [])]
    except csv.Error:
        return []
