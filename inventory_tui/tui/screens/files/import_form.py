"""The boxes of the import wizard: which file, what becomes of its rows, how it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from inventory_tui.domain.errors import InventoryError, Kind, Refused
from inventory_tui.domain.file_form import parse_enclosure, parse_separator
from inventory_tui.domain.labels import visible
from inventory_tui.services.files.importing import (
    ALLOWED_ERRORS,
    Behaviour,
    Examined,
    FileKind,
    ImportRequest,
    Mode,
    OnError,
)
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.dialogs.bulk_parameters import NumberBox
from inventory_tui.tui.dialogs.pick import Option
from inventory_tui.tui.screens.files import import_words as words
from inventory_tui.tui.widgets.choice_box import ChoiceBox
from inventory_tui.tui.widgets.choice_line import ChoiceLine
from inventory_tui.tui.widgets.text_box import TextBox
from inventory_tui.wording import tr, word

ENCODINGS = (
    Option("utf-8", tr("what our exports have")),
    Option("latin-1", tr("Western Europe, older programs")),
    Option("cp1252", tr("Western Europe, Windows")),
    Option("cp1250", tr("Central Europe, Windows")),
    Option("utf-16", tr("spreadsheets, as Unicode text")),
)
_MODES = (
    Option(Mode.SET.value, tr("the number is what lies there")),
    Option(Mode.AVAILABLE.value, tr("it leaves out what open orders are going to take")),
    Option(Mode.ADJUST.value, tr("it is added; a minus takes away")),
)


_STOP, _SKIP = word(tr("error|Stop")), word(tr("error|Skip"))


class ImportForm(Vertical):
    """Four lines that fill in order; tells when what they come to may have changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("open", "cursor.up", "cursor.down", "duplicate")
    ]

    class Changed(Message):
        """Something was typed or chosen."""

    class FileTyped(Message):
        """The path is another; what may follow should be offered."""

    class FileEntered(Message):
        """Enter in the box of the path."""

    def __init__(self, directory: str = "") -> None:
        """Ask for a file; ``directory`` is where the last one lay, with its ``/``."""
        super().__init__(id="import-form")
        self._directory = directory
        self.kind = FileKind.QUANTITIES

    def compose(self) -> ComposeResult:
        """The lines."""
        with Horizontal(classes="import-line"):
            yield _label(tr("File"))
            yield TextBox(
                id="file",
                placeholder=f"Ctrl+D {visible(self._directory)}" if self._directory else "",
                help_text=tr(
                    "File: a path; Tab completes it, F4 lists what is there. Quantities, "
                    "products or orders: its headings say which."
                ),
            )
            yield _label("·", "separator")
            yield TextBox(
                id="separator",
                placeholder=",",
                help_text=tr(
                    "Separator: what parts the cells, found by itself; write another "
                    "sign, or tab."
                ),
            )
            yield _label("·", "enclosure")
            yield TextBox(
                id="enclosure",
                placeholder='"',
                help_text=tr(
                    "Enclosure: what encloses a cell that holds the separator, or none."
                ),
            )
            yield _label("·", "encoding")
            yield ChoiceBox(
                ENCODINGS,
                label=tr("Encoding"),
                free=True,
                id="encoding",
                placeholder="utf-8",
                help_text=tr("Encoding: utf-8 unless you say otherwise; F4 lists some."),
            )
        with Horizontal(classes="import-line"):
            yield _label(tr("Behaviour"))
            yield ChoiceLine(
                words.BEHAVIOURS[FileKind.QUANTITIES],
                id="behaviour",
                help_text=tr(
                    "Behaviour: what becomes of the rows the file names; others stay. "
                    "Replace also forgets the notify quantity they had."
                ),
            )
        with Horizontal(classes="import-line"):
            yield _label(tr("On error"))
            on_error = ChoiceLine(
                ((OnError.STOP.value, _STOP), (OnError.SKIP.value, _SKIP)),
                id="on-error",
                help_text=tr(
                    "On error: stop writes nothing when more rows are wrong than "
                    "allowed; skip leaves them out."
                ),
            )
            on_error.styles.width = cell_len(f"(•) {_STOP}  ( ) {_SKIP}")
            yield on_error
            yield Static(
                tr("a refused order is left out, the others are placed"),
                id="of-orders",
                classes="-unasked",
                markup=False,
            )
            yield _label(tr("Allowed errors"), "allowed")
            yield NumberBox(
                id="allowed",
                placeholder=str(ALLOWED_ERRORS),
                help_text=tr("Allowed errors: so many rows may be wrong and are left out."),
            )
            yield _label(tr("Numbers"), "mode")
            yield ChoiceBox(
                _MODES,
                label=tr("Numbers"),
                id="mode",
                placeholder=Mode.SET.value,
                help_text=tr(
                    "Numbers: set, available (open orders are left out of them), or "
                    "adjust (they are added)."
                ),
            )
        with Horizontal(classes="import-line"):
            yield _label(tr("Checked"))
            yield Static(id="checked", markup=False)

    # -- what is asked for ----------------------------------------------------------------

    @property
    def file(self) -> TextBox:
        """The box of the path."""
        return self.query_one("#file", TextBox)

    def request(self) -> ImportRequest | None:
        """What is asked for; None while there is no path.

        Raises:
            Refused: A box holds what it cannot; the problem names it.
        """
        if not self.file.value.strip():
            return None
        behaviour = self.query_one("#behaviour", ChoiceLine).value
        allowed = self.query_one("#allowed", NumberBox).value.strip()
        if allowed and not allowed.isdecimal():
            raise _wrong("allowed", tr("Allowed errors: write a number such as 10."))
        of_quantities = self.kind is FileKind.QUANTITIES
        mode = Mode.SET
        if of_quantities and behaviour == Behaviour.APPEND.value:
            mode = self._mode()
        return ImportRequest(
            self.file.value.strip(),
            Behaviour.named(behaviour),
            mode,
            behaviour == words.UPDATE_ONLY,
            OnError(self.query_one("#on-error", ChoiceLine).value),
            int(allowed[:9]) if allowed else None,
            self._sign("separator", tr("Separator"), parse_separator),
            self._sign("enclosure", tr("Enclosure"), parse_enclosure),
            self._encoding(),
        )

    def _mode(self) -> Mode:
        codes = self.query_one("#mode", ChoiceBox).codes()
        if codes is None:
            raise _wrong("mode", tr("Numbers: set, available or adjust."))
        return Mode(codes[0]) if codes else Mode.SET

    def _encoding(self) -> str | None:
        codes = self.query_one("#encoding", ChoiceBox).codes()
        if codes is None:
            raise _wrong("encoding", self.query_one("#encoding", ChoiceBox).hint)
        return None if not codes or codes[0] == "utf-8" else codes[0]

    def _sign(self, id: str, label: str, parse: Callable[[str], str]) -> str | None:
        text = self.query_one(f"#{id}", TextBox).value
        if not text:
            return None
        try:
            return parse(text)
        except ValueError as problem:
            raise _wrong(id, f"{label}: {problem}") from None

    # -- what is shown --------------------------------------------------------------------

    def show_found(self, examined: Examined) -> None:
        """Show what the file turned out to be."""
        self.kind = examined.kind
        self.query_one("#behaviour", ChoiceLine).offer(words.BEHAVIOURS[examined.kind])
        is_list_of_orders = examined.kind is FileKind.ORDERS
        for id in ("on-error", "allowed", "allowed-label"):
            self.query_one(f"#{id}").set_class(is_list_of_orders, "-unasked")
        self.query_one("#of-orders").set_class(not is_list_of_orders, "-unasked")
        self.show_mode()
        signs = words.written_as(examined)
        for id, sign in zip(("separator", "enclosure", "encoding"), signs, strict=True):
            self.query_one(f"#{id}", TextBox).placeholder = sign

    def show_mode(self) -> None:
        """What a number means is asked where quantities are added or updated."""
        asked = (
            self.kind is FileKind.QUANTITIES
            and self.query_one("#behaviour", ChoiceLine).value == Behaviour.APPEND.value
        )
        for id in ("mode", "mode-label"):
            self.query_one(f"#{id}").set_class(not asked, "-unasked")

    def say(self, text: str) -> None:
        """Show the verdict on the whole file."""
        self.query_one("#checked", Static).update(text)

    # -- moving about ---------------------------------------------------------------------

    @on(Input.Changed)
    @on(ChoiceLine.Changed)
    def _typed(self, event: Message) -> None:
        event.stop()
        if isinstance(event, Input.Changed) and event.input is self.file:
            self.post_message(self.FileTyped())
        self.query_one("#allowed", NumberBox).placeholder = (
            str(ALLOWED_ERRORS)
            if self.query_one("#on-error", ChoiceLine).value == OnError.STOP.value
            else tr("any")
        )
        self.show_mode()
        self.post_message(self.Changed())

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Leaving a choice takes the only one that fits."""
        if isinstance(event.widget, ChoiceBox):
            event.widget.complete()

    def complete(self) -> None:
        """Write out what the boxes stand for."""
        for box in self.query(ChoiceBox):
            box.complete()

    def box_of(self, refusal: InventoryError) -> Widget | None:
        """The box a refusal is about."""
        field = (refusal.problems[0].field or "").replace("_", "-")
        boxes = self.query(f"#{field}") if field else ()
        return next(iter(boxes), None)

    def action_open(self) -> None:
        """Enter: the next box; in a directory the path goes on."""
        if self.screen.focused is self.file:
            self.post_message(self.FileEntered())
        else:
            self.screen.focus_next()

    def action_duplicate(self) -> None:
        """Ctrl+D: the directory of the last import, to go on from."""
        if self.screen.focused is self.file and self._directory:
            self.file.value = self._directory
            self.file.cursor_position = len(self._directory)

    def action_cursor_down(self) -> None:
        """↓: the next line; below the last one the table."""
        self._line(1)

    def action_cursor_up(self) -> None:
        """↑: the previous line."""
        self._line(-1)

    def _line(self, step: int) -> None:
        firsts = ("file", "behaviour", "on-error")
        focused = self.screen.focused
        line = focused.parent if focused is not None else None
        here = next(
            (at for at, id in enumerate(firsts) if self.query_one(f"#{id}").parent is line), 0
        )
        if here + step >= len(firsts):
            self.screen.query_one("#list").focus()
        elif here + step >= 0:
            box = self.query_one(f"#{firsts[here + step]}")
            if not box.has_class("-unasked"):
                box.focus()
            elif step > 0:
                self.screen.query_one("#list").focus()


def _label(text: str, of: str = "") -> Static:
    return Static(text, classes="label", id=f"{of}-label" if of else None, markup=False)


def _wrong(field: str, sentence: str) -> Refused:
    return Refused(Kind.VALIDATION_FAILED, sentence, field=field)
