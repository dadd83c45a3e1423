"""The text of the lines that frame a page, without looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from inventory_tui.domain.labels import visible
from inventory_tui.tui.context import Context
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.places import Place


def place_words(
    places: Iterable[Place], current: int, width: int
) -> list[tuple[str, str, bool]]:
    """Return (sign, label, current) of the places row 1 shows at this width.

    Below 80 columns only the current one is, with the key that leads on.  Where long words
    leave no room for it, the blank behind the digits of the others goes.
    """
    if width < 80:
        return [(" ", f"g {one.title}", True) for one in places if one.number == current]
    every = list(places)
    needed = sum(cell_len(one.title) + 3 for one in every)
    gap = " " if needed <= width else ""
    words = []
    for one in every:
        here = one.number == current
        label = f"{one.number}{' ' if here else gap}{one.title}"
        words.append(("▸" if here else " ", label, here))
    return words


def context_parts(context: Context) -> tuple[str, str, str, str]:
    """Return source, stock, user and database as row 23 names them."""
    stock = tr("all stocks") if context.all_stocks else context.stock
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


_STAYS = ("F10", "?")


def key_words(
    hints: Sequence[tuple[str, str]], width: int
) -> tuple[Sequence[tuple[str, str]], str]:
    """Return the (key, label) pairs row 24 shows at this width, and what parts them.

    Where all would be cut, the last ones go whole, but never what saves, nor the keys list.
    """
    shown = list(hints if width >= 80 else hints[:3])

    def length(gap: int) -> int:
        cells = sum(cell_len(f"{key} {label}") for key, label in shown)
        return 1 + cells + gap * (len(shown) - 1)

    while length(2) > width:
        goes = next((one for one in reversed(shown) if one[0] not in _STAYS), None)
        if goes is None:
            break
        shown.remove(goes)
    return shown, "   " if length(3) <= width else "  "
