"""Source items as the cells of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.files.table_writing import guarded_all
from inventory_tui.store.quantities.quantity_export import ExportedRow


def cells_of(
    blocks: Iterable[Sequence[ExportedRow]], at: list[int]
) -> Iterator[list[Sequence[str]]]:
    """Of each block its columns, as a file has them."""
    amount = lru_cache(maxsize=65_536)(lambda parts: Quantity(parts).in_files())
    for block in blocks:
        codes, skus, in_stock, parts, *more = zip(*block, strict=True)
        columns: tuple[Sequence[str], ...] = (
            guarded_all(codes),
            guarded_all(skus),
            ["1" if is_in else "0" for is_in in in_stock],
            list(map(amount, parts)),
        )
        if more:
            safety, ercs = more
            columns += (list(map(amount, safety)), guarded_all([erc or "" for erc in ercs]))
        yield [columns[place] for place in at]
