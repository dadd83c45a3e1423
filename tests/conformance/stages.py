"""Where cases are played: a database that is put back to what it was in no time.

Building a world takes dozens of deeds, so each is built once: what was built is kept as it
lies on the disk, with what the adapter remembers of it, and put back for the next case.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from inventory_tui.services import Database
from tests.conformance.shop import Memory, Shop

_KEPT = 200
_START = datetime(2026, 11, 20, 10, 12, tzinfo=UTC)


class _Clock:
    """A clock on which every deed comes a second after the one before."""

    def __init__(self) -> None:
        self.now = _START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass(frozen=True, slots=True)
class _Kept:
    """A world as it was when it had been built."""

    data: bytes
    memory: Memory
    now: datetime


class Stage:
    """A SQLite database that remembers the worlds that were built in it."""

    def __init__(self, directory: Path, template: Path) -> None:
        self._path = directory / "inventory.sqlite"
        self._template = template.read_bytes()
        self._clock = _Clock()
        self._path.write_bytes(self._template)
        self._path.chmod(0o600)
        self._database = Database(self._path).at(self._clock)
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._directory = directory

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def play(self, *scenes: tuple[str, Callable[[Shop], None]]) -> Shop:
        """Return a shop in which these scenes were played, each under what names it.

        A scene that was played before, after the same ones, is put back instead.
        """
        done = len(scenes)
        while done and "\n".join(name for name, _ in scenes[:done]) not in self._kept:
            done -= 1
        memory = self._put_back("\n".join(name for name, _ in scenes[:done]) if done else "")
        shop = Shop(self._database, memory, self._directory)
        for number in range(done, len(scenes)):
            scenes[number][1](shop)
            self._keep("\n".join(name for name, _ in scenes[: number + 1]), shop.memory)
        return shop

    def _put_back(self, name: str) -> Memory:
        self._database.close()
        for end in ("-wal", "-shm"):
            Path(f"{self._path}{end}").unlink(missing_ok=True)
        if not name:
            self._path.write_bytes(self._template)
            self._clock.now = _START
            return Memory()
        kept = self._kept[name]
        self._kept.move_to_end(name)
        self._path.write_bytes(kept.data)
        self._clock.now = kept.now
        return copy.deepcopy(kept.memory)

    def _keep(self, name: str, memory: Memory) -> None:
        self._database.close()  # folds the write-ahead log into the file
        self._kept[name] = _Kept(
            self._path.read_bytes(), copy.deepcopy(memory), self._clock.now
        )
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)


class ServerStage:
    """A new database on a server: every world is built anew."""

    def __init__(self, url: str, directory: Path) -> None:
        self._database = Database(url, clock=_Clock())
        self._directory = directory

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def play(self, *scenes: tuple[str, Callable[[Shop], None]]) -> Shop:
        """Return a shop in which these scenes were played."""
        shop = Shop(self._database, Memory(), self._directory)
        for _, scene in scenes:
            scene(shop)
        return shop
