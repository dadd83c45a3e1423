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

from inventory_tui.tui.key_names import keys_shown as keys_shown
from inventory_tui.tui.key_names import shown as shown
from inventory_tui.wording import tr, word

if TYPE_CHECKING:
    from textual.binding import Binding


class Group(Enum):
    """Where a command belongs in lists of keys."""

    EVERYWHERE = tr("Everywhere, also inside a text field")
    LIST = tr("Every list")
    VERB = tr("Verbs: with marks they act on the marks, else on the row")
    BOX = tr("In boxes")


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
    ("help", "f1,ctrl+g", "help", tr("Help"), tr("Help on what has the focus.")),
    (
        "leave",
        "f3,ctrl+q,q",
        "leave",
        tr("Leave"),
        tr("Leave the task; at a place's list: quit."),
    ),
    ("values", "f4,ctrl+f", "values", tr("Values"), tr("The valid values, found by typing.")),
    (
        "reload",
        "f5,ctrl+r",
        "reload",
        tr("Reload"),
        tr("Reload a list; reset a form to what is saved; clear the error lock."),
    ),
    ("save", "f10,ctrl+s", "save", tr("Save"), tr("Save, or do what the last line says.")),
    (
        "palette",
        "colon,ctrl+p",
        "palette",
        tr("Commands"),
        tr("Every command and place, by typing."),
    ),
    ("repaint", "ctrl+l", "repaint", tr("Repaint"), tr("Repaint a garbled screen.")),
    (
        "duplicate",
        "ctrl+d",
        "duplicate",
        tr("Same as last"),
        tr("The value of the same field that was saved last."),
    ),
    ("stop", "ctrl+c", "stop", tr("Stop"), tr("Ask to stop what runs, or to quit.")),
    (
        "back",
        "escape,f12",
        "back",
        tr("Back"),
        tr("One step back; asks before it loses anything."),
    ),
    ("focus.next", "tab", "focus_next", tr("Next"), tr("The next field, pane or tab.")),
    (
        "focus.previous",
        "shift+tab",
        "focus_previous",
        tr("Previous"),
        tr("The previous field, pane or tab."),
    ),
)

_LIST = (
    ("cursor.up", "up", "cursor_up", tr("Up"), tr("One row up.")),
    ("cursor.down", "down", "cursor_down", tr("Down"), tr("One row down.")),
    ("cursor.page_up", "pageup", "page_up", tr("Page up"), tr("One page up.")),
    ("cursor.page_down", "pagedown", "page_down", tr("Page down"), tr("One page down.")),
    ("cursor.top", "home", "top", tr("Top"), tr("The first row (also g g).")),
    ("cursor.bottom", "end,G", "bottom", tr("Bottom"), tr("The last row.")),
    (
        "cursor.left",
        "left",
        "column_left",
        word(tr("side|Left")),
        tr("The column to the left, for o = F e."),
    ),
    (
        "cursor.right",
        "right",
        "column_right",
        word(tr("side|Right")),
        tr("The column to the right."),
    ),
    ("mark", "space", "mark", tr("Mark"), tr("Mark or tick the row, go down.")),
    ("mark.range", "v", "mark_range", tr("Range"), tr("Start a range; again: mark it.")),
    ("mark.all", "asterisk", "mark_all", tr("Mark all"), tr("Mark all of the filter.")),
    ("mark.none", "minus", "mark_none", tr("Unmark"), tr("Take all marks off.")),
    (
        "mark.same",
        "equals_sign",
        "mark_same",
        tr("Mark same"),
        tr("Mark rows with this cell's value."),
    ),
    ("open", "enter", "open", tr("Open"), tr("Open the row; in a picker: choose.")),
    ("filter", "slash", "filter", tr("Filter"), tr("Narrow the list while typing.")),
    ("position", "apostrophe", "position", tr("Jump"), tr("Jump to a row while typing.")),
    (
        "order",
        "o",
        "order",
        word(tr("sort|Order")),
        tr("Order by this column; again: reverse; again: default."),
    ),
    ("count", "F", "count_by", tr("Count by"), tr("Count rows by this column's values.")),
    ("columns", "w", "columns", tr("Columns"), tr("Columns: show, move, reset.")),
    ("views", "V", "views", tr("Views"), tr("Views: pick, save, rename, delete.")),
    ("go", "g", "go", tr("Go"), tr("Then a digit: that place; then g: the first row.")),
    (
        "scan",
        f"right_square_bracket,f7,{_DIGITS}",
        "scan",
        tr("Scan"),
        tr("The scan bar: a code, an order number, 12* for many; any digit opens it."),
    ),
    ("source", "s", "source", tr("Source"), tr("Pick the current source.")),
    ("stock", "S", "stock", tr("Stock"), tr("Pick the stock whose salable is shown.")),
    ("why", "i", "why", tr("Why"), tr("Why this number is what it is, term by term.")),
    ("history", "h", "history", tr("History"), tr("The history of this row.")),
    (
        "again",
        "full_stop",
        "again",
        tr("Again"),
        tr("The last deed again, on this row or the marks."),
    ),
    ("actions", "b,f8", "actions", tr("Actions"), tr("All actions on the row or the marks.")),
    ("undo", "z", "undo", tr("Undo"), tr("Undo the last deed; shows what comes back first.")),
    ("redo", "Z", "redo", tr("Redo"), tr("Undo the undoing.")),
    ("print", "p", "print", tr("Print"), tr("Print a slip, a label or the list.")),
    ("export", "x", "export", tr("Export"), tr("Export this view to a CSV file.")),
    ("import", "X", "import", tr("Import"), tr("Import a CSV file.")),
    ("keys", "question_mark", "keys", tr("Keys"), tr("Every key live here; Enter runs it.")),
)

_VERB = (
    ("edit", "e,f2", "edit", tr("Edit"), tr("Edit the cell or the record.")),
    ("new", "n,f6", "new", tr("New"), tr("Add a new one.")),
    ("assign", "a", "assign", tr("Assign"), tr("Assign sources.")),
    ("unassign", "u", "unassign", tr("Unassign"), tr("Unassign a source.")),
    (
        "transfer",
        "t,f9",
        "transfer",
        word(tr("verb|Transfer")),
        tr("Transfer between two sources."),
    ),
    (
        "adjust",
        "plus",
        "adjust",
        tr("Set or adjust"),
        tr("Set or adjust the quantities of many."),
    ),
    ("enable", "E", "enable", tr("Enable"), tr("Enable or disable; change many products.")),
    ("delete", "D,delete", "delete", tr("Delete"), tr("Delete; own value back to inherited.")),
    ("memo", "m", "memo", tr("Memo"), tr("A comment or note.")),
    ("receive", "r", "receive", word(tr("verb|Receive")), tr("Receive goods by scanning.")),
    ("stocktake", "C", "stocktake", word(tr("verb|Count")), tr("Count a shelf by scanning.")),
    ("pick", "P", "pick", word(tr("verb|Pick")), tr("Pick an order by scanning.")),
    ("fill", "f", "fill", tr("Fill"), tr("Fill the line with what is expected or left.")),
    ("dispatch", "d", "dispatch", tr("Dispatch"), tr("The shipment builder.")),
    ("algorithm", "A", "algorithm", tr("Algorithm"), tr("How sources are proposed.")),
    ("tracking", "T", "tracking", tr("Tracking"), tr("Tracking numbers.")),
    ("invoice", "I", "invoice", word(tr("verb|Invoice")), tr("Invoice the order.")),
    ("hold", "H", "hold", word(tr("verb|Hold")), tr("Hold the order, or release it.")),
    ("cancel", "c", "cancel", word(tr("order|Cancel")), tr("Cancel lines or the document.")),
    (
        "refund",
        "R",
        "refund",
        word(tr("verb|Return")),
        tr("Refund lines, and say what becomes of the goods."),
    ),
    ("move.up", "K", "move_up", tr("Move up"), tr("Move up in the order of priority.")),
    ("move.down", "J", "move_down", tr("Move down"), tr("Move down in the order of priority.")),
    ("rank", "number_sign", "rank", tr("Rank"), tr("Type the rank.")),
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
