"""The terminal the other tests trust."""

from __future__ import annotations

import signal
import sys

import pytest

from tests.terminal import Terminal

ECHO = r"""
import os, sys, termios, tty, signal
tty.setraw(0)
def resized(*_):
    os.write(1, b"size %d %d\r\n" % os.get_terminal_size(0))
signal.signal(signal.SIGWINCH, resized)
os.write(1, b"\x1b[>1u\x1b[?2026$pready\r\n")
while True:
    data = os.read(0, 100)
    os.write(1, repr(data).encode() + b"\r\n")
    if data == b"q":
        sys.exit(7)
"""


def test_keys_reach_the_program_as_bytes_and_what_it_writes_is_seen() -> None:
    with Terminal([sys.executable, "-c", ECHO]) as terminal:
        terminal.wait_for("ready")
        assert terminal.lines[0] == "ready"
        for key, sent in (
            ("a", "b'a'"),
            ("f4", r"b'\x1bOS'"),
            ("ctrl+p", r"b'\x10'"),
            ("pagedown", r"b'\x1b[6~'"),
        ):
            terminal.press(key)
            terminal.wait_for(sent)
        before = terminal.bytes_written
        terminal.press("x")
        terminal.wait_for("b'x'")
        assert terminal.bytes_written - before == len("b'x'\r\n")
        terminal.resize(100, 30)
        terminal.wait_for("size 100 30")
        terminal.press("q")
        assert terminal.wait_for_end() == 7


def test_what_is_not_shown_fails_with_the_screen() -> None:
    with (
        Terminal([sys.executable, "-c", "print('hello')"]) as terminal,
        pytest.raises(AssertionError, match=r"(?s)ended.*hello"),
    ):
        terminal.wait_for("goodbye", within_s=5)


def test_a_program_can_be_hung_up_on() -> None:
    with Terminal([sys.executable, "-c", ECHO]) as terminal:
        terminal.wait_for("ready")
        terminal.hang_up()
        assert terminal.process.wait(5) == -signal.SIGHUP
