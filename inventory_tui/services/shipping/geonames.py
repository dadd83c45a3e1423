"""Places from files: the tab-separated postal files of geonames.org, country by country.

A file replaces all places of its country and may be imported again at any time.  It is
read twice: once to check it and to see whether it says anything new, once to write it, so
a country of two million postcodes needs no memory.  The zip archive the files come in is
read as it is.

Source: spec 2.10, *geonames import*; F-186.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inventory_tui.domain.chunks import Progress, Stop, go_on
from inventory_tui.domain.distance import Place, read_place
from inventory_tui.domain.errors import InvalidInput, Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.source import parse_country
from inventory_tui.services.files.rejecting import OnError, Rejections
from inventory_tui.services.files.text_files import STANDARD
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr

SAMPLE = Path(__file__).with_name("sample_geonames.txt")
"""Places of the sample shop and its customers, in the shape of the real files."""

_EVERY = 0xFFF


@dataclass(frozen=True, slots=True)
class PlacesImported:
    """What an import came to."""

    receipt: Receipt
    rejected: tuple[Problem, ...] = ()
    """The rows left out, in the order of the file."""


def countries(database: Database) -> dict[str, int]:
    """Return how many places are known of each country, by its two letters."""
    with database.read() as transaction:
        return transaction.places.counts()


def import_places(
    database: Database,
    file: str | Path,
    country: str,
    *,
    cause: Cause,
    on_error: OnError = OnError.STOP,
    allowed_errors: int | None = None,
    encoding: str | None = None,
    standard: BinaryIO | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> PlacesImported:
    """Replace the places of one country by those of a file.

    The receipt counts the ``country``, its ``rows`` now, those ``replaced`` and those
    ``rejected``.  A file that says what is there already writes nothing.

    Args:
        file: A path (text, or a zip archive with one), or ``-`` for standard input.
        country: Two letters; rows of another country are rejected.
        standard: What ``-`` reads, instead of the standard input.

    Raises:
        InvalidInput: ``country`` is no country.
        Refused: ``bad_file``: it cannot be read, or has no place of that country;
            ``too_many_rejected``: more rows are wrong than allowed.  Nothing was written.
        Stopped: ``stop`` said so; nothing was written.
    """
    try:
        letters = parse_country(country.strip())
    except ValueError as problem:
        raise InvalidInput({"country": tr("Country: {problem}", problem=problem)}) from None
    rejections = Rejections(on_error, allowed_errors)
    with _opened(file, standard) as stream:
        reader = _Reader(stream, visible(str(file)), letters, encoding, progress, stop)
        digest = _digest(reader.places(rejections))
        if refusal := rejections.refusal():
            raise refusal
        if not reader.taken:
            raise Refused(
                Kind.BAD_FILE,
                tr(
                    "{file} has no place of {country}; nothing was replaced.",
                    file=reader.label,
                    country=letters,
                ),
                field="file",
            )
        rejected = rejections.sorted()
        with database.write(repeatable=True) as transaction:
            before = transaction.places.counts().get(letters, 0)
            counts: dict[str, int | str] = {
                "country": letters,
                "rows": reader.taken,
                "replaced": before,
                "rejected": len(rejected),
            }
            if before == reader.taken and digest == _digest(transaction.places.of(letters)):
                message = tr(
                    "The {places:,} places of {country} are there already.",
                    places=before,
                    country=letters,
                )
                return PlacesImported(
                    Receipt(None, Deed.PLACES_IMPORTED, {**counts, "replaced": 0}, message),
                    rejected,
                )
            operation = _replace(transaction, letters, before, reader, cause, counts)
    message = tr(
        "Imported {places:,} places of {country}, replacing {before:,}.",
        places=reader.taken,
        country=letters,
        before=before,
    )
    return PlacesImported(Receipt(operation, Deed.PLACES_IMPORTED, counts, message), rejected)


def add_sample(transaction: Transaction) -> int:
    """Add the places of the sample shop; return how many they are."""
    with SAMPLE.open(encoding="utf-8") as lines:
        return transaction.places.add(read_place(line.split("\t")) for line in lines)


def _replace(
    transaction: Transaction,
    country: str,
    before: int,
    reader: _Reader,
    cause: Cause,
    counts: dict[str, int | str],
) -> int:
    operation = transaction.journal.begin(Deed.PLACES_IMPORTED, cause, reason="imported")
    rows = transaction.places.replace(country, reader.places(Rejections(OnError.SKIP, None)))
    counts["rows"] = rows
    transaction.journal.changed(
        operation,
        "places",
        0,
        country,
        {"rows": str(before) if before else None},
        {"rows": str(rows)},
    )
    summary = tr(
        "Places of {country}: {rows:,} instead of {before:,}",
        country=country,
        rows=rows,
        before=before,
    )
    transaction.journal.finish(operation, summary=summary, counts=counts)
    return operation


class _Reader:
    """A file of places, read as often as it is asked for."""

    def __init__(
        self,
        stream: BinaryIO,
        label: str,
        country: str,
        encoding: str | None,
        progress: Progress | None,
        stop: Stop | None,
    ) -> None:
        self._stream, self._country = stream, country
        self._encoding = encoding or "utf-8-sig"
        self._progress, self._stop = progress, stop
        self.label = label if label != STANDARD else tr("The standard input")
        self.taken = 0
        """Places of the country it holds, once it was read."""

    def places(self, rejections: Rejections) -> Iterator[Place]:
        """Read the places of the country; with one more wrong than allowed, no further."""
        self._stream.seek(0)
        self.taken = 0
        for number, line in enumerate(self._lines(), start=1):
            if not number & _EVERY:
                self._go_on()
            if not line.strip():
                continue
            try:
                place = read_place(line.rstrip("\r\n").split("\t"))
                if place.country != self._country:
                    raise ValueError(
                        tr(
                            "is of {other}, not of {country}.",
                            other=place.country,
                            country=self._country,
                        )
                    )
            except ValueError as problem:
                rejections.add(
                    Problem(
                        Kind.VALIDATION_FAILED,
                        tr("Row {number}: {problem}", number=number, problem=problem),
                        row=number,
                    )
                )
                if rejections.too_many:
                    return
                continue
            self.taken += 1
            yield place

    def _lines(self) -> Iterator[str]:
        number = 0
        try:
            text = io.TextIOWrapper(self._stream, encoding=self._encoding, newline="\n")
            try:
                for line in text:
                    if "\0" in line:
                        raise Refused(
                            Kind.BAD_FILE,
                            tr("{file} is not a text file.", file=self.label),
                            field="file",
                        )
                    number += 1
                    yield line
            finally:
                text.detach()
        except LookupError:
            raise Refused(
                Kind.BAD_FILE,
                tr("There is no encoding {encoding!r}.", encoding=self._encoding),
                field="encoding",
            ) from None
        except UnicodeError:
            name = self._encoding.upper().removesuffix("-SIG")
            raise Refused(
                Kind.BAD_FILE,
                tr(
                    "{file}, after line {number}: not {encoding}. Name the file's encoding "
                    "(--encoding latin-1, cp1252 …).",
                    file=self.label,
                    number=number,
                    encoding=name,
                ),
                field="file",
            ) from None

    def _go_on(self) -> None:
        go_on(self._stop)
        if self._progress is not None:
            self._progress(self._stream.tell(), 0)


@contextmanager
def _opened(file: str | Path, standard: BinaryIO | None) -> Iterator[BinaryIO]:
    """A stream that can be read again from its start."""
    if str(file) == STANDARD:
        with tempfile.TemporaryFile() as kept:
            shutil.copyfileobj(standard or sys.stdin.buffer, kept)
            yield kept
        return
    path = Path(file).expanduser()
    try:
        with path.open("rb") as stream:
            if not zipfile.is_zipfile(path):
                yield stream
                return
            with tempfile.TemporaryFile() as kept:
                _unpack(path, kept)
                yield kept
    except FileNotFoundError:
        raise Refused(
            Kind.BAD_FILE, tr("There is no file {file}.", file=visible(str(file))), field="file"
        ) from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise Refused(
            Kind.BAD_FILE,
            tr("{file} cannot be read: {why}.", file=visible(str(file)), why=why),
            field="file",
        ) from error


def _unpack(path: Path, into: BinaryIO) -> None:
    """Copy the one file of places out of an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [
                name
                for name in archive.namelist()
                if name.lower().endswith(".txt") and "readme" not in name.lower()
            ]
            if len(names) != 1:
                raise Refused(
                    Kind.BAD_FILE,
                    tr(
                        "{file} holds {texts} text files beside the read-me; one is asked for.",
                        file=visible(str(path)),
                        texts=len(names),
                    ),
                    field="file",
                )
            with archive.open(names[0]) as packed:
                shutil.copyfileobj(packed, into)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Refused(
            Kind.BAD_FILE,
            tr("{file} cannot be unpacked: {why}.", file=visible(str(path)), why=error),
            field="file",
        ) from error


def _digest(places: Iterable[Place]) -> bytes:
    """What two lists of the same places in the same order have in common."""
    digest = hashlib.sha256()
    for one in places:
        row = (
            one.country, one.postcode, one.city, one.region, one.region_code,
            one.latitude, one.longitude,
        )  # fmt: skip
        digest.update("\t".join(row).encode() + b"\n")
    return digest.digest()
