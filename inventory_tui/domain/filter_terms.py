"""What a filter is made of: words, keys with values, numbers compared, flags."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.quantity import Quantity


class Operator(StrEnum):
    """How a number compares."""

    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    MORE = ">"


@dataclass(frozen=True, slots=True)
class Value:
    """One word of a filter and where it stands."""

    text: str
    at: int
    quoted: bool = False

    @property
    def has_wildcard(self) -> bool:
        """Whether a ``*`` in it stands for any characters."""
        return not self.quoted and "*" in self.text

    @property
    def pieces(self) -> tuple[str, ...]:
        """Its literal parts as keys (`key_of`): what stands between the wildcards."""
        if not self.has_wildcard:
            return (key_of(self.text),)
        return tuple(key_of(piece) for piece in self.text.split("*"))

    def matches(self, label: str) -> bool:
        """Whether it names all of ``label``, whatever the letter case."""
        key = key_of(label)
        if not self.has_wildcard:
            return key == key_of(self.text)
        pattern = "*".join(re.sub(r"([?[])", r"[\1]", piece) for piece in self.pieces)
        return fnmatchcase(key, pattern)


@dataclass(frozen=True, slots=True)
class Words:
    """Bare words; one of them is looked for."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Keyed:
    """``key:value,value``."""

    key: str
    values: tuple[Value, ...]
    choices: tuple[str, ...] = ()
    """Of a key with few possible values: those that were meant."""


@dataclass(frozen=True, slots=True)
class Compared:
    """``key<number``."""

    key: str
    operator: Operator
    number: Quantity


@dataclass(frozen=True, slots=True)
class Flag:
    """A word with a meaning of its own: ``low``."""

    name: str


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; a filter holds where each of its terms does."""

    test: Words | Keyed | Compared | Flag
    negated: bool
    at: int
