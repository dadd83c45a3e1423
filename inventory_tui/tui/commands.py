"""Every command of the program, declared once.

Keys, row 24, the menu of ``b``, the keys list of ``?``, the palette and ``help/keys.md``
all follow from this table.  One key has one meaning: a place may lack a command, it never
gives its key to another.  Each command has a key, an entry in the palette and a way
without F-keys.  A screen says which it has with ``BINDINGS = bindings("save", …)`` and
whether one is live now with Textual's ``check_action``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.binding import Binding


class Group(Enum):
    """Where a command belongs in lists of keys."""

    EVERYWHERE = "Everywhere, also inside a text field"
    LIST = "Every list"
    VERB = "Verbs: with marks they act on the marks, else on the row"
    BOX = "In boxes"


@dataclass(frozen=True, slots=True)
class Command:
    """A named deed with its default keys.  ``id`` is stable: users rebind by it."""

    id: str
    keys: str
    """Textual key names, comma-separated; the first is the one shown."""
    action: str
    label: str
    """One to three words, for row 24 and menus."""
    help: str
    """A sentence for lists of keys."""
    group: Group = Group.VERB


Hint = str | tuple[str, str]
"""A command id for row 24 or the last line of a dialog, or (id, other label)."""

_DIGITS = ",".join("0123456789")

_EVERYWHERE = (
    ("help", "f1,ctrl+g", "help", "Help", "Help on what has the focus."),
    ("leave", "f3,ctrl+q,q", "leave", "Leave", "Leave the task; at a place's list: quit."),
    ("values", "f4,ctrl+f", "values", "Values", "The valid values, found by typing."),
    (
        "reload",
        "f5,ctrl+r",
        "reload",
        "Reload",
        "Reload a list; reset a form to what is saved; clear the error lock.",
    ),
    ("save", "f10,ctrl+s", "save", "Save", "Save, or do what the last line says."),
    ("palette", "colon,ctrl+p", "palette", "Commands", "Every command and place, by typing."),
    ("repaint", "ctrl+l", "repaint", "Repaint", "Repaint a garbled screen."),
    (
        "duplicate",
        "ctrl+d",
        "duplicate",
        "Same as last",
        "The value of the same field that was saved last.",
    ),
    ("stop", "ctrl+c", "stop", "Stop", "Ask to stop what runs, or to quit."),
    ("back", "escape,f12", "back", "Back", "One step back; asks before it loses anything."),
    ("focus.next", "tab", "focus_next", "Next", "The next field, pane or tab."),
    (
        "focus.previous",
        "shift+tab",
        "focus_previous",
        "Previous",
        "The previous field, pane or tab.",
    ),
)

_LIST = (
    ("cursor.up", "up", "cursor_up", "Up", "One row up."),
    ("cursor.down", "down", "cursor_down", "Down", "One row down."),
    ("cursor.page_up", "pageup", "page_up", "Page up", "One page up."),
    ("cursor.page_down", "pagedown", "page_down", "Page down", "One page down."),
    ("cursor.top", "home", "top", "Top", "The first row (also g g)."),
    ("cursor.bottom", "end,G", "bottom", "Bottom", "The last row."),
    ("cursor.left", "left", "column_left", "Left", "The column to the left, for o = F e."),
    ("cursor.right", "right", "column_right", "Right", "The column to the right."),
    ("mark", "space", "mark", "Mark", "Mark or tick the row, go down."),
    ("mark.range", "v", "mark_range", "Range", "Start a range; again: mark it."),
    ("mark.all", "asterisk", "mark_all", "Mark all", "Mark all of the filter."),
    ("mark.none", "minus", "mark_none", "Unmark", "Take all marks off."),
    ("mark.same", "equals_sign", "mark_same", "Mark same", "Mark rows with this cell's value."),
    ("open", "enter", "open", "Open", "Open the row; in a picker: choose."),
    ("filter", "slash", "filter", "Filter", "Narrow the list while typing."),
    ("position", "apostrophe", "position", "Jump", "Jump to a row while typing."),
    ("order", "o", "order", "Order", "Order by this column; again: reverse; again: default."),
    ("count", "F", "count_by", "Count by", "Count rows by this column's values."),
    ("columns", "w", "columns", "Columns", "Columns: show, move, reset."),
    ("views", "V", "views", "Views", "Views: pick, save, rename, delete."),
    ("go", "g", "go", "Go", "Then a digit: that place; then g: the first row."),
    (
        "scan",
        f"right_square_bracket,f7,{_DIGITS}",
        "scan",
        "Scan",
        "The scan bar: a code, an order number, 12* for many; any digit opens it.",
    ),
    ("source", "s", "source", "Source", "Pick the current source."),
    ("stock", "S", "stock", "Stock", "Pick the stock whose salable is shown."),
    ("why", "i", "why", "Why", "Why this number is what it is, term by term."),
    ("history", "h", "history", "History", "The history of this row."),
    ("again", "full_stop", "again", "Again", "The last deed again, on this row or the marks."),
    ("actions", "b,f8", "actions", "Actions", "All actions on the row or the marks."),
    ("undo", "z", "undo", "Undo", "Undo the last deed; shows what comes back first."),
    ("redo", "Z", "redo", "Redo", "Undo the undoing."),
    ("print", "p", "print", "Print", "Print a slip, a label or the list."),
    ("export", "x", "export", "Export", "Export this view to a CSV file."),
    ("import", "X", "import", "Import", "Import a CSV file."),
    ("keys", "question_mark", "keys", "Keys", "Every key live here; Enter runs it."),
)

_VERB = (
    ("edit", "e,f2", "edit", "Edit", "Edit the cell or the record."),
    ("new", "n,f6", "new", "New", "Add a new one."),
    ("assign", "a", "assign", "Assign", "Assign sources."),
    ("unassign", "u", "unassign", "Unassign", "Unassign a source."),
    ("transfer", "t,f9", "transfer", "Transfer", "Transfer between two sources."),
    ("adjust", "plus", "adjust", "Set or adjust", "Set or adjust the quantities of many."),
    ("enable", "E", "enable", "Enable", "Enable or disable; change many products."),
    ("delete", "D,delete", "delete", "Delete", "Delete; own value back to inherited."),
    ("memo", "m", "memo", "Memo", "A comment or note."),
    ("receive", "r", "receive", "Receive", "Receive goods by scanning."),
    ("stocktake", "C", "stocktake", "Count", "Count a shelf by scanning."),
    ("pick", "P", "pick", "Pick", "Pick an order by scanning."),
    ("fill", "f", "fill", "Fill", "Fill the line with what is expected or left."),
    ("dispatch", "d", "dispatch", "Dispatch", "The shipment builder."),
    ("algorithm", "A", "algorithm", "Algorithm", "How sources are proposed."),
    ("tracking", "T", "tracking", "Tracking", "Tracking numbers."),
    ("invoice", "I", "invoice", "Invoice", "Invoice the order."),
    ("hold", "H", "hold", "Hold", "Hold the order, or release it."),
    ("cancel", "c", "cancel", "Cancel", "Cancel lines or the document."),
    ("refund", "R", "refund", "Return", "Refund lines, and say what becomes of the goods."),
    ("move.up", "K", "move_up", "Move up", "Move up in the order of priority."),
    ("move.down", "J", "move_down", "Move down", "Move down in the order of priority."),
    ("rank", "number_sign", "rank", "Rank", "Type the rank."),
)

COMMANDS: Mapping[str, Command] = {
    row[0]: Command(*row, group=group)
    for group, rows in (
        (Group.EVERYWHERE, _EVERYWHERE),
        (Group.LIST, _LIST),
        (Group.VERB, _VERB),
    )
    for row in rows
}

FRAME = (
    "help",
    "leave",
    "reload",
    "save",
    "palette",
    "repaint",
    "stop",
    "back",
    "focus.next",
    "focus.previous",
    "go",
    "scan",
    "source",
    "stock",
    "undo",
    "redo",
    "keys",
    "actions",
    "receive",
)
"""Commands every page has."""

CURSOR = (
    "cursor.up",
    "cursor.down",
    "cursor.page_up",
    "cursor.page_down",
    "cursor.top",
    "cursor.bottom",
    "cursor.left",
    "cursor.right",
)
"""Commands every grid has."""

LIST = (
    "mark",
    "mark.range",
    "mark.all",
    "mark.none",
    "mark.same",
    "open",
    "filter",
    "position",
    "order",
)
"""Commands every page that shows a list has."""

FORBIDDEN_KEYS = frozenset(
    {f"ctrl+{key}" for key in ("a", "b", "h", "i", "j", "m", "z", "@", "enter")}
    | {"ctrl+left_square_bracket", "ctrl+at"}
    | {f"shift+{key}" for key in ("up", "down", "left", "right")}
)
"""Keys that terminals, screen or tmux take for another, or keep for themselves."""

FREE_KEYS = tuple("BjklLMNOQUWyY,;<>!@")
"""Never bound by us: left to users."""

ALIASES: Mapping[str, str] = {
    "src": "place:sources",
    "warehouses": "place:sources",
    "prod": "place:products",
    "sku": "place:products",
    "ship": "place:shipments",
    "conf": "place:setup",
    "config": "place:setup",
    "settings": "place:setup",
    "people": "place:setup",
    "users": "place:setup",
    "roles": "place:setup",
    "estimates": "place:setup",
    "log": "place:history",
    "mv": "transfer",
    "move": "transfer",
    "fulfil": "dispatch",
    "fulfill": "dispatch",
    "count": "stocktake",
    "return": "refund",
    "credit": "refund",
    "quit": "leave",
    "exit": "leave",
}
"""Other words a person may type into the palette."""


def bindings(*ids: str) -> list[Binding]:
    """Return Textual bindings for these command ids, in the order given."""
    from textual.binding import Binding  # the table itself is read before Textual is there

    return [
        Binding(
            command.keys,
            command.action,
            command.label,
            show=False,
            tooltip=command.help,
            id=command.id,
        )
        for command in map(COMMANDS.__getitem__, ids)
    ]


_SHOWN = {
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "delete": "Del",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "slash": "/",
    "apostrophe": "'",
    "question_mark": "?",
    "colon": ":",
    "asterisk": "*",
    "minus": "-",
    "plus": "+",
    "equals_sign": "=",
    "full_stop": ".",
    "number_sign": "#",
    "right_square_bracket": "]",
    "comma": ",",
    "semicolon": ";",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "exclamation_mark": "!",
    "at": "@",
}


def shown(key: str) -> str:
    """Return a key as people know it: ``F10``, ``Ctrl+S``, ``'``."""
    if key in _SHOWN:
        return _SHOWN[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return key


def keys_shown(keys: str) -> list[str]:
    """Return a comma-separated list of keys as people know them, digits as one entry."""
    every = [key.strip() for key in keys.split(",")]
    words = [shown(key) for key in every if not key.isdigit()]
    return [*words, "0-9"] if any(key.isdigit() for key in every) else words
