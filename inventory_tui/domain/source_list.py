"""The list of sources: what a row shows, what it can be filtered and ordered by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inventory_tui.domain.eligibility import EVERYBODY, Eligibility
from inventory_tui.domain.filters import (
    Compared,
    Filter,
    Flag,
    Keyed,
    Operator,
    Term,
    Value,
    Words,
)
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.source import Source

SORTS = (
    *("code", "name", "active", "city", "country", "latitude", "longitude", "region", "street"),
    *(
        "postcode",
        "type",
        "pickup",
        "stocks",
        "enabled",
        "kept",
        "email",
        "phone",
        "fax",
        "erc",
    ),
)
"""What the list can be ordered by; ``active`` and ``enabled`` are one."""
_FIELD = {"active": "enabled", "kept": "archived"}


@dataclass(frozen=True, slots=True)
class SourceQuery:
    """What of the sources is asked for, and in which order."""

    filter: str = ""
    """In the filter language, by `vocabularies.SOURCES`."""
    sort: str = ""
    """One of `SORTS`; empty: the Default Source first, then by code."""
    descending: bool = False
    marked: frozenset[int] = frozenset()
    """The ids the flag ``marked`` stands for."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and the stocks that take from it."""

    source: Source
    stocks: tuple[str, ...] = ()
    """Names, by id of the stock."""
    serves: Eligibility = EVERYBODY

    @property
    def id(self) -> int:
        """The id of the source."""
        return self.source.id


def matching(
    rows: Iterable[SourceRow], filter: Filter, marked: frozenset[int] = frozenset()
) -> list[SourceRow]:
    """Return the rows a filter keeps, in their order."""
    return [row for row in rows if all(_holds(row, term, marked) for term in filter.terms)]


def ordered(rows: Iterable[SourceRow], sort: str, *, descending: bool) -> list[SourceRow]:
    """Return the rows in the order asked for; those without a value come last."""
    if not sort:
        return list(rows)
    rows = list(rows)
    known = [row for row in rows if _text(row, sort)]
    known.sort(key=lambda row: _order(row, sort), reverse=descending)
    return known + [row for row in rows if not _text(row, sort)]


def _order(row: SourceRow, sort: str) -> tuple[float, str]:
    text = _text(row, sort)
    if sort in ("latitude", "longitude"):
        return float(text), ""
    return 0.0, key_of(text)


def _text(row: SourceRow, field: str) -> str:
    if field == "stocks":
        return ", ".join(row.stocks)
    value = getattr(row.source, _FIELD.get(field, field))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or ""


def _holds(row: SourceRow, term: Term, marked: frozenset[int]) -> bool:
    match term.test:
        case Words(values):
            where = key_of(f"{row.source.code} {row.source.name} {row.source.city}")
            found = any(_inside(value, where) for value in values)
        case Keyed():
            found = _keyed(row, term.test)
        case Flag():
            found = row.id in marked
        case Compared(key, operator, number):
            found = _compares(_text(row, key), operator, float(str(number)))
        case _:
            found = False
    return found != term.negated


def _keyed(row: SourceRow, test: Keyed) -> bool:
    if test.choices:
        return _text(row, test.key) in test.choices
    if test.key == "stock":
        return any(value.matches(name) for value in test.values for name in row.stocks)
    if test.key == "channel":
        codes = row.serves.channels
        return codes is None or any(
            value.matches(one) for value in test.values for one in codes
        )
    text = _text(row, test.key)
    if test.key in ("latitude", "longitude"):
        return any(_compares(text, Operator.EQUAL, _degrees(value)) for value in test.values)
    if test.key in ("name", "city", "street"):
        return any(_inside(value, key_of(text)) for value in test.values)
    return any(value.matches(text) for value in test.values)


def _compares(text: str, operator: Operator, number: float | None) -> bool:
    """Whether degrees stand so to a number; what is nowhere does not."""
    if not text or number is None:
        return False
    degrees = float(text)
    return {
        Operator.LESS: degrees < number,
        Operator.AT_MOST: degrees <= number,
        Operator.EQUAL: degrees == number,
        Operator.AT_LEAST: degrees >= number,
        Operator.MORE: degrees > number,
    }[operator]


def _degrees(value: Value) -> float | None:
    try:
        return float(value.text)
    except ValueError:
        return None


def _inside(value: Value, where: str) -> bool:
    """Whether the pieces of a value follow each other somewhere in a key."""
    at = 0
    for piece in value.pieces:
        at = where.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True
