"""Whose turn it is to write to a SQLite file, when several programs want to.

SQLite itself lets those who wait sleep ever longer, so one that has just written is the
first to write again, and others starve while the patience of all is hardly touched.  Here
they queue up first: all who wait look again after the same short time, so each gets its
turn.  The lock is on an empty file beside the database; the system lets go of it when a
program ends, however it ends.  It only orders the queue: what keeps data whole is SQLite's
own lock, also against programs that do not queue.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from inventory_tui.domain.errors import StoreBusy

try:
    import fcntl
except ImportError:  # Windows: SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]

LOOK_AGAIN_S = 0.0003


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
    until = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise StoreBusy from None
            time.sleep(LOOK_AGAIN_S)
        except OSError:  # this file system has no such locks
            return
        else:
            return
