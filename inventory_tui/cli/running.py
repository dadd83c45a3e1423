"""One run of a command: what was asked for everywhere on the line, and what that opens.

Every command loads this module, its help too: whatever only some need is imported there.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from inventory_tui.wording import tr

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from inventory_tui.cli.output import Output
    from inventory_tui.domain.history import Cause, Receipt
    from inventory_tui.services import Database
    from inventory_tui.settings import Settings


class Given:
    """The options accepted anywhere on the line; the last one given wins."""

    database: str | None = None
    json: bool = False
    actor: str | None = None
    reason: str | None = None
    note: str | None = None
    dry_run: bool = False
    version: bool = False


class Run:
    """What a verb works with; click hands it to every one."""

    def __init__(self) -> None:
        self.given = Given()
        self._database: Database | None = None

    @cached_property
    def settings(self) -> Settings:
        """Defaults, file, environment and arguments, put together."""
        from inventory_tui import settings

        return settings.load({"database_url": self.given.database, "actor": self.given.actor})

    @cached_property
    def out(self) -> Output:
        """Where to print."""
        from inventory_tui.cli.output import Output

        return Output(as_json=self.given.json, zone=self._zone)

    @property
    def database(self) -> Database:
        """The database, created or upgraded when it is first asked for."""
        if self._database is None:
            from inventory_tui import settings
            from inventory_tui.services.keeping import keeping

            self._database = keeping.open_database(
                self.settings.database_url, patience_s=self.settings.patience_s
            )
            self._database.rehearses = self.given.dry_run
            if not self.given.json:  # programs get the names that are stored
                self._database.language = settings.language_in_force(self.settings)
        return self._database

    def open(self, file: str) -> Database:
        """Open another database that is there, for this run, instead of the one named."""
        from inventory_tui.services.keeping import keeping

        self.close()
        self._database = keeping.open_database(
            file, patience_s=self.settings.patience_s, create=False
        )
        return self._database

    @property
    def cause(self) -> Cause:
        """Who does it and why."""
        from inventory_tui.domain.history import Cause
        from inventory_tui.login import login_name

        login = login_name()
        return Cause(
            actor=self.settings.actor or login,
            login=login,
            reason=self.given.reason,
            note=self.given.note or "",
        )

    def receipt(self, receipt: Receipt, **more: Any) -> None:
        """Print what a deed answers."""
        self.out.receipt(receipt, rehearsed=self.given.dry_run, **more)

    def done(self, deed: str, message: str, **answer: Any) -> None:
        """Print what was done to the database as a whole; that is in no history."""
        self.out.answer({"operation": None, "deed": deed, **answer}, message)

    def written(self, rows: int, file: str) -> None:
        """Print that a file was written; on standard output itself only people are told."""
        if file == "-":
            self.out.message(tr("{rows:,} rows written", rows=rows))
        else:
            self.out.one({"rows": rows, "file": file})

    def now(self) -> datetime:
        """The local time, for names of files."""
        return datetime.now(UTC).astimezone()

    def ignored(self, columns: Sequence[str]) -> None:
        """Name the columns of a file that were not read."""
        if columns:
            self.out.note(tr("columns not read: {columns}", columns=self.out.text(columns)))

    @contextmanager
    def stoppable(self) -> Iterator[Callable[[], bool]]:
        """Let Ctrl-C ask a long deed to stop, at a place where it can; twice breaks it off.

        Yields:
            What the deed asks whether it should stop.
        """
        asked = threading.Event()
        if threading.current_thread() is not threading.main_thread():
            yield asked.is_set
            return
        before = signal.getsignal(signal.SIGINT)

        def ask(number: int, frame: FrameType | None) -> None:
            asked.set()
            signal.signal(signal.SIGINT, before)

        signal.signal(signal.SIGINT, ask)
        try:
            yield asked.is_set
        finally:
            signal.signal(signal.SIGINT, before)

    def answer_low_stock(self) -> None:
        """Do what is to be done about products the deed brought low; it is done already, and
        nothing that goes wrong here changes how the command ends."""
        database = self._database
        if database is None or not database.crossed.is_set():
            return
        from inventory_tui.domain.errors import InventoryError
        from inventory_tui.services.lowstock import answering

        try:
            ran = answering.run_waiting(
                database, self.cause, machine=self.settings.machine(), retry=False
            )
        except InventoryError as refusal:
            self.out.note(tr("low-stock actions wait: {why}", why=refusal))
            return
        for one in ran.answered:
            self.out.note(f"{one.sentence}.")

    def close(self) -> None:
        """Close what was opened."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _zone(self) -> ZoneInfo:
        from zoneinfo import ZoneInfo

        if self.settings.time_zone or self._database is None:
            return ZoneInfo(self.settings.time_zone or "UTC")
        from inventory_tui.services.keeping import configuring

        return ZoneInfo(configuring.option(self._database, "time_zone").text)


def pairs(words: Sequence[str], what: str = "FIELD=VALUE") -> dict[str, str]:
    """Read ``FIELD=VALUE`` words; a value may hold further equal signs.

    Raises:
        click.UsageError: A word has no ``=``, or a field is given twice.
    """
    read: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise click.UsageError(tr("{word!r} is not {what}.", word=word, what=what))
        if name in read:
            raise click.UsageError(tr("{name} is given twice.", name=name))
        read[name] = value
    return read


def one_of(word: str, known: Sequence[str], what: str) -> str:
    """Return the known word that ``word`` is, letter case ignored.

    Raises:
        click.UsageError: It is none of them.
    """
    from inventory_tui.domain.fields import did_you_mean

    known = [str(one) for one in known]
    for one in known:
        if one.casefold() == word.casefold():
            return one
    raise click.UsageError(
        tr(
            "{what} is one of {known}, not {word!r}.{hint}",
            what=what,
            known=", ".join(known),
            word=word,
            hint=did_you_mean(word, known),
        )
    )
