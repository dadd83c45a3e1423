"""The filter language over rows that are loaded: short lists, kept and ordered in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from inventory_tui.domain.filters import (
    Compared,
    Filter,
    Flag,
    Keyed,
    Operator,
    Term,
    Value,
    Words,
    parse_filter,
)
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.vocabularies import Compare, Vocabulary

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Described:
    """What a filter can say of one row."""

    words: str
    """What bare words are looked for in."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Key → text."""
    numbers: Mapping[str, Quantity] = field(default_factory=dict)
    """Key → amount."""
    flags: frozenset[str] = frozenset()
    """Those that hold."""


def matching(
    rows: Iterable[Row],
    text: str,
    vocabulary: Vocabulary,
    describe: Callable[[Row], Described],
) -> list[Row]:
    """Return the rows a filter keeps, in their order.

    Raises:
        BadFilter: It cannot be read; it says where and why.
    """
    filter = parse_filter(text, vocabulary)
    return [row for row in rows if _keeps(filter, describe(row), vocabulary)]


def ordered(
    rows: Sequence[Row], by: Callable[[Row], object] | None, *, descending: bool
) -> list[Row]:
    """Return rows by a key, texts whatever their letter case; None: as they come."""
    if by is None:
        return list(rows)

    def key(row: Row) -> tuple[int, str]:
        value = by(row)
        if isinstance(value, Quantity):
            return value.parts, ""
        return (value, "") if isinstance(value, int) else (0, key_of(str(value)))

    return sorted(rows, key=key, reverse=descending)


def _keeps(filter: Filter, row: Described, vocabulary: Vocabulary) -> bool:
    return all(_holds(term, row, vocabulary) for term in filter.terms)


def _holds(term: Term, row: Described, vocabulary: Vocabulary) -> bool:
    match term.test:
        case Words(values):
            found = any(_inside(value, row.words) for value in values)
        case Flag(name):
            found = name in row.flags
        case Compared(key, operator, number):
            amount = row.numbers.get(key)
            found = amount is not None and _compares(amount, operator, number)
        case Keyed(key, values, choices):
            text = row.texts.get(key, "")
            compare = next(one.compare for one in vocabulary.keys if one.name == key)
            if compare is Compare.CHOICE:
                found = text in choices
            elif compare is Compare.INSIDE:
                found = any(_inside(value, text) for value in values)
            else:
                found = any(value.matches(text) for value in values)
    return found != term.negated


def _compares(amount: Quantity, operator: Operator, number: Quantity) -> bool:
    return {
        Operator.LESS: amount < number,
        Operator.AT_MOST: amount <= number,
        Operator.EQUAL: amount == number,
        Operator.AT_LEAST: amount >= number,
        Operator.MORE: amount > number,
    }[operator]


def _inside(value: Value, text: str) -> bool:
    """Whether the pieces of a value follow each other somewhere in a text."""
    where, at = key_of(text), 0
    for piece in value.pieces:
        at = where.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True
