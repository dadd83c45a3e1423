"""The lines of a UTF-8 file: one after the other, or all of a block at once."""

from __future__ import annotations

import io
from collections.abc import Iterator

from inventory_tui.services.files.text_files import CountedBytes

_BLOCK = 60_000  # bytes: what stays in a processor's cache, and no more than a cell may have


class TextLines:
    """Reads a file once, in both ways alternately."""

    def __init__(self, stream: CountedBytes) -> None:
        """Read from ``stream``, which must be UTF-8."""
        self._stream = stream
        self._rest = b""
        self._encoding = stream.encoding
        self._block = io.StringIO()
        self._length = 0
        self.taken = 0
        """How many lines were taken as blocks, instead of one by one."""

    @property
    def pending(self) -> bool:
        """Whether lines of a block are still to be handed out one by one."""
        return self._block.tell() < self._length

    def __iter__(self) -> Iterator[str]:
        """The lines, but for those that are taken as blocks meanwhile.

        Raises:
            UnicodeDecodeError: They are not UTF-8.
        """
        while block := self.block():
            self.put_back(block)
            while self.pending:  # after a block was taken and put back there is a new one
                yield from self._block

    def block(self) -> str:
        """Return the next whole lines, with nothing `pending`; at the end an empty text.

        Count those that are not put back as `taken`.

        Raises:
            UnicodeDecodeError: They are not UTF-8.
        """
        parts = [self._rest]
        while chunk := self._stream.read1(_BLOCK):
            # a return may be the first half of a line's end
            end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r", 0, -1)) + 1
            if end:
                parts.append(chunk[:end])
                self._rest = chunk[end:]
                break
            parts.append(chunk)
        else:
            self._rest = b""
        block = b"".join(parts)
        text = block.decode(self._encoding)
        self._encoding = "utf-8"  # a mark stands at the beginning only
        return text

    def put_back(self, block: str) -> None:
        """Hand out the lines of a block one by one after all."""
        self._block = io.StringIO(block, newline="")
        self._length = len(block)
