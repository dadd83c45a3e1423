"""A view: a filter, an order, columns, a source and a stock under a name; never marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class View:
    """One saved way to look at a list."""

    name: str
    filter: str = ""
    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = ()
    """Names in order; empty: as they come."""
    source: str = ""
    """Code of the source that was current; empty: keep what is."""
    stock: str = ""

    def definition(self) -> dict[str, Any]:
        """Everything but its name, for keeping."""
        kept = asdict(self)
        del kept["name"]
        return kept

    @classmethod
    def read(cls, name: str, kept: Mapping[str, Any]) -> View:
        """Read what `definition` gave; what an older program did not know is left out."""
        columns = kept.get("columns", ())
        return cls(
            name,
            filter=str(kept.get("filter", "")),
            sort=str(kept.get("sort", "")),
            descending=bool(kept.get("descending", False)),
            columns=tuple(str(one) for one in columns),
            source=str(kept.get("source", "")),
            stock=str(kept.get("stock", "")),
        )

    @property
    def summary(self) -> str:
        """What it shows, in a line: ``low source:berlin · by salable``."""
        parts = [self.filter] if self.filter else []
        if self.sort:
            parts.append(
                tr("by {sort} down", sort=self.sort)
                if self.descending
                else tr("by {sort}", sort=self.sort)
            )
        parts += [part for part in (self.source, self.stock) if part]
        return " · ".join(parts)
