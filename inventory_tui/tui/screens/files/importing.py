"""The import wizard: one screen, on which F10 imports what its table says.

What F10 does is compared with what was shown once more inside the deed's transaction.
"""

from __future__ import annotations

import os
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain.errors import ChangedElsewhere, InventoryError, Stopped
from inventory_tui.domain.fields import Field
from inventory_tui.domain.history import Receipt
from inventory_tui.services import Database
from inventory_tui.services.files import importing, listing, sample_files
from inventory_tui.services.files.importing import Examined, FileKind
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.dialogs.palette import Entry
from inventory_tui.tui.dialogs.progress import Progress, with_progress
from inventory_tui.tui.screens.files import import_words as words
from inventory_tui.tui.screens.files.import_checks import LAST_DIRECTORY, CheckedFile
from inventory_tui.tui.stories import story
from inventory_tui.wording import inside, tr

_FILE = (Field("file", tr("File"), str, required=True, help=tr("a path; ~ is your home")),)


_KINDS = {
    FileKind.QUANTITIES: tr("quantities"),
    FileKind.PRODUCTS: tr("products"),
    FileKind.ORDERS: tr("orders"),
}


class ImportScreen(CheckedFile):
    """Chooses, checks and imports a file."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("reload")]

    def hints(self) -> tuple[Hint, ...]:
        """Row 24: what F10 does, in numbers."""
        more: tuple[Hint, ...] = (
            ("reload", tr("Check again")),
            ("export", tr("Export verdicts")),
            "filter",
        )
        examined = self.examined
        if self.is_examining:
            return (("save", tr("checking…")), ("back", tr("Back")))
        if examined is None:
            return (("values", tr("Files")), ("help", tr("Help")), ("back", tr("Back")))
        if self.imported is None and examined.refusal is None and examined.written:
            does: Hint = ("save", words.does(examined))
            if self.size.width < 80:  # row 24 has room for three
                return (does, *more)
            return (*more, does, ("back", tr("Back")))
        return (*more, ("back", tr("Back")))

    # -- doing it -------------------------------------------------------------------------

    @story
    async def action_save(self) -> None:
        """F10: import what the table says."""
        self.form.complete()
        self.follow()
        examined = self.examined
        if self.is_examining:
            self.say(tr("checking… {key} again", key=self.key_of_save()))
        elif self.refused is not None:
            self.set_focus(self.form.box_of(self.refused) or self.form.file)
            self.say(words.on_screen(str(self.refused)))
        elif examined is None:
            self.set_focus(self.form.file)
            self.say(tr("Which file? Type its path; Tab completes it"))
        elif self.imported is not None:
            self.say(tr("Imported already; F5 checks the file again"))
        elif examined.refusal is not None:
            self._go_to_first_beyond(examined)
        elif not examined.written:
            self.say(words.NOTHING[examined.kind])
        else:
            await self._do(examined)

    def _go_to_first_beyond(self, examined: Examined) -> None:
        """Put the cursor on the first wrong row beyond those allowed, and say so."""
        assert examined.refusal is not None
        problem = examined.refusal.problems[0]
        verdicts = examined.verdicts
        wrong = (at for at in range(len(verdicts)) if verdicts.row(at).line == problem.row)
        if self.filter:
            self.set_filter("")
        self.grid.move_to_id(next(wrong, 0))
        self.set_focus(self.grid)
        self.say(words.on_screen(problem.message))

    async def _do(self, examined: Examined) -> None:
        jobs = self.inventory.jobs

        async def begin(progress: Progress) -> Receipt:
            self.inventory.running = (words.does(examined), progress)
            try:
                return await jobs.write(
                    importing.carry_out,
                    examined,
                    cause=self.inventory.cause(),
                    progress=progress.report,
                    stop=progress.stop,
                )
            finally:
                self.inventory.running = None

        try:
            receipt = await with_progress(self.ask, words.does(examined), jobs.stopping, begin)
        except ChangedElsewhere as changed:
            self.ask_for(self.wanted)
            self.say(str(changed))
            return
        except InventoryError as refusal:
            if isinstance(refusal, Stopped) and examined.kind is FileKind.ORDERS:
                self.inventory.data_written()  # whole orders stay
            await self.refuse(refusal)
            return
        self.imported = receipt
        directory = os.path.dirname(self.wanted.file) if self.wanted is not None else ""
        self.inventory.drafts.remember(**{LAST_DIRECTORY: directory})
        self.inventory.note_own(receipt)
        self.show_all()
        self.set_focus(self.grid)
        self.say_receipt(receipt)
        self.inventory.data_written()

    # -- samples --------------------------------------------------------------------------

    def more_actions(self) -> list[Entry]:
        """A file of each kind to fill in."""
        return [
            Entry(
                tr("Write a sample file of {kind}", kind=_KINDS[kind]),
                "",
                partial(self._write_sample, kind),
                f"sample|template|example|{kind.value}",
            )
            for kind in FileKind
        ]

    @story
    async def _write_sample(self, kind: FileKind) -> None:
        async def save(typed: dict[str, str]) -> str:
            written = await self.read(_sample, typed["file"], kind)
            return tr("{count:,} rows written to {file}", count=written, file=typed["file"])

        title = tr("A sample file of {kind}", kind=_KINDS[kind])
        file = {"file": f"~/sample_{kind.value}.csv"}
        done = await self.ask(FormDialog(title, _FILE, file, save=save, verb=tr("Write")))
        if done:
            self.say(done)

    # -- other keys -----------------------------------------------------------------------

    def action_reload(self) -> object:
        """F5: check again."""
        self.ask_for(None)
        self.follow()
        return None

    def action_open(self) -> None:
        """Enter in the table writes nothing; it tells all there is about the row."""
        row = self.grid.cursor_row
        if row is not None and row.sentence:
            self.say(tr("Line {line:,}: {sentence}", line=row.line, sentence=row.sentence))
        elif self.examined is not None and self.imported is None and self.examined.written:
            does = words.does(self.examined)
            self.say(
                tr(
                    "Enter does not write. {key}: {does}",
                    key=self.key_of_save(),
                    does=inside(does),
                )
            )

    @story
    async def action_export(self) -> None:
        """x: the verdicts (of the filter, where there is one) to a CSV file."""
        examined = self.examined
        if examined is None:
            self.say(
                tr("checking… x again") if self.is_examining else tr("Nothing to export yet")
            )
            return
        await self.until_complete()
        ids = self.grid.ids
        file = f"~/verdicts-{self.inventory.clock().astimezone():%Y%m%d-%H%M}.csv"

        async def save(typed: dict[str, str]) -> str:
            verdicts = examined.verdicts
            rows = (words.exported(verdicts.row(at)) for at in ids)
            written = await self.read(listing.write_list, typed["file"], words.EXPORTED, rows)
            return tr("{count:,} rows written to {file}", count=written, file=typed["file"])

        title = tr("Export {count:,} verdicts", count=len(ids))
        done = await self.ask(
            FormDialog(title, _FILE, {"file": file}, save=save, verb=tr("Write"))
        )
        if done:
            self.say(done)


def _sample(_: Database, file: str, kind: FileKind) -> int:
    return sample_files.write_sample(file, kind)
