"""How tables are written in files: what parts and encloses their cells, which columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inventory_tui.domain.fields import did_you_mean
from inventory_tui.wording import tr

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
"""Separators that have a word, for people who cannot type them."""
ENCLOSURES = {"double": '"', "single": "'", "none": ""}
_NEVER = frozenset("\"'`.-+_\r\n\0 ")


@dataclass(frozen=True, slots=True)
class FileForm:
    """What parts the cells of a row, and what encloses a cell that holds such a sign."""

    separator: str = ","
    enclosure: str = '"'
    """One sign; empty: cells are never enclosed (reading only)."""
    enclose_all: bool = False
    """Writing: every cell is enclosed, needed or not."""

    def __post_init__(self) -> None:
        """Refuse one sign for both.

        Raises:
            ValueError: The separator is the enclosure.
        """
        if self.separator == self.enclosure:
            raise ValueError(tr("Separator and enclosure cannot be the same sign."))


PLAIN = FileForm()


@dataclass(frozen=True, slots=True)
class Headings:
    """Which columns a kind of file has."""

    required: Sequence[str]
    """Those that must be there."""
    known: Sequence[str]
    """All that are read."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Other headings → the known columns they mean, where these are not there."""


def parse_separator(text: str) -> str:
    r"""Read a separator: one sign, or ``tab``, ``comma``, ``semicolon``, ``pipe``, ``\t``.

    Raises:
        ValueError: It is no sign that could part cells.
    """
    word = text.strip().lower()
    if text == "\t" or word == r"\t":
        return "\t"
    if word in SEPARATORS:
        return SEPARATORS[word]
    if len(word) != 1 or word.isalnum() or word in _NEVER or not word.isprintable():
        hint = did_you_mean(word, SEPARATORS) if len(word) > 1 else ""
        raise ValueError(
            tr(
                "write one sign such as , ; | or the word tab, no letter and no digit.{hint}",
                hint=hint,
            )
        )
    return word


def parse_enclosure(text: str) -> str:
    """Read an enclosure: one sign, or ``none``, ``double``, ``single``.

    Raises:
        ValueError: It is no sign that could enclose cells.
    """
    word = text.strip().lower()
    if word in ENCLOSURES or not word:
        return ENCLOSURES.get(word, "")
    if len(word) != 1 or word.isalnum() or word in ".-+_\0" or not word.isprintable():
        raise ValueError(tr("write one sign such as \" or ', or the word none."))
    return word


def shown(sign: str) -> str:
    """Return a separator or enclosure as people read it: ``,`` ``tab`` ``none``."""
    return {"\t": "tab", "": "none"}.get(sign, sign)
