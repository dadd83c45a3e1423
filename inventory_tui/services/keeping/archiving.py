"""Older history moved to a file; history is never thinned by itself."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.moments import parse_moment
from inventory_tui.store.database import Database
from inventory_tui.store.history import archiving
from inventory_tui.store.upkeep.copying import new_file
from inventory_tui.wording import tr


def archive(database: Database, until: str, file: str | Path, *, cause: Cause) -> Receipt:
    """Move the history up to the end of a day or minute into a new file.

    The file is a SQLite database: its history is read as any other.  The deed leaves one
    operation that says so; what was moved can no longer be undone.

    Args:
        until: The last day (or minute) to move, in the time zone set.

    Raises:
        InvalidInput: ``until`` is no date.
        Refused: ``empty``: nothing is that old; ``would_overwrite``: there is such a file.
        StoreError: It cannot be written there; nothing was changed.
    """
    target = Path(file).expanduser()
    written = False
    try:
        with database.write() as transaction:
            connection = transaction.connection
            zone = ZoneInfo(str(transaction.options.value("time_zone")))
            try:
                today = transaction.now.astimezone(zone).date()
                moment = parse_moment(until, today=today, zone=zone, end=True)
            except ValueError as problem:
                raise InvalidInput({"until": tr("Until: {problem}", problem=problem)}) from None
            last = archiving.last_before(connection, moment)
            moved = 0 if last is None else archiving.count(connection, last)
            if last is None or not moved:
                raise Refused(
                    Kind.EMPTY, tr("Nothing in the history is that old."), field="until"
                )
            if not database.rehearses:
                with new_file(target) as unfinished:
                    archiving.write(connection, unfinished, last)
                written = True
            archiving.forget(connection, last)
            operation = transaction.journal.begin(Deed.ARCHIVED, cause, reason="archived")
            summary = tr(
                "History up to {until}: {moved:,} operations moved to {file}",
                until=until,
                moved=moved,
                file=target.name,
            )
            counts: dict[str, int | str] = {"moved": moved, "up_to": last}
            transaction.journal.changed(
                operation, "history", 0, target.name, {"*": None}, {"*": summary}
            )
            transaction.journal.finish(operation, summary=visible(summary), counts=counts)
    except BaseException:
        if written:
            target.unlink(missing_ok=True)
        raise
    return Receipt(operation, Deed.ARCHIVED, counts, summary)
