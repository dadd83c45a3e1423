"""Whose turn it is to write to a SQLite file, when several programs want to.

SQLite itself lets those who wait sleep ever longer, so one that has just written is the
first to write again, and others starve.  Here they queue up first, for a lock on an empty
file beside the database: the system hands it on in turn, and lets go of it when a program
ends, however it ends.  It only orders the queue: what keeps data whole is SQLite's own
lock, also against programs that do not queue.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from inventory_tui.domain.errors import StoreBusy

try:
    import fcntl
except ImportError:  # Windows: SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]


@contextmanager
def turn(path: Path | None, patience_s: float) -> Iterator[None]:
    """Wait for our turn to write, and keep it meanwhile.

    Args:
        path: The SQLite file; None on PostgreSQL, which queues up writers itself.

    Raises:
        StoreBusy: It did not come within our patience.
    """
    file = None if path is None or fcntl is None else _opened(path)
    if file is None:
        yield
        return
    try:
        _wait(file, patience_s)
        yield
    finally:
        os.close(file)


def _opened(path: Path) -> int | None:
    """The file of the queue, as open to others as the database; None where it cannot be."""
    name = f"{path}-queue"
    try:
        return os.open(name, os.O_RDONLY)
    except FileNotFoundError:
        with suppress(OSError):
            rights = path.stat().st_mode & 0o777
            file = os.open(name, os.O_RDONLY | os.O_CREAT, rights)
            os.fchmod(file, rights)
            return file
    except OSError:
        pass
    return None


def _wait(file: int, patience_s: float) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pass
    except OSError:  # this file system has no such locks
        return
    else:
        return
    ours = Event()

    def stand_in() -> None:
        # if we lose patience, the lock goes as it comes: nobody has the file open any more
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
        ours.set()

    # the system waits as long as it takes, so somebody else has to look at the clock
    Thread(target=stand_in, name="queue", daemon=True).start()
    if not ours.wait(patience_s):
        raise StoreBusy
