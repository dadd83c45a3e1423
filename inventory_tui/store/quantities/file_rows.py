"""Rows of a quantities file that read well, before their products are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress


@dataclass(slots=True)
class FileRows:
    """Some rows that read well, by column."""

    lines: list[int]
    skus: list[str]
    keys: list[str]
    """Of the SKUs."""
    sources: list[int]
    """Ids."""
    amounts: list[int]
    """Ten-thousandths."""
    in_stock: list[bool | None]
    """None: not said."""
    safety: list[int] = field(default_factory=list)
    """Ten-thousandths, below 0: not said; empty where the file has no such column."""
    ercs: list[str] = field(default_factory=list)
    """Names other systems gave the rows; empty where the file has no such column."""

    def extend(self, rows: FileRows) -> None:
        """Add rows, but for their keys."""
        self.lines += rows.lines
        self.skus += rows.skus
        self.sources += rows.sources
        self.amounts += rows.amounts
        self.in_stock += rows.in_stock

    def only(self, wanted: Sequence[object]) -> FileRows:
        """Those whose place in ``wanted`` is true."""
        return FileRows(
            list(compress(self.lines, wanted)),
            list(compress(self.skus, wanted)),
            list(compress(self.keys, wanted)),
            list(compress(self.sources, wanted)),
            list(compress(self.amounts, wanted)),
            list(compress(self.in_stock, wanted)),
            list(compress(self.safety, wanted)),
            list(compress(self.ercs, wanted)),
        )
