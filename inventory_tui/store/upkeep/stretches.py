"""Walks over all rows of a table, a stretch of ids a statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select

STRETCH = 50_000
"""Ids a statement looks at."""

Stretch = tuple[int, int]
"""The first id and the last."""


def stretches(largest_id: int) -> list[Stretch]:
    """Cut the ids up to ``largest_id`` into stretches: first and last id of each."""
    return [
        (start, min(start + STRETCH - 1, largest_id))
        for start in range(1, largest_id + 1, STRETCH)
    ]


def within(query: Select[Any], column: ColumnElement[int], stretch: Stretch) -> Select[Any]:
    """Keep a query to a stretch of ids."""
    return query.where(column.between(*stretch))
