"""The filter language: one for the grid, for ``--filter`` and for saved views.

::

    filter = term { blank term }                        every term must hold
    term   = ["-"] ( values | key ":" values | key op number | flag )
    values = value { "," value }                        a comma is or
    value  = text | '"' text '"'                        "" inside quotes is one quote
    op     = "<" | "<=" | "=" | ">=" | ">"

A text is parsed against the `Vocabulary` of a list; ``store/filtering.py`` makes conditions
of what comes out.  What needs no database is checked here, so that a mistake names the
place in the text and what was expected there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from inventory_tui.domain.errors import InvalidInput, Kind
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.filter_terms import (
    Compared,
    Flag,
    Keyed,
    Operator,
    Term,
    Value,
    Words,
)
from inventory_tui.domain.labels import LARGEST_ID
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.vocabularies import Compare, Key, Vocabulary, moment_problem
from inventory_tui.wording import tr

__all__ = [
    "BadFilter",
    "Compared",
    "Filter",
    "Flag",
    "Keyed",
    "Operator",
    "Term",
    "Value",
    "Words",
    "parse_filter",
    "quoted",
]

_KEYED = re.compile(r"(?P<key>[^\W\d]\w*)(?P<mark>:|<=|>=|<|=|>)")
_PLAIN = re.compile(r"[^\s,]+")
_NUMBER = re.compile(r"\S*")


def quoted(text: str) -> str:
    """Return a value that means exactly ``text``: ``sku:`` and ``"24-MB01"``."""
    return '"' + text.replace('"', '""') + '"'


class BadFilter(InvalidInput):
    """A filter that cannot be read; ``at`` is the place in it, counted from 0."""

    title = tr("The filter cannot be read")

    def __init__(self, at: int, message: str) -> None:
        super().__init__(
            {"filter": tr("Filter, place {at}: {message}", at=at + 1, message=message)},
            Kind.BAD_FILTER,
        )
        self.at = at


@dataclass(frozen=True, slots=True)
class Filter:
    """A text that was understood."""

    text: str
    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        """Whether it keeps anything out."""
        return bool(self.terms)

    def keyed(self, key: str) -> list[Keyed]:
        """The terms of this key that are not negated."""
        return [
            term.test
            for term in self.terms
            if isinstance(term.test, Keyed) and term.test.key == key and not term.negated
        ]

    def names(self, key: str) -> bool:
        """Whether a key is used at all, negated or not."""
        return any(isinstance(term.test, Keyed) and term.test.key == key for term in self.terms)

    def only(self, key: str) -> Value | None:
        """The value of ``key`` where it is named exactly once, and without a wildcard."""
        values = [value for test in self.keyed(key) for value in test.values]
        return values[0] if len(values) == 1 and not values[0].has_wildcard else None

    def words_in(self, key: str) -> Filter:
        """The same filter, with its bare words looked for inside ``key`` alone."""
        terms = tuple(
            replace(
                term,
                test=Keyed(
                    key, tuple(Value(f"*{one.text}*", one.at) for one in term.test.values)
                ),
            )
            if isinstance(term.test, Words)
            else term
            for term in self.terms
        )
        return replace(self, terms=terms)

    def flagged(self, name: str) -> bool:
        """Whether a flag is used at all, negated or not."""
        return any(term.test == Flag(name) for term in self.terms)


def parse_filter(text: str, vocabulary: Vocabulary) -> Filter:
    """Read a filter.

    Raises:
        BadFilter: Where it is wrong, and what was expected there.
    """
    return Filter(text, tuple(_Reader(text, vocabulary).terms()))


class _Reader:
    """Walks a text once, from left to right."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self._text = text
        self._vocabulary = vocabulary
        self._at = 0

    def terms(self) -> Iterator[Term]:
        while self._skip_blanks():
            yield self._term()
            if self._at < len(self._text) and not self._text[self._at].isspace():
                raise BadFilter(self._at, tr("a blank was expected here."))

    def _skip_blanks(self) -> bool:
        """Go on to the next word; whether there is one."""
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
        return self._at < len(self._text)

    def _term(self) -> Term:
        begin = self._at
        negated = self._text[begin] == "-"
        if negated:
            self._at += 1
            if self._at == len(self._text) or self._text[self._at].isspace():
                raise BadFilter(begin, tr("a condition was expected right after '-'."))
        if found := _KEYED.match(self._text, self._at):
            self._at = found.end()
            if found["mark"] == ":":
                return Term(self._keyed(found["key"], found.start()), negated, begin)
            test = self._compared(found["key"], Operator(found["mark"]), found.start())
            return Term(test, negated, begin)
        if self._text[self._at] in ":<=>":
            raise BadFilter(
                self._at,
                tr(
                    "a key was expected before {text!r}, without a blank. To look for it "
                    "as text, put it in quotes.",
                    text=self._text[self._at],
                ),
            )
        values = self._values(tr("a word"))
        if len(values) == 1 and not values[0].quoted:
            word = values[0].text.lower()
            if word in self._vocabulary.flags:
                return Term(Flag(word), negated, begin)
        return Term(Words(values), negated, begin)

    def _keyed(self, typed: str, at: int) -> Keyed:
        key = self._key(typed, at)
        if key.compare is Compare.NUMBER:
            raise BadFilter(
                at, tr("{name} is a number: write {name}=5 or {name}<5.", name=key.name)
            )
        values = self._values(tr("a value after '{name}:'", name=key.name))
        if key.compare is Compare.CHOICE:
            return Keyed(key.name, values, _choices(key, values))
        for value in values:
            _check(key, value)
        if key.compare is Compare.MOMENT and len(values) > 1:
            raise BadFilter(values[1].at, tr("{name} takes one date.", name=key.name))
        return Keyed(key.name, values)

    def _compared(self, typed: str, operator: Operator, at: int) -> Compared:
        key = self._key(typed, at)
        if not key.has_numbers:
            raise BadFilter(at, tr("{name} is no number: write {name}:value.", name=key.name))
        begin = self._at
        found = _NUMBER.match(self._text, begin)
        text = found[0] if found else ""
        self._at = begin + len(text)
        if not text:
            raise BadFilter(
                begin,
                tr(
                    "a number was expected after '{typed}{mark}'.",
                    typed=typed,
                    mark=operator.value,
                ),
            )
        try:
            return Compared(key.name, operator, Quantity.parse_signed(text))
        except ValueError as problem:
            raise BadFilter(begin, f"{text!r}: {problem}") from None

    def _key(self, typed: str, at: int) -> Key:
        key = self._vocabulary.key(typed)
        if key is None:
            names = self._vocabulary.names
            hint = did_you_mean(typed, names) or tr(
                " There are: {names}.", names=", ".join(names)
            )
            raise BadFilter(
                at,
                tr(
                    "{list} have no key {typed!r}.{hint} To look for it as text, put it "
                    "in quotes.",
                    list=self._vocabulary.list,
                    typed=typed,
                    hint=hint,
                ),
            )
        return key

    def _values(self, expected: str) -> tuple[Value, ...]:
        values = [self._value(expected)]
        while self._at < len(self._text) and self._text[self._at] == ",":
            self._at += 1
            values.append(self._value(tr("another value after ','")))
        return tuple(values)

    def _value(self, expected: str) -> Value:
        begin = self._at
        if begin < len(self._text) and self._text[begin] == '"':
            return self._quoted()
        found = _PLAIN.match(self._text, begin)
        if found is None:
            raise BadFilter(begin, tr("{expected} was expected.", expected=expected))
        self._at = found.end()
        return Value(found[0], begin)

    def _quoted(self) -> Value:
        begin = self._at
        parts: list[str] = []
        at = begin + 1
        while (end := self._text.find('"', at)) >= 0:
            parts.append(self._text[at:end])
            at = end + 1
            if self._text[at : at + 1] != '"':
                break
            parts.append('"')
            at += 1
        else:
            raise BadFilter(begin, tr("this quote is never closed."))
        self._at = at
        if at < len(self._text) and self._text[at] != "," and not self._text[at].isspace():
            raise BadFilter(at, tr("a comma or a blank was expected after the closing quote."))
        return Value("".join(parts), begin, quoted=True)


def _choices(key: Key, values: tuple[Value, ...]) -> tuple[str, ...]:
    meant: list[str] = []
    for value in values:
        found = [choice for choice in key.choices if value.matches(choice)]
        if not found:
            hint = did_you_mean(value.text, key.choices)
            raise BadFilter(
                value.at,
                tr(
                    "{name} takes {choices}; not {text!r}.{hint}",
                    name=key.name,
                    choices=", ".join(key.choices),
                    text=value.text,
                    hint=hint,
                ),
            )
        meant += found
    return tuple(dict.fromkeys(meant))


def _is_id(text: str) -> bool:
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))
    return digits and int(text) <= LARGEST_ID


def _check(key: Key, value: Value) -> None:
    """Refuse a value its key cannot take."""
    if key.compare is Compare.ID and not _is_id(value.text):
        raise BadFilter(
            value.at,
            tr("{name} takes a whole number; not {text!r}.", name=key.name, text=value.text),
        )
    if key.compare is Compare.MOMENT and (problem := moment_problem(value.text)):
        raise BadFilter(value.at, f"{value.text!r}: {problem}")
