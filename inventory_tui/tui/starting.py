"""Starting the program on screen: first a picture, then the program itself.

Importing Textual and SQLAlchemy takes most of a second; the first page of products takes a
few milliseconds.  So it is painted as a still picture the moment the command is given, with
nothing but the standard library, exactly where the program will paint it again.  Keys typed
at the picture wait in the terminal and reach the program.
"""

from __future__ import annotations

import gc
import os
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from inventory_tui.login import login_name
from inventory_tui.services.desk.first_page import FirstPage, read_first_page
from inventory_tui.tui.commands import COMMANDS, shown
from inventory_tui.tui.context import Context
from inventory_tui.tui.display import display, in_ascii
from inventory_tui.tui.drafts import Drafts
from inventory_tui.tui.places import existing_places
from inventory_tui.tui.screens.products.product_columns import HINTS, product_columns, spanning
from inventory_tui.tui.widgets.columns import layout
from inventory_tui.tui.widgets.line_text import (
    context_parts,
    context_text,
    key_words,
    place_words,
)
from inventory_tui.tui.widgets.row_text import MARGIN, heading_text, row_text
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.services import Database
    from inventory_tui.settings import Settings

_SMALLEST = (40, 12)
_TURN_S = 0.0005
"""How long one thread may keep the others waiting, in place of Python's five milliseconds.

A key passes three threads until it is answered, and others may be reading a million rows.
"""
_ENTER, _LEAVE = "\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J", "\x1b[?25h\x1b[?1049l"


def run(
    settings: Settings,
    *,
    label: str = "",
    prepare: Callable[[Database], object] | None = None,
) -> int:
    """Paint the first page, then run the program over it; return its exit status.

    Args:
        label: What row 23 calls the database (``demo``); its file's name when empty.
        prepare: What is done with the database before its screens open.

    Raises:
        StoreError: The database could not be opened.
    """
    gc.disable()  # until the first page stands; there is nothing to collect before
    with _terminal(picture(settings, label=label)) as terminal:
        _load_asyncio()
        from inventory_tui.services.keeping import keeping
        from inventory_tui.tui.app import InventoryApp

        database = keeping.open_database(settings.database_url, patience_s=settings.patience_s)
        database.keep_few_pages()
        try:
            if prepare is not None:
                prepare(database)
            app = InventoryApp(database, settings, label=label)
            terminal.taken_over = True
            sys.setswitchinterval(_TURN_S)
            return app.run(mouse=settings.mouse) or app.return_code or 0
        finally:
            database.close()
            _forget_unwritten()


def _load_asyncio() -> None:
    """Import asyncio as in a Python that was built without TLS.

    It brings TLS along whether it is used or not, a megabyte for every open terminal, and no
    event loop here speaks it.  What does speak it, such as a web hook, imports it as ever.
    """
    if "asyncio" not in sys.modules and "ssl" not in sys.modules:
        sys.modules["ssl"] = None  # type: ignore[assignment]
        try:
            import asyncio  # noqa: F401
        finally:
            del sys.modules["ssl"]


def _forget_unwritten() -> None:
    """After a hang-up, let what the screens still had to say go nowhere.

    Python would fail to write it at its end, and make that the exit status.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def picture(
    settings: Settings, *, label: str = "", size: tuple[int, int] | None = None
) -> list[str] | None:
    """Return the lines of the first page; None when there is nothing to paint it from."""
    width, height = size or os.get_terminal_size()
    path = _file_of(settings.database_url)
    if path is None or width < _SMALLEST[0] or height < _SMALLEST[1]:
        return None
    login = login_name()
    drafts = Drafts(str(path), login)
    page = read_first_page(
        path,
        source=drafts.remembered("source"),
        stock=drafts.remembered("stock"),
        limit=height - 4,
        login=login,
    )
    if page is None or not page.rows or drafts.names():
        return None
    user = settings.actor or login
    lines = _lines(page, user, label or path.stem, (width, height), settings)
    if display(settings.display).ascii:
        lines = [in_ascii(line) for line in lines]
    return lines


def _lines(
    page: FirstPage, user: str, database: str, size: tuple[int, int], settings: Settings
) -> list[str]:
    width, height = size
    several = not page.single_source
    context = Context(1, page.source, 1, page.stock, user, database, several)
    columns = product_columns(context, page.source, {}, page.sources)
    body = height - 5
    pane = 60 if width >= 200 else 44 if width >= 120 else 0
    bar = 1 if len(page.rows) > body else 0
    room = width - MARGIN - pane - bar
    fitting = layout([column for column in columns if column.shown], room)
    rows = [row_text(row, fitting, spanning(row)) for row in page.rows[:body]]
    places = place_words(existing_places(), 1, width)
    hints = [
        (shown(settings.keys.get(id, COMMANDS[id].keys).split(",")[0]), COMMANDS[id].label)
        for id in HINTS
    ]
    keys, between = key_words(hints, width)
    lines = [
        "".join(sign + word for sign, word, _ in places),
        tr("… SKUs ").rjust(width),
        heading_text(fitting, ("sku", False)),
        *(("▸" if number == 0 else " ") + "  " + row for number, row in enumerate(rows)),
    ]
    lines += [""] * (height - 2 - len(lines))
    lines.append(context_text(context_parts(context), width))
    lines.append(" " + between.join(f"{key} {word}" for key, word in keys))
    return [line if cell_len(line) <= width else set_cell_size(line, width) for line in lines]


def _file_of(url: str) -> Path | None:
    """The SQLite file a URL names; None for a server."""
    if "://" not in url:
        return Path(url).expanduser()
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


class _Terminal:
    """Whether the program itself draws by now."""

    taken_over = False


@contextmanager
def _terminal(lines: list[str] | None) -> Iterator[_Terminal]:
    """Show a picture, without echo, until the program takes the terminal over.

    However the program ends, the terminal is given back as it was.
    """
    terminal = _Terminal()
    if lines is None:
        yield terminal
        return
    keyboard = sys.stdin.fileno()
    before = termios.tcgetattr(keyboard)
    silent = termios.tcgetattr(keyboard)
    # as Textual will want it, so that a key typed now is the same key then
    silent[0] &= ~(termios.ICRNL | termios.INLCR | termios.IXON | termios.IXOFF)
    silent[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
    termios.tcsetattr(keyboard, termios.TCSADRAIN, silent)
    sys.stdout.write(_ENTER + "\r\n".join(lines))
    sys.stdout.flush()
    try:
        yield terminal
    finally:
        if not terminal.taken_over:
            sys.stdout.write(_LEAVE)
            sys.stdout.flush()
        with suppress(termios.error):  # the line may be gone
            termios.tcsetattr(keyboard, termios.TCSADRAIN, before)
