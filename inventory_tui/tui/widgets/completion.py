"""What may be written next in a filter: its keys, their values, its flags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inventory_tui.domain.vocabularies import Compare, Vocabulary

_WORD = re.compile(r"[^\s,]*\Z")
_VALUE = re.compile(r"-?(?P<key>\w+):(?:[^\s,]+,)*(?P<value>[^\s,]*)\Z")


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on."""

    text: str
    """The whole filter as it would be."""
    word: str
    help: str = ""


def completions(
    vocabulary: Vocabulary, text: str, values: dict[str, Sequence[str]]
) -> list[Completion]:
    """Return how a filter may go on, the first letters of its last word being given.

    Args:
        values: Key → the labels it may take, for keys whose values are in the database.
    """
    keyed = _VALUE.search(text)
    if keyed is not None:
        key = vocabulary.key(keyed["key"])
        known: Iterable[str] = () if key is None else (key.choices or values.get(key.name, ()))
        begun = keyed["value"]
        return [
            Completion(text[: len(text) - len(begun)] + value, value)
            for value in known
            if value.casefold().startswith(begun.casefold()) and value != begun
        ]
    match = _WORD.search(text)
    word = match[0] if match else ""
    bare = word.removeprefix("-")
    before = text[: len(text) - len(bare)]
    offered = [
        (key.name + ("<" if key.compare is Compare.NUMBER else ":"), key.help)
        for key in vocabulary.keys
    ]
    offered += list(vocabulary.flags.items())
    return [
        Completion(before + name, name, help)
        for name, help in offered
        if name.startswith(bare.casefold()) and name != bare
    ]
