"""Files as bytes: opened, decoded, refused where they are no text; written whole or not at
all.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.labels import visible
from inventory_tui.wording import tr

STANDARD = "-"
"""In the place of a file: standard input or output."""

_WIDE = ("utf-16", "utf_16", "utf16", "utf-32", "utf_32", "utf32")


class CountedBytes(io.BufferedIOBase):
    """The bytes of a file on their way to the decoder: counted, and refused when binary."""

    def __init__(self, stream: BinaryIO, label: str, encoding: str | None) -> None:
        """Read from ``stream``; sentences call it ``label``."""
        self._stream = stream
        self._wide = (encoding or "").lower().startswith(_WIDE)
        self.label = label
        self.encoding = encoding or "utf-8-sig"
        self.position = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def read1(self, size: int = -1) -> bytes:
        """Return the next bytes.

        Raises:
            Refused: ``bad_file``: they are no text.
        """
        chunk = self._stream.read(65_536 if size < 65_536 else size)
        if not self.position:
            self._refuse_other_kinds(chunk)
        if not self._wide and b"\0" in chunk:
            raise bad(
                tr("{label} is not a text file; a CSV file is asked for.", label=self.label)
            )
        self.position += len(chunk)
        return chunk

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes (see `read1`)."""
        return self.read1(-1 if size is None else size)

    def lines(self) -> Iterator[str]:
        """Return its lines, decoded as they are asked for.

        Raises:
            Refused: ``bad_file``: there is no such encoding.
        """
        try:
            return io.TextIOWrapper(cast(BinaryIO, self), encoding=self.encoding, newline="")
        except LookupError:
            raise bad(
                tr(
                    "There is no encoding {encoding!r}; write one such as utf-8, "
                    "latin-1, cp1252 or utf-16.",
                    encoding=self.encoding,
                )
            ) from None

    @property
    def is_utf8(self) -> bool:
        """Whether bytes of the file that end a line end a line of it as text, too."""
        return codecs.lookup(self.encoding).name in ("utf-8", "utf-8-sig")

    def undecodable(self, error: UnicodeError, read: int) -> Refused:
        """The refusal that names byte and line, ``read`` lines having been decoded."""
        if not isinstance(error, UnicodeDecodeError):  # a UTF-16 file without its mark
            return bad(
                tr(
                    "{label} is not {encoding}: {error}.",
                    label=self.label,
                    encoding=self.encoding.upper(),
                    error=error,
                )
            )
        before = bytes(error.object[: error.start])
        newlines = before.count(b"\n") or before.count(b"\r")
        asked = self.encoding.upper() if self.encoding != "utf-8-sig" else "UTF-8"
        return bad(
            tr(
                "{label}, line {line}: byte 0x{byte:02X} is not {encoding}. Name "
                "the file's encoding (--encoding latin-1, cp1252 …).",
                label=self.label,
                line=read + newlines + 1,
                byte=error.object[error.start],
                encoding=asked,
            )
        )

    def _refuse_other_kinds(self, start: bytes) -> None:
        if start.startswith(b"PK\x03\x04"):
            raise bad(
                tr("{label} is a workbook or archive; save it as CSV first.", label=self.label)
            )
        if not self._wide and start.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise bad(tr("{label} is UTF-16; say so: --encoding utf-16.", label=self.label))


def path_of(file: str | Path) -> Path:
    """The path a file is at, ``~`` being a home; of nobody's home it stays as it is."""
    try:
        return Path(file).expanduser()
    except RuntimeError:
        return Path(file)


def opened(file: str | Path, standard: BinaryIO | None) -> BinaryIO:
    """Open a file, or ``standard`` in its place, to read bytes.

    Raises:
        Refused: ``bad_file``: it cannot be read.
    """
    if str(file) == STANDARD:
        return standard or sys.stdin.buffer
    try:
        return path_of(file).open("rb")
    except (OSError, ValueError) as error:  # a NUL in a name is a ValueError
        raise unusable(file, error, "read") from error


@contextmanager
def created(file: str | Path, standard: BinaryIO | None) -> Iterator[BinaryIO]:
    """Open a file, or ``standard`` in its place, to write bytes: it comes to be whole or not.

    Raises:
        Refused: ``bad_file``: it cannot be written.
    """
    if str(file) == STANDARD:
        stream = standard or sys.stdout.buffer
        yield stream
        stream.flush()
        return
    path = Path(os.path.realpath(path_of(file)))
    in_place = path.exists() and not path.is_file()  # a pipe, a device: written as it is
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with (path if in_place else unfinished).open("wb") as stream:
            yield stream
        if not in_place:
            unfinished.replace(path)
    except OSError as error:
        raise unusable(file, error, "written") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def label_of(file: str | Path) -> str:
    """What sentences call a file."""
    return tr("The standard input") if str(file) == STANDARD else visible(str(file))


def size_of(file: str | Path) -> int | None:
    """Return its bytes; None where that is not known."""
    with suppress(OSError):
        if str(file) != STANDARD and (path := path_of(file)).is_file():
            return path.stat().st_size
    return None


def bad(message: str) -> Refused:
    """The refusal of a file that is no table."""
    return Refused(Kind.BAD_FILE, message)


def unusable(file: str | Path, error: OSError | ValueError, deed: str) -> Refused:
    """The refusal of a file that the system does not give."""
    why = (getattr(error, "strerror", None) or str(error)).lower()
    if isinstance(error, FileNotFoundError) and deed == "read":
        return bad(tr("There is no file {file}.", file=label_of(file)))
    if deed == "read":
        return bad(tr("{file} cannot be read: {why}.", file=label_of(file), why=why))
    return bad(tr("{file} cannot be written: {why}.", file=label_of(file), why=why))
