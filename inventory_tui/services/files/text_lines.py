"""The lines of a UTF-8 file: one after the other, or all of a block at once."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator
from itertools import chain, repeat

from inventory_tui.services.files.text_files import CountedBytes

_FIRST = 60_000


class TextLines:
    """Reads a file once, in both ways alternately."""

    def __init__(self, stream: CountedBytes, size: int) -> None:
        """Read from ``stream``, which must be UTF-8.

        Args:
            size: Bytes of a block, about; the first is small, for its heading is read alone.
        """
        self._stream = stream
        self._sizes = chain([_FIRST], repeat(size))
        self._rest = b""
        self._encoding = stream.encoding
        self._block = io.StringIO()
        self._length = 0
        self._pieces: deque[str] = deque()
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
        if self._pieces:
            return self._pieces.popleft()
        parts = [self._rest]
        size = next(self._sizes)
        while chunk := self._stream.read1(size):
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

    def cut(self, block: str, size: int) -> None:
        """Hand out a block as several, of about ``size`` characters each."""
        start = 0
        while start < len(block):
            end = block.find("\n", start + size) + 1 or len(block)
            self._pieces.append(block[start:end])
            start = end
