"""Programs that write to one SQLite file take turns, and none waits for ever."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from inventory_tui.domain.errors import StoreBusy
from inventory_tui.store.database import Database
from inventory_tui.store.upkeep.queueing import turn

pytestmark = pytest.mark.sqlite_only

_HOLDER = """
import sys, time
from pathlib import Path
from inventory_tui.store.upkeep.queueing import turn
with turn(Path(sys.argv[1]), 1):
    print("mine", flush=True)
    time.sleep(60)
"""


@contextmanager
def held_elsewhere(path: str) -> Iterator[subprocess.Popen[str]]:
    """Another program whose turn it is."""
    command = [sys.executable, "-c", _HOLDER, path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "mine\n"
        yield program
        program.kill()


def test_who_waits_longer_than_its_patience_is_told(
    database_url: str, another: Callable[..., Database]
) -> None:
    with held_elsewhere(database_url):
        began = time.monotonic()
        with pytest.raises(StoreBusy), another(patience_s=0.3).write():
            pass
        assert time.monotonic() - began >= 0.3


def test_a_turn_ends_with_its_program_however_it_ends(
    database_url: str, another: Callable[..., Database]
) -> None:
    with held_elsewhere(database_url) as program:
        program.send_signal(signal.SIGKILL)
        with another(patience_s=30).write() as transaction:
            assert transaction.history.newest() == (0, 0)


def test_who_lost_patience_takes_no_turn_later(database_url: str) -> None:
    path = Path(database_url)
    with held_elsewhere(database_url), pytest.raises(StoreBusy), turn(path, 0.1):
        pass
    for _ in range(3):
        with turn(path, 30):
            pass


def test_who_waits_gets_its_turn_when_the_other_is_done(
    database: Database, another: Callable[..., Database]
) -> None:
    waits, done = Event(), Event()

    def deed() -> None:
        waits.set()
        with another(patience_s=30).write():
            done.set()

    with database.write():
        second = Thread(target=deed)
        second.start()
        waits.wait(10)
        assert not done.wait(0.05)
    second.join(30)
    assert done.is_set()


def test_a_file_nobody_may_add_to_is_written_without_a_queue(tmp_path: Path) -> None:
    with turn(tmp_path / "nowhere" / "inventory.sqlite", 1):
        pass
