"""The program as a person meets it: in a terminal, behind a pty, with keys that are bytes.

::

    with Terminal([sys.executable, "-m", "inventory_tui"]) as terminal:
        terminal.wait_for("Products")
        terminal.press("g", "2")
        terminal.wait_for("Sources")

What a pilot cannot see is seen here: the bytes on the wire, what a real terminal makes of
them, signals, hang-ups, and the state the terminal is left in.
"""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

import pyte

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "escape": "\x1b",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "insert": "\x1b[2~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "shift+up": "\x1b[1;2A",
    "shift+down": "\x1b[1;2B",
    "ctrl+up": "\x1b[1;5A",
    "ctrl+down": "\x1b[1;5B",
    "ctrl+right": "\x1b[1;5C",
    "ctrl+left": "\x1b[1;5D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "ctrl+home": "\x1b[1;5H",
    "ctrl+end": "\x1b[1;5F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
    "f11": "\x1b[23~",
    "f12": "\x1b[24~",
}
"""What xterm sends for the keys that are not a character."""

_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<=>][\d;]*[a-zA-Z]"  # key protocols and secondary attributes
    rb"|\x1b\[\?[\d;]*(?:u|\$p)"  # questions about modes
    rb"|\x1bP.*?\x1b\\"  # device control strings
    rb"|\x1b\[\d+(?:;\d+)*t",  # window manipulation
    re.DOTALL,
)
_PAUSE_S = 0.06
"""Between two frames there is none as long."""
_UNFINISHED = re.compile(rb"\x1b(?:\[[^a-zA-Z]*|P[^\x1b]*)?$", re.DOTALL)


class Terminal:
    """A program running in a terminal of its own."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        cwd: str | os.PathLike[str] | None = None,
    ) -> None:
        """Start ``argv`` on a new pty.

        Args:
            size: Columns and rows.
            env: Variables beside those of this process; the terminal is an
                ``xterm-256color`` unless ``TERM`` is among them.
        """
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self.output = bytearray()
        """Everything the program wrote, as it wrote it."""
        self._stream = pyte.ByteStream(self.screen)
        self._unfinished = b""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.attributes_at_start = termios.tcgetattr(slave)
        environment = {
            key: value
            for key, value in os.environ.items()
            if key not in ("COLORTERM", "NO_COLOR", "CI", "LINES", "COLUMNS")
            and not key.startswith("TEXTUAL")
        }
        environment |= {"TERM": "xterm-256color", "LANG": "C.UTF-8", **(env or {})}
        self.process = subprocess.Popen(
            argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        self._slave = slave  # kept open, so what is left can be read after the end

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # what is seen

    @property
    def lines(self) -> list[str]:
        """The lines of the screen, without the blanks at their ends."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    @property
    def bytes_written(self) -> int:
        """How many bytes crossed the wire so far."""
        return len(self.output)

    @property
    def attributes(self) -> list[object]:
        """The line discipline now (`attributes_at_start` before the program began)."""
        return list(termios.tcgetattr(self._slave))

    def wait_for(
        self,
        wanted: str | re.Pattern[str] | Callable[[Terminal], bool],
        *,
        within_s: float = 30,
    ) -> str:
        """Read until the screen shows ``wanted`` and is painted, and return the screen.

        Args:
            wanted: A text, a pattern, or a question to this terminal.

        Raises:
            AssertionError: It was not seen in time, or the program ended without it.
        """
        deadline = time.monotonic() + within_s
        while not self._shows(wanted):
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                if self._shows(wanted):
                    break
                ended = "" if left <= 0 else f" (the program ended: {self.process.poll()})"
                raise AssertionError(f"{wanted!r} was not shown{ended}:\n{self.text}")
        end = time.monotonic() + 1
        while self._is_written_to(_PAUSE_S) and time.monotonic() < end and self._read(0):
            pass
        return self.text

    def wait_until_gone(self, unwanted: str, *, within_s: float = 30) -> str:
        """Read until the screen no longer shows ``unwanted``, and return the screen."""
        return self.wait_for(lambda terminal: unwanted not in terminal.text, within_s=within_s)

    def settle(self, quiet_s: float = 0.15, *, within_s: float = 30) -> str:
        """Read until nothing was written for ``quiet_s``, and return the screen."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            before = len(self.output)
            if not self._read(quiet_s) or len(self.output) == before:
                return self.text
        raise AssertionError(f"the screen does not come to rest:\n{self.text}")

    def wait_for_end(self, *, within_s: float = 30) -> int:
        """Read until the program ends, and return its exit status."""
        deadline = time.monotonic() + within_s
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"the program does not end:\n{self.text}")
            self._read(0.05)
        while select.select([self._master], [], [], 0)[0] and self._read(0):
            pass
        return self.process.returncode

    # what is done

    def press(self, *keys: str) -> None:
        """Send keys by name: ``"a"``, ``"f4"``, ``"ctrl+q"``, ``"enter"``."""
        for key in keys:
            self.send(_bytes_of(key))

    def type(self, text: str) -> None:
        """Send ``text`` as it would be typed or scanned."""
        self.send(text.encode())

    def paste(self, text: str) -> None:
        """Send ``text`` as a bracketed paste."""
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def send(self, data: bytes) -> None:
        """Send bytes, reading meanwhile so that neither side fills up."""
        while data:
            ready, writable, _ = select.select([self._master], [self._master], [], 5)
            if ready:
                self._read(0)
            if writable:
                data = data[os.write(self._master, data[:1024]) :]

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window, as dragging its corner does."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        if self.process.poll() is None:
            self.process.send_signal(number)

    def hang_up(self) -> None:
        """Pull the line: what the program sees when its window or its SSH session is gone."""
        self._close_line()

    def close(self) -> None:
        """End the program if it still runs, and the terminal."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._close_line()

    def _close_line(self) -> None:
        for descriptor in (self._slave, self._master):
            if descriptor >= 0:
                os.close(descriptor)
        self._slave = self._master = -1

    def _is_written_to(self, within_s: float) -> bool:
        return bool(select.select([self._master], [], [], within_s)[0])

    def _shows(self, wanted: str | re.Pattern[str] | Callable[[Terminal], bool]) -> bool:
        if isinstance(wanted, str):
            return wanted in self.text
        if isinstance(wanted, re.Pattern):
            return wanted.search(self.text) is not None
        return wanted(self)

    def _read(self, timeout_s: float) -> bool:
        """Take in what was written within ``timeout_s``; False once nothing more can come."""
        deadline = time.monotonic() + timeout_s
        while not select.select([self._master], [], [], min(0.05, max(0, timeout_s)))[0]:
            if self.process.poll() is not None:
                return False
            if time.monotonic() >= deadline:
                return True
        try:
            data = os.read(self._master, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return False
        self.take_in(data)
        return True

    def take_in(self, data: bytes) -> None:
        """Draw what the program wrote, where somebody else read it."""
        self.output += data
        data = self._unfinished + data
        cut = _UNFINISHED.search(data)
        self._unfinished = cut.group() if cut else b""
        data = data[: cut.start()] if cut else data
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _bytes_of(key: str) -> bytes:
    if key in KEYS:
        return KEYS[key].encode()
    if re.fullmatch(r"ctrl\+[a-z@\[\\\]^_]", key):
        return bytes([ord(key[-1].upper()) & 0x1F])
    if len(key) == 1:
        return key.encode()
    raise ValueError(f"There is no key {key!r}.")
