"""What a bulk deed asks for: its boxes, and the request they come to."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from inventory_tui.domain.bulk import Assign, Request, SetMany, Transfer, Unassign
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.scans import is_barcode
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.dialogs.pick import Option
from inventory_tui.tui.widgets.choice_box import ChoiceBox
from inventory_tui.tui.widgets.field_row import Switch
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.text_box import TextBox
from inventory_tui.wording import tr

SEVERAL = tr("Codes with a comma between: berlin,lyon.")


class NumberBox(TextBox):
    """A box for a quantity: letters never enter it."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters stay commands (none of them writes)."""
        if character is not None and character.isprintable():
            return character in "0123456789.,+-"
        return super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        if not self.check_consume_key(event.key, event.character):
            event.prevent_default()  # Textual asks every class of a widget, ours first


class Parameters(Vertical):
    """The boxes of one kind of deed; tells when what they come to may have changed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "cursor.up", "cursor.down")]

    class Changed(Message):
        """Something was typed or ticked."""

    def __init__(self, sources: Sequence[Option], reasons: Iterable[str], default: str) -> None:
        """Offer these sources and reasons; ``default`` is the deed's own reason."""
        super().__init__(id="parameters")
        self._sources = sources
        self.origins = sources
        """Those at which anything of the selection lies: what can be taken away, or moved."""
        self._reasons = [Option(reason) for reason in reasons]
        self._default_reason = default

    def compose(self) -> ComposeResult:
        """The deed's own boxes, then why it is done."""
        yield from self.compose_boxes()
        with Horizontal(classes="parameters"):
            yield _label(tr("Reason"))
            yield ChoiceBox(
                self._reasons,
                label=tr("Reason"),
                free=True,
                placeholder=self._default_reason,
                id="reason",
                help_text=tr("Why: a word of the list (F4), or one of your own."),
            )
            yield _label(tr("Note"))
            yield TextBox(id="note", help_text=tr("Anything worth keeping in the history."))

    @abstractmethod
    def compose_boxes(self) -> ComposeResult:
        """The deed's own boxes; override."""

    @abstractmethod
    def request(self) -> Request | str:
        """Return what is asked for, or a sentence that says what is missing."""

    def _there(self, codes: str) -> str:
        """Those of the codes at which anything lies."""
        there = {option.code for option in self.origins}
        return ",".join(code for code in codes.split(",") if code in there)

    @property
    def reason(self) -> str | None:
        """The reason chosen; None takes the deed's own."""
        codes = self.query_one("#reason", ChoiceBox).codes()
        return codes[0] if codes else None

    @property
    def note(self) -> str:
        """The note."""
        return self.query_one("#note", TextBox).value.strip()

    def first(self) -> Widget:
        """What is typed into first."""
        return self.query(ChoiceBox).first()

    def complete(self) -> None:
        """Write out what the boxes stand for."""
        for box in self.query(ChoiceBox):
            box.complete()

    def show_names(self) -> None:
        """Show beside each box of sources what they are called."""
        for line in self.query(".name-of"):
            if isinstance(line, Line) and line.id is not None:
                line.show(self.query_one(f"#{line.id.removesuffix('-name')}", ChoiceBox).names)

    @on(Input.Changed)
    @on(Switch.Changed)
    def _typed(self, event: Message) -> None:
        event.stop()
        self.show_names()
        self.post_message(self.Changed())

    def on_mount(self) -> None:
        """Show the names of what is filled in already."""
        self.show_names()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Leaving a choice takes the only one that fits."""
        if isinstance(event.widget, ChoiceBox):
            event.widget.complete()

    def hint(self) -> str:
        """What to type into the box that has the focus."""
        focused = self.screen.focused
        return focused.hint if isinstance(focused, ChoiceBox) else ""

    def action_open(self) -> None:
        """Enter: the next box."""
        self.screen.focus_next()

    def action_cursor_down(self) -> None:
        """↓: the next box."""
        self.screen.focus_next()

    def action_cursor_up(self) -> None:
        """↑: the previous box."""
        self.screen.focus_previous()


def _label(text: str, width: int = 0) -> Static:
    label = Static(text, classes="label", markup=False)
    label.styles.width = width or len(text) + 2
    return label


class TransferParameters(Parameters):
    """From where, to where, whether the origin is unassigned, and safety stock goes along."""

    def __init__(
        self,
        sources: Sequence[Option],
        reasons: Iterable[str],
        *,
        origin: str,
        destination: str = "",
        unassign: bool = False,
        override: bool = False,
    ) -> None:
        super().__init__(sources, reasons, "transferred")
        self._filled = (origin, destination, unassign)
        self._override = override
        self.any_aside = override
        """Whether anything is kept back anywhere; else nobody is asked about it."""
        self.ask = ""
        """Whom to ask where safety stock may not be moved: ``ask anna``; empty: it may."""

    def compose_boxes(self) -> ComposeResult:
        """Two sources and a tick."""
        origin, destination, unassign = self._filled
        with Horizontal(classes="parameters"):
            yield _label(tr("From"))
            yield ChoiceBox(self.origins, self._there(origin), label=tr("From"), id="origin")
            yield Line(id="origin-name", classes="name-of")
            yield _label(tr("To"))
            yield ChoiceBox(self._sources, destination, label=tr("To"), id="destination")
            yield Line(id="destination-name", classes="name-of")
        with Horizontal(classes="parameters"):
            tick = Switch(
                "yes" if unassign else "no",
                help_text=tr("Delete the row at the origin once it is empty. Space ticks."),
            )
            tick.id = "unassign"
            yield tick
            yield _label(tr("Unassign from origin afterwards"), 34)
            also = Switch(
                "yes" if self._override else "no",
                help_text=tr("Move safety stock too; it takes a reason. Space ticks."),
            )
            also.id = "override"
            label = _label(
                tr("Safety stock stays: {whom}", whom=self.ask)
                if self.ask
                else tr("Also safety stock")
            )
            label.display = self.any_aside
            also.display = self.any_aside and not self.ask
            yield also
            yield label

    def request(self) -> Request | str:
        """Transfer, or what is missing."""
        origin = self.query_one("#origin", ChoiceBox)
        destination = self.query_one("#destination", ChoiceBox)
        ends = []
        for box, question in (
            (origin, tr("From which source?")),
            (destination, tr("To which?")),
        ):
            codes = box.codes()
            if not codes:
                return (box.hint if box.words else "") or question
            ends.append(codes[0])
        unassign = self.query_one("#unassign", Switch).value == "yes"
        override = self.query_one("#override", Switch).value == "yes"
        return Transfer(ends[0], ends[1], unassign, override)


class SourcesParameters(Parameters):
    """Which sources to assign or unassign."""

    def __init__(
        self,
        deed: type[Assign] | type[Unassign],
        sources: Sequence[Option],
        reasons: Iterable[str],
        *,
        filled: str = "",
    ) -> None:
        super().__init__(sources, reasons, "assigned" if deed is Assign else "unassigned")
        self._deed = deed
        self._filled = filled

    def compose_boxes(self) -> ComposeResult:
        """A box for several sources."""
        with Horizontal(classes="parameters"):
            yield _label(tr("Sources"))
            assigns = self._deed is Assign
            yield ChoiceBox(
                self._sources if assigns else self.origins,
                self._filled if assigns else self._there(self._filled),
                label=tr("Sources"),
                several=True,
                id="sources",
                help_text=tr("{several} F4 lists them, Space ticks there.", several=SEVERAL),
            )
            yield Line(id="sources-name", classes="name-of")

    def request(self) -> Request | str:
        """Assign or unassign, or what is missing."""
        box = self.query_one("#sources", ChoiceBox)
        codes = box.codes()
        if not codes:
            return (box.hint if box.words else "") or tr(
                "Which sources? {several}", several=SEVERAL
            )
        return self._deed(tuple(codes))


_STATUS = (Option("in"), Option("out"))


class QuantityParameters(Parameters):
    """At which source, which quantity or difference, which status."""

    def __init__(
        self,
        sources: Sequence[Option],
        reasons: Iterable[str],
        *,
        source: str,
        again: SetMany | None = None,
    ) -> None:
        super().__init__(sources, reasons, "correction")
        amount = status = ""
        if again is not None and again.quantity is not None:
            amount = str(again.quantity)
        elif again is not None and again.change is not None:
            amount = again.change.signed()
        if again is not None and again.in_stock is not None:
            status = "in" if again.in_stock else "out"
        self._filled = (source, amount, status)

    def compose_boxes(self) -> ComposeResult:
        """A source, a number, a status."""
        source, amount, status = self._filled
        with Horizontal(classes="parameters"):
            yield _label(tr("At"))
            yield ChoiceBox(self._sources, source, label=tr("At"), id="source")
            yield Line(id="source-name", classes="name-of")
            yield _label(tr("Quantity"))
            number = NumberBox(
                amount,
                id="amount",
                placeholder=tr("12, +12 or -3"),
                help_text=tr("12 sets it; +12 and -3 change what is there."),
            )
            number.select_on_focus = True
            yield number
        with Horizontal(classes="parameters"):
            yield _label(tr("Status"))
            yield ChoiceBox(
                _STATUS,
                status,
                label=tr("Status"),
                placeholder=tr("as it is"),
                id="status",
                help_text=tr("in or out; empty leaves it as it is."),
            )

    def first(self) -> Widget:
        """The number: the source is mostly the current one."""
        return self.query_one("#amount")

    def request(self) -> Request | str:
        """Set or adjust, or what is missing."""
        source = self.query_one("#source", ChoiceBox)
        codes = source.codes()
        if not codes:
            return (source.hint if source.words else "") or tr("At which source?")
        status = self.query_one("#status", ChoiceBox)
        chosen = status.codes()
        if chosen is None:
            return status.hint
        in_stock = chosen[0] == "in" if chosen else None
        text = self.query_one("#amount", NumberBox).value.strip()
        if not text:
            if in_stock is None:
                return tr("Which quantity? 12 sets it, +12 and -3 change what is there")
            return SetMany(codes[0], in_stock=in_stock)
        if is_barcode(text):
            return tr("{text} is a barcode, not a quantity", text=text)
        is_change = text[0] in "+-"
        try:
            amount = Quantity.parse(text, signed=is_change)
        except ValueError as problem:
            return tr("Quantity: {problem}", problem=problem)
        if is_change:
            return SetMany(codes[0], change=amount, in_stock=in_stock)
        return SetMany(codes[0], quantity=amount, in_stock=in_stock)
