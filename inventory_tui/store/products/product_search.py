"""Indexes that find what a filter looks for, before a single product is looked at.

An index answers with a set of products in which all are that the filter keeps.  What a
condition means stays with `product_filter`, and it is asked of each of them: an index makes
a list quicker, never another one.

Words are found by every three letters of SKUs and names: on SQLite in an FTS5 table without
content that triggers keep, on PostgreSQL by an index over a function.  Two letters are found
by the threes that begin with them.  One letter is not looked up: nearly always the first
products at hand have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    cast,
    column,
    func,
    literal,
    select,
    table,
    text,
)

from inventory_tui.domain.filters import Compared, Filter, Keyed, Value, Words
from inventory_tui.store.filtering import LAST, comparison
from inventory_tui.store.tables import product, stock_level

_MOST_TRIGRAMS = 12  # of one piece of text; without overlap, so these are 36 letters
_MOST_BEGINNINGS = 100  # trigrams that begin alike; more, and two letters say little

_NO_CHARACTERS = dict.fromkeys((0xFFFE, 0xFFFF), 0xFFFD)  # as FTS5 keeps them

_text = table("product_text", column("rowid"), column("product_text"))
_trigram = table("product_trigram", column("term"))
_named = product.alias("named")


def searches(
    connection: Connection, filter: Filter, stock_id: int
) -> Iterator[Select[tuple[int]]]:
    """SQL: sets of product ids; each holds all products that the filter keeps.

    Args:
        stock_id: The stock ``salable`` is that of.
    """
    tests = [term.test for term in filter.terms if not term.negated]
    kind = _PostgreSQL if connection.dialect.name == "postgresql" else _SQLite
    language = kind(connection)
    words = [found for test in tests if (found := _words(language, _looked_for(test)))]
    if words:
        yield language.search(language.AND.join(words))
    for test in tests:
        if isinstance(test, Compared) and test.key == "salable":
            yield select(stock_level.c.product_id).where(
                stock_level.c.stock_id == stock_id,
                comparison(stock_level.c.salable, test.operator, literal(test.number.parts)),
            )


def is_found_by_key(filter: Filter) -> bool:
    """Whether a filter names products by id or by how their SKU begins."""
    return any(
        isinstance(test := term.test, Keyed)
        and not term.negated
        and (
            test.key == "id"
            or (test.key == "sku" and all(one.pieces[0] for one in test.values))
        )
        for term in filter.terms
    )


def is_words(filter: Filter) -> bool:
    """Whether a filter looks for words and nothing else."""
    return all(isinstance(term.test, Words) and not term.negated for term in filter.terms)


def is_found(search: Select[tuple[int]]) -> ColumnElement[bool]:
    """SQL: a product is in a set, asked of each product along another index."""
    return (product.c.id + 0).in_(search)


def how_many(connection: Connection, search: Select[Any], at_most: int) -> int:
    """Count a set, up to a bound."""
    some = search.limit(at_most).subquery()
    return int(connection.scalar(select(func.count()).select_from(some)) or 0)


def listed(first: int, last: int) -> Select[tuple[int]]:
    """SQL: those of a stretch of product ids that the index of labels holds (SQLite)."""
    return select(_text.c.rowid).where(_text.c.rowid.between(first, last))


def list_anew(connection: Connection) -> None:
    """Fill the index of labels from nothing but the products."""
    if connection.dialect.name == "sqlite":
        connection.execute(
            text("insert into product_text (product_text) values ('delete-all')")
        )
        connection.execute(
            text(
                "insert into product_text (rowid, labels)"
                " select id, sku_key || '  ' || name_key || '  ' from product"
            )
        )


def _looked_for(test: object) -> tuple[Value, ...]:
    """The texts one of which a product has somewhere in its SKU or name."""
    if isinstance(test, Words):
        return test.values
    if isinstance(test, Keyed) and test.key in ("sku", "name"):
        return test.values
    return ()


class _SQLite:
    """Says in the words of FTS5 what is looked for."""

    AND, OR = " AND ", " OR "

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def three(self, letters: str) -> str:
        doubled = letters.replace('"', '""')
        return f'"{doubled}"'

    def two(self, letters: str) -> str | None:
        """What begins with two letters; None where that is too much."""
        kept = letters.translate(_NO_CHARACTERS)
        trigrams = self._connection.scalars(
            select(_trigram.c.term)
            .where(_trigram.c.term >= kept, _trigram.c.term < kept + LAST)
            .limit(_MOST_BEGINNINGS)
        ).all()
        if len(trigrams) == _MOST_BEGINNINGS:
            return None
        return _either(self, [self.three(found) for found in trigrams or [letters + LAST]])

    def search(self, expression: str) -> Select[tuple[int]]:
        return select(_text.c.rowid).where(_text.c.product_text.match(expression))


class _PostgreSQL:
    """Says the same as a tsquery."""

    AND, OR = " & ", " | "

    def __init__(self, connection: Connection) -> None:
        pass

    def three(self, letters: str) -> str:
        doubled = letters.replace("\\", "\\\\").replace("'", "''")
        return f"'{doubled}'"

    def two(self, letters: str) -> str | None:
        return f"{self.three(letters)}:*"

    def search(self, expression: str) -> Select[tuple[int]]:
        from sqlalchemy.dialects.postgresql import TSQUERY  # who keeps a file does without

        trigrams = func.product_trigrams(_named.c.sku_key, _named.c.name_key)
        return select(_named.c.id).where(trigrams.bool_op("@@")(cast(expression, TSQUERY)))


_Language = _SQLite | _PostgreSQL


def _either(language: _Language, parts: list[str]) -> str:
    return f"({language.OR.join(parts)})"


def _words(language: _Language, values: tuple[Value, ...]) -> str | None:
    """What finds one of these texts; None where the index is no help."""
    found = []
    for value in values:
        parts = [part for piece in value.pieces for part in _parts(language, piece)]
        if not parts:
            return None
        found.append(language.AND.join(parts))
    return _either(language, found) if found else None


def _parts(language: _Language, piece: str) -> Iterator[str]:
    """What must be there of a piece of text: three letters after three letters."""
    last = len(piece) - 3
    if last >= 0:
        for start in [*range(0, last, 3), last][:_MOST_TRIGRAMS]:
            yield language.three(piece[start : start + 3])
    elif len(piece) == 2 and (found := language.two(piece)):
        yield found
