"""The import wizard before F10: a file is chosen and checked, its verdicts are shown.

Checking begins as soon as the path names a file, on the side of the boxes; an answer that
comes after something else was chosen is ignored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from textual import on, work
from textual.app import ComposeResult
from textual.timer import Timer

from inventory_tui.domain.errors import (
    InventoryError,
    Stopped,
)
from inventory_tui.domain.file_verdicts import RowVerdict, vocabulary_of
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.services import Database
from inventory_tui.services.files import importing
from inventory_tui.services.files.importing import Examined, FileKind, ImportRequest
from inventory_tui.tui.dialogs.progress import Progress
from inventory_tui.tui.screens.files import import_words as words
from inventory_tui.tui.screens.files.import_form import ImportForm
from inventory_tui.tui.screens.files.import_paths import FilePage
from inventory_tui.tui.widgets.columns import Column, fit
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr

PAUSE_S = 0.15
"""A check waits so long for the next keystroke."""
_REDRAWN_EVERY_S = 0.2
LAST_DIRECTORY = "import from"
"""Under which the directory of the last import is remembered."""
_TITLES = {
    FileKind.QUANTITIES: tr(" Import quantities"),
    FileKind.PRODUCTS: tr(" Import products"),
    FileKind.ORDERS: tr(" Import orders"),
}


@dataclass(frozen=True, slots=True)
class VerdictQuery:
    """Which verdicts are looked at."""

    examined: Examined | None
    filter: str
    sort: str
    descending: bool


class CheckedFile(FilePage[RowVerdict, VerdictQuery]):
    """The file above, what becomes of its rows below."""

    PLACE = 1
    TOPIC = "Import"
    LABEL = "what"

    def __init__(self, *, place: int = 1) -> None:
        """Open the wizard over a page of the place with this number."""
        super().__init__()
        self.PLACE = place  # type: ignore[misc]
        self.NOUN = tr("rows")  # type: ignore[misc]
        self.examined: Examined | None = None
        """What is known of the file; None while it is checked, or there is none."""
        self.wanted: ImportRequest | None = None
        self.refused: InventoryError | None = None
        self._superseded = Event()
        self._progress = Progress(self._superseded)
        self._timer: Timer | None = None
        self.imported: Receipt | None = None
        """What the import answered, once it was done."""

    # -- layout ---------------------------------------------------------------------------

    def compose_top(self) -> ComposeResult:
        """Row 2: what is imported, beside the list's own boxes."""
        yield Line(id="import-title", classes="title")
        yield from super().compose_top()

    def compose_body(self) -> ComposeResult:
        """The boxes, the verdicts, and all there is to say about the row of the cursor."""
        directory = self.inventory.drafts.remembered(LAST_DIRECTORY)
        yield ImportForm(f"{directory}/" if directory else "")
        grid = QueryGrid[RowVerdict](self.chosen_columns(), id="list", marking=False)
        yield grid
        yield Line(id="sentence", classes="summary")

    def begin(self) -> None:
        """Wait for a path."""
        super().begin()
        self.show_all()
        self.offer_paths()

    def on_unmount(self) -> None:
        """Nobody waits for a check any more."""
        self._superseded.set()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Rows of a file are not marked, and its verdicts have no saved views."""
        if action.startswith("mark") or action in ("views", "import"):
            return False
        return super().check_action(action, parameters)

    # -- where the rows come from ---------------------------------------------------------

    @property
    def kind(self) -> FileKind:
        """What the file is about, as far as it is known."""
        return self.form.kind if self.is_drawn else FileKind.QUANTITIES

    def columns(self) -> Sequence[Column[RowVerdict]]:
        """They follow what the file is about."""
        return words.columns(self.kind)

    def request(self) -> VerdictQuery:
        """What is looked at now."""
        return VerdictQuery(self.examined, self.filter, self.sort, self.descending)

    def find(self, database: Database, asked: VerdictQuery) -> Sequence[int]:
        """Places of the verdicts, wrong ones first."""
        if asked.examined is None:
            return []
        verdicts = asked.examined.verdicts
        return verdicts.find(asked.filter, asked.sort, descending=asked.descending)

    def rows(
        self, database: Database, asked: VerdictQuery, ids: Sequence[int]
    ) -> Mapping[int, RowVerdict]:
        """Verdicts by their place."""
        if asked.examined is None:
            return {}
        verdicts = asked.examined.verdicts
        return {at: verdicts.row(at) for at in ids if at < len(verdicts)}

    def count_all(self, database: Database, asked: VerdictQuery) -> int | None:
        """How many rows the file has."""
        return 0 if asked.examined is None else len(asked.examined.verdicts)

    def data_changed(self) -> None:
        """What others write is compared when F10 is pressed; until then verdicts stand."""

    def empty_sentence(self) -> str:
        """What to do, or why nothing is shown."""
        if self.filter:
            return super().empty_sentence()
        if self.is_examining:
            return ""
        if self.examined is not None:
            return tr("The file has a heading and no rows.")
        return tr("A CSV of quantities, products or orders; Tab completes, F8 writes a sample")

    # -- checking -------------------------------------------------------------------------

    @property
    def is_examining(self) -> bool:
        """Whether the check of what is asked for has not been answered yet."""
        return self.wanted is not None and self.examined is None and self.refused is None

    @property
    def is_reading(self) -> bool:
        """Whether the verdicts are not shown yet."""
        return self.is_examining or super().is_reading

    @on(ImportForm.Changed)
    def follow(self) -> None:
        """Another choice: check again, unless it comes to the same."""
        try:
            request = self.form.request()
        except InventoryError as refusal:
            self.ask_for(None, refusal)
            return
        if request != self.wanted:
            self.ask_for(request)

    def ask_for(
        self, request: ImportRequest | None, refused: InventoryError | None = None
    ) -> None:
        """Drop the verdicts shown, and begin the check of ``request``."""
        self._superseded.set()
        self.wanted, self.examined, self.refused = request, None, refused
        self.imported = None
        self.show_all()
        self.reload()
        if request is not None:
            self._superseded = Event()
            self._progress = Progress(self._superseded)
            self._examine(request, self._superseded, self._progress)

    @work(exclusive=True, group="examine")
    async def _examine(
        self, request: ImportRequest, superseded: Event, progress: Progress
    ) -> None:
        await self.pause(PAUSE_S)
        try:
            examined = await self.collect(
                importing.examine, request, progress=progress.report, stop=superseded.is_set
            )
        except Stopped:
            return
        except InventoryError as refusal:
            if not superseded.is_set():
                self.refused = refusal
                self.show_all()
            return
        if superseded.is_set():
            return
        before = self.kind
        self.examined = examined
        self.form.show_found(examined)
        self.NOUN = words.NOUNS[examined.kind]  # type: ignore[misc]
        self.VOCABULARY = vocabulary_of(examined.kind)  # type: ignore[misc]
        if self.kind is not before:
            self._choices_are_others(request)
        self.grid.show_columns(self.chosen_columns())
        self.grid.forget()
        self.show_all()
        self.grid.move_to(0)
        self.reload()

    def _choices_are_others(self, request: ImportRequest) -> None:
        """A file about something else may be taken in other ways: ask again if so."""
        if self.form.request() != request:
            self.follow()

    def show_all(self) -> None:
        """Show what is known of the file, or that it is checked."""
        examined = self.examined
        if self.is_examining:
            if self._timer is None:
                self._timer = self.set_interval(_REDRAWN_EVERY_S, self._show_progress)
            self._show_progress()
        elif self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.refused is not None:
            self._show_refused()
        elif examined is not None:
            said = words.counts(examined)
            if self.imported is not None:
                said = tr("Imported {counts}", counts=said)
            self.form.say(said)
        elif not self.is_examining:
            self.form.say("")
        self.grid.empty = self.empty_sentence()
        self._show_title()
        self._show_sentence()
        self.show_keys()

    def path_looked_up(self) -> None:
        """Whether a path that names nothing is still being typed is known now."""
        self._show_refused()

    def _show_refused(self) -> None:
        """Why the file cannot be read, unless its path is still being typed."""
        if self.refused is None:
            return
        offered = self.offered
        going_on = offered is not None and (offered.names or offered.is_directory)
        if going_on and offered is not None and not offered.is_file:
            self.form.say(tr("Tab completes the path"))
        else:
            self.form.say(f"✗ {words.on_screen(str(self.refused))}")

    def _show_progress(self) -> None:
        progress = self._progress
        if not self.is_examining:
            return
        if 0 < progress.done < progress.total:
            self.form.say(
                tr("checking {percent} %", percent=100 * progress.done // progress.total)
            )
        else:
            self.form.say(tr("comparing…") if progress.done else tr("checking…"))

    def _show_title(self) -> None:
        name = "" if self.wanted is None else Path(self.wanted.file).name
        title = tr(" Import a file") if self.examined is None else _TITLES[self.examined.kind]
        self.query_one("#import-title", Line).show(f"{title}   {visible(name)}")

    @on(QueryGrid.CursorMoved, "#list")
    def _show_sentence(self) -> None:
        """All there is to say about the row of the cursor, where it says more."""
        at, examined = self.grid.cursor_id, self.examined
        text = ""
        if examined is not None:
            if examined.ignored:
                text = tr(
                    " Columns not read: {ignored}", ignored=visible(", ".join(examined.ignored))
                )
            row = None if at is None else examined.verdicts.row(at)
            if row is not None and row.sentence:
                text = tr(
                    " Line {line:,}: {sentence}", line=row.line, sentence=visible(row.sentence)
                )
        line = self.query_one("#sentence", Line)
        line.show(fit(text, line.size.width) if text else "")
