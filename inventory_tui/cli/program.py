"""The command ``inventory-tui``: its nouns, its exit statuses, and what goes wrong."""

from __future__ import annotations

import errno
import importlib
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import click
from click.exceptions import Exit
from click.shell_completion import shell_complete

from inventory_tui import defects
from inventory_tui.cli.output import Output
from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import Noun
from inventory_tui.domain.errors import (
    InventoryError,
    Kind,
    Problem,
    Refused,
    Stopped,
    StoreError,
)

_NAME = "inventory-tui"
_COMPLETE = "_INVENTORY_TUI_COMPLETE"
_OUTPUT_FAILED = (errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EBADF)

DONE, REFUSED, WRONG_USAGE, UNREACHABLE, DEFECT, INTERRUPTED = 0, 1, 2, 3, 70, 130

COMMANDS = {
    "products": "the catalogue",
    "sources": "the places where goods lie",
    "stocks": "which sources serve which sales channels",
    "channels": "where is sold",
    "quantities": "how much of a product lies at a source",
    "orders": "what was sold and has to leave",
    "shipments": "what leaves, from where",
    "pickup": "where orders are fetched, and which are ready",
    "reservations": "what is promised",
    "alerts": "who is told when a product is back, low or cheaper",
    "geonames": "where postcodes are, for distances",
    "report": "history, what runs low, waits, or can be sold",
    "config": "the settings of the business",
    "undo": "take back a deed",
    "doctor": "recompute every invariant and compare",
    "backup": "write a copy of the database",
    "restore": "put a backup in the database's place",
    "upgrade": "bring the database to this program's schema",
    "demo": "the program on a generated sample database",
}
"""Name → what it is about; the module of the same name is loaded when it is used."""

_MODULES = {"backup": "keeping", "restore": "keeping", "upgrade": "keeping"}


class _Program(Noun):
    """The nouns; alone it opens the screens."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(
            f"inventory_tui.cli.{_MODULES.get(cmd_name, cmd_name)}"
        )
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    _NAME,
    cls=_Program,
    invoke_without_command=True,
    help="Multi-source inventory. Alone it opens the program; NOUN VERB does one deed.",
    epilog="inventory-tui NOUN --help lists the verbs of a noun.",
)
@click.pass_context
def program(context: click.Context) -> int | None:
    if context.invoked_subcommand is not None:
        return None
    run = context.ensure_object(Run)
    if run.given.json:
        raise click.UsageError("Name a command to get JSON: inventory-tui NOUN VERB --json.")
    return open_screens(run)


def open_screens(run: Run, label: str = "") -> int:
    """Run the program on screen and return its exit status.

    Args:
        label: What the screens call the database, instead of its file's name.

    Raises:
        Refused: There is no terminal, or one that cannot show screens.
    """
    terminal = os.environ.get("TERM", "")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        why = "The program needs a terminal."
    elif terminal in ("", "dumb", "unknown"):
        why = f"This terminal (TERM={terminal}) cannot show the program."
    else:
        from inventory_tui.tui import starting

        return starting.run(run.settings, label=label)
    raise Refused(
        Kind.UNSUITABLE_TERMINAL,
        f"{why} Everything it does is also a command: inventory-tui --help.",
    )


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line ``argv`` (default: the process's own) and exit."""
    sys.exit(status_of(list(sys.argv[1:] if argv is None else argv)))


def status_of(argv: list[str]) -> int:
    """Run the command line ``argv`` and return its exit status."""
    try:
        with _ended_by_signals():
            status = _run(argv, Run())
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        _discard_output()  # whoever reads has seen enough
        return DONE
    except OSError as error:
        _discard_output()
        why = error.strerror or str(error)
        print(f"error: Standard output could not be written: {why}.", file=sys.stderr)
        return REFUSED


def _discard_output() -> None:
    """Let what Python flushes at its end go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(argv: list[str], run: Run) -> int:
    """Run ``argv``; say what went wrong and choose the exit status.

    Raises:
        OSError: Standard output is closed or full.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        if asked := os.environ.get(_COMPLETE):
            return shell_complete(program, {}, _NAME, _COMPLETE, asked)
        with program.make_context(_NAME, argv, obj=run) as context:
            status = program.invoke(context)
        return status if isinstance(status, int) else DONE
    except Exit as end:
        return end.exit_code
    except click.UsageError as error:
        kind = Kind.WRONG_USAGE
        _out(run, argv).problems([Problem(kind, _sentence(error))])
        if error.ctx is not None:
            print(error.ctx.get_usage(), file=sys.stderr)
        return WRONG_USAGE
    except InventoryError as error:
        _out(run, argv).problems(error.problems)
        if isinstance(error, Stopped):
            return INTERRUPTED
        return UNREACHABLE if isinstance(error, StoreError) else REFUSED
    except (KeyboardInterrupt, click.Abort):
        _out(run, argv).problems(
            [Problem(Kind.STOPPED, "Interrupted; the deed is there whole or not at all.")]
        )
        return INTERRUPTED
    except Exception as error:  # the one place: whatever is left is a defect
        if isinstance(error, OSError) and error.errno in _OUTPUT_FAILED:
            raise
        words = [word for word in argv if word in COMMANDS]
        file = defects.record(error, " ".join(words[:1]) or "inventory-tui")
        print(f"error: {defects.sentence(file)}", file=sys.stderr)
        return DEFECT
    finally:
        run.close()


def _out(run: Run, argv: list[str]) -> Output:
    """Where to complain: JSON also when the line was wrong before it said so."""
    return Output(as_json=run.given.json or "--json" in argv)


def _sentence(error: click.UsageError) -> str:
    """Click's words as a sentence on one line."""
    words = " ".join(error.format_message().split())
    return words if words.endswith((".", "?", "!")) else f"{words}."


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """End as Ctrl-C does when the line is hung up or the process is told to end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
