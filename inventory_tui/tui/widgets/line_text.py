"""The text of the lines that frame a page, without looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from inventory_tui.domain.labels import visible
from inventory_tui.tui.context import Context

if TYPE_CHECKING:
    from inventory_tui.tui.places import Place


def place_words(
    places: Iterable[Place], current: int, width: int
) -> list[tuple[str, str, bool]]:
    """Return (sign, label, current) of the places row 1 shows at this width.

    Below 80 columns only the current one is, with the key that leads on.
    """
    words = []
    for place in places:
        here = place.number == current
        if width >= 80:
            words.append(("▸" if here else " ", f"{place.number} {place.title}", here))
        elif here:
            words.append((" ", f"g {place.title}", here))
    return words


def context_parts(context: Context) -> tuple[str, str, str, str]:
    """Return source, stock, user and database as row 23 names them."""
    stock = "all stocks" if context.all_stocks else context.stock
    parts = (context.source, stock, context.user, context.database)
    source, stock, user, database = (visible(part) for part in parts)
    return source, stock, user, database


def context_text(parts: tuple[str, str, str, str], room: int) -> str:
    """Return as much of source, stock, user and database as there is room for.

    The source and the database stay longest: they say what a key would change.
    """
    source, stock, user, database = parts
    for kept in (
        (source, stock, user, database),
        (source, stock, database),
        (source, database),
        (source,),
    ):
        text = " " + " · ".join(kept)
        if cell_len(text) <= room:
            return text
    return ""


def message_text(text: str, room: int) -> str:
    """Return a message cut to so many cells; its end stays: it says how to take a deed back."""
    if cell_len(text) <= room:
        return text
    start, dot, end = text.rpartition(" · ")
    kept = dot + end if cell_len(dot + end) <= room // 2 else ""
    return set_cell_size(start if kept else text, room - cell_len(kept) - 1) + "…" + kept


def key_words(
    hints: Sequence[tuple[str, str]], width: int
) -> tuple[Sequence[tuple[str, str]], str]:
    """Return the (key, label) pairs row 24 shows at this width, and what parts them."""
    shown = hints if width >= 80 else hints[:3]
    length = 1 + sum(cell_len(f"{key} {label}") for key, label in shown)
    return shown, "   " if length + 3 * (len(shown) - 1) <= width else "  "
