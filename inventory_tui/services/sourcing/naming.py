"""What sources are called in the language of whoever looks; edits go by what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol, TypeVar

from inventory_tui.domain.source import Source, SourceItem
from inventory_tui.store.transaction import Transaction


class _AtSource(Protocol):
    """A row that names a source."""

    @property
    def source(self) -> str: ...

    @property
    def source_name(self) -> str: ...


_Row = TypeVar("_Row", bound=_AtSource)


class SourceNames:
    """Names in one language, by the codes of sources; read once for all rows."""

    def __init__(self, transaction: Transaction) -> None:
        names = transaction.translations.spoken("source", "name")
        known = transaction.sources.by_ids(names) if names else {}
        self._names = {one.code: names[id] for id, one in known.items()}

    def of_row(self, row: _Row) -> _Row:
        """The row, its source called so."""
        name = self._names.get(row.source)
        return row if name is None else replace(row, source_name=name)  # type: ignore[type-var]

    def of_rows(self, rows: Mapping[int, _Row]) -> Mapping[int, _Row]:
        """The same of many, by id."""
        return {id: self.of_row(row) for id, row in rows.items()} if self._names else rows

    def of_item(self, item: SourceItem) -> SourceItem:
        """The same of what lies at a source."""
        name = self._names.get(item.source_code)
        return item if name is None else replace(item, source_name=name)


def spoken(transaction: Transaction, sources: Iterable[Source]) -> list[Source]:
    """Return sources with names and descriptions in the language of whoever looks."""
    names = transaction.translations.spoken("source", "name")
    described = transaction.translations.spoken("source", "description")
    return [
        replace(
            one,
            name=names.get(one.id, one.name),
            description=described.get(one.id, one.description),
        )
        if one.id in names or one.id in described
        else one
        for one in sources
    ]
