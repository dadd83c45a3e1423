"""A stopwatch at a terminal: what a program behind a pty writes, when, and how much.

::

    with Stopwatch(inventory(path)) as watch:
        watch.until("SKUs")
        watch.settle()
        took_ms, written = watch.key("down")

Everything is measured from outside, as a person at the terminal meets it: from the key to the
last byte that the program writes because of it.  Whoever wants to know what stands on the
screen asks `screen`; only then is what was written made sense of.
"""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from tests.terminal import KEYS, Terminal

QUIET_S = 0.25
"""A program is at rest when it wrote nothing for so long."""
LONGEST_S = 120.0


def inventory(database: Path | str) -> list[str]:
    """The command that opens the program over a database (plain profile in our terminal)."""
    return [sys.executable, "-m", "inventory_tui", "--database", str(database)]


class Stopwatch:
    """A program in a terminal of its own, and the moments at which it writes."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Start a program; what happens afterwards is counted from here."""
        self._output = bytearray()
        self._seen = 0
        self._arrived = 0.0
        self.began = time.perf_counter()
        self.terminal = Terminal(argv, size=size, env=env)
        self._line = self.terminal._master

    def __enter__(self) -> Stopwatch:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.terminal.close()

    @property
    def written(self) -> int:
        """How many bytes the program wrote so far."""
        return len(self._output)

    @property
    def output(self) -> bytes:
        """What it wrote so far."""
        return bytes(self._output)

    @property
    def screen(self) -> Terminal:
        """The terminal with everything drawn that was read so far."""
        self.terminal.take_in(self._output[self._seen :])
        self._seen = len(self._output)
        return self.terminal

    def until(
        self, *wanted: str | Callable[[Terminal], bool], since: float | None = None
    ) -> float:
        """Milliseconds from ``since`` (else the start) until the screen shows all of these.

        Args:
            wanted: A text, or a question to the terminal.

        Raises:
            AssertionError: It was not shown in time, or the program ended.
        """
        began = since or self.began
        while not all(_shows(self.screen, one) for one in wanted):
            if time.perf_counter() - began > LONGEST_S or not self.is_running:
                raise AssertionError(f"{wanted} was never shown:\n{self.screen.text}")
            self._read(0.05)
        return (self._arrived - began) * 1000

    def settle(self, quiet_s: float = QUIET_S) -> float:
        """Wait until the program is at rest; return the moment of its last byte."""
        last = time.perf_counter()
        while time.perf_counter() - last < quiet_s:
            if self._read(quiet_s / 5):
                last = time.perf_counter()
        return last

    def read_for(self, seconds: float) -> None:
        """Read what is written for so long, whatever it is."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def press(self, *keys: str) -> float:
        """Press keys and return the moment before the first was sent."""
        pressed = time.perf_counter()
        os.write(self._line, b"".join(KEYS.get(key, key).encode() for key in keys))
        return pressed

    def key(self, name: str, quiet_s: float = 0.03) -> tuple[float, int]:
        """Press a key; return the milliseconds to the last byte it caused, and the bytes.

        What it causes ends with a pause of ``quiet_s``, which is not counted.
        """
        before = self.written
        pressed = self.press(name)
        while self.written == before:
            if time.perf_counter() - pressed > LONGEST_S or not self.is_running:
                raise AssertionError(f"{name} caused nothing:\n{self.screen.text}")
            self._read(0.05)
        last = time.perf_counter()
        while (left := last + quiet_s - time.perf_counter()) > 0:
            if self._read(left):
                last = time.perf_counter()
        return (last - pressed) * 1000, self.written - before

    @property
    def is_running(self) -> bool:
        """Whether the program has not ended."""
        return self.terminal.process.poll() is None

    def memory(self) -> tuple[float, float]:
        """MiB the program holds now, and held at most."""
        status = Path(f"/proc/{self.terminal.process.pid}/status").read_text()
        sizes = {
            line.split(":")[0]: int(line.split()[1]) / 1024
            for line in status.splitlines()
            if line.startswith(("VmRSS", "VmHWM"))
        }
        return sizes["VmRSS"], sizes["VmHWM"]

    def _read(self, timeout_s: float) -> bool:
        if not select.select([self._line], [], [], timeout_s)[0]:
            return False
        try:
            data = os.read(self._line, 1 << 16)
        except OSError:  # the program ended
            time.sleep(timeout_s)
            return False
        self._arrived = time.perf_counter()
        self._output += data
        return bool(data)


def _shows(screen: Terminal, wanted: str | Callable[[Terminal], bool]) -> bool:
    return wanted in screen.text if isinstance(wanted, str) else wanted(screen)
