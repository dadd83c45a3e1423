"""SKUs, codes and names: labels people type, compared whatever their letter case.

A label is shown as it was first typed and compared by its *key*: NFC-normalised and
case-folded (spec C16), so ``mh01`` finds ``MH01`` and an accent typed in two ways is one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from inventory_tui.domain.errors import Kind, RuleBroken
from inventory_tui.wording import tr

_BLANK = re.compile(r"\s")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_CODE_RULE = tr("use letters, digits, - and _ only, no spaces (at most 64).")
_TEMPLATE = re.compile(r"\$:*\{.*\}")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

LARGEST_ID = 2**63 - 1
"""No database counts further: a longer number is the id of nothing."""


def key_of(label: str) -> str:
    """Return what two spellings of one label have in common."""
    if label.isascii():
        return label.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", label).casefold())


def parse_sku(text: str) -> str:
    """Read a new SKU: 1–64 characters, no control characters, no outer blanks.

    Raises:
        ValueError: A sentence that says which of these rules is broken.

    Source: spec 1.6.
    """
    if not text:
        raise RuleBroken(Kind.EMPTY, tr("enter 1 to 64 characters."))
    if text != text.strip():
        raise RuleBroken(Kind.OUTER_SPACES, tr("take the blanks off its ends."))
    if len(text) > 64:
        raise ValueError(
            tr("has {length} characters; {longest} is the most.", length=len(text), longest=64)
        )
    if not text.isprintable() and any(
        unicodedata.category(character) in ("Cc", "Cs") for character in text
    ):
        raise ValueError(tr("must not hold control characters."))
    return text


def parse_code(text: str) -> str:
    """Read a new source or channel code: letters, digits, ``-`` and ``_`` (spec 1.2, R20)."""
    if _BLANK.search(text):
        raise RuleBroken(Kind.CONTAINS_WHITESPACE, _CODE_RULE)
    if _TEMPLATE.search(text):
        raise RuleBroken(Kind.SPECIAL_CHARACTERS, _CODE_RULE)
    if not _CODE.fullmatch(text):
        raise ValueError(_CODE_RULE)
    return text


def parse_name(text: str) -> str:
    """Read the name of a source: a title without template text such as ``${…}`` (spec 1.2)."""
    text = parse_title(text)
    if _TEMPLATE.search(text):
        raise RuleBroken(
            Kind.SPECIAL_CHARACTERS, tr("must not hold template text such as ${…}.")
        )
    return text


def parse_title(text: str) -> str:
    """Read the name of a stock or a channel: 1 to 255 characters."""
    text = storable(text.strip())
    if not text:
        raise RuleBroken(Kind.EMPTY, tr("must not be empty."))
    return text


def storable(text: str, longest: int = 255) -> str:
    """Refuse text that a database would not take, or not give back as it was.

    Raises:
        ValueError: It has more than ``longest`` characters, a NUL, or half a character.
    """
    if len(text) > longest:
        raise ValueError(
            tr(
                "has {length} characters; {longest} is the most.",
                length=len(text),
                longest=longest,
            )
        )
    if "\0" in text or (
        not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)
    ):
        raise ValueError(tr("holds a byte that is no text."))
    return text


def visible(text: str) -> str:
    r"""Return ``text`` safe for a terminal: ``\x1b`` for an escape, ``\u202e`` for an override.

    Stored text stays as it was given; this is for showing it (promises: hostile input).
    """
    if text.isprintable():  # so it holds nothing of what is looked for below
        return text
    return "".join(
        character
        if character not in _BIDI
        and unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        else _escaped(character)
        for character in text
    )


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


def parse_codes(text: str) -> tuple[str, ...]:
    """Read a list of codes separated by commas or blanks, each once."""
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def show_codes(codes: Sequence[str]) -> str:
    """The text of a list of codes."""
    return ",".join(codes)
