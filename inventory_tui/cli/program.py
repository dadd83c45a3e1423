"""The command ``inventory-tui``: its nouns, and its screens where no noun is named.

What it does not need for its help it loads when it needs it, so that it starts fast;
`failing` is what it needs when something goes wrong.
"""

from __future__ import annotations

import errno
import gc
import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click
from click.exceptions import Exit

from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import Noun
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.services import Database

_NAME = "inventory-tui"
_COMPLETE = "_INVENTORY_TUI_COMPLETE"
_OUTPUT_FAILED = (errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EBADF)

DONE, REFUSED = 0, 1

OBJECTS_BETWEEN_COLLECTIONS = 20_000
"""What is imported stays; to look through it for garbage again and again takes a sixth of
the time of importing SQLAlchemy."""

COMMANDS = {
    "products": tr("the catalogue"),
    "sources": tr("the places where goods lie"),
    "stocks": tr("which sources serve which sales channels"),
    "channels": tr("where is sold"),
    "quantities": tr("how much of a product lies at a source"),
    "units": tr("what products are counted in"),
    "incoming": tr("what is expected, and what came of it"),
    "transfers": tr("what is on the road between sources"),
    "orders": tr("what was sold and has to leave"),
    "shipments": tr("what leaves, from where"),
    "consignments": tr("what goes to one account together, of several orders"),
    "pickup": tr("where orders are fetched, and which are ready"),
    "reservations": tr("what is promised"),
    "alerts": tr("who is told when a product is back, low or cheaper"),
    "estimates": tr("what a shop says of goods it does not have"),
    "lowstock-actions": tr("what is done when a product runs low; the inbox"),
    "geonames": tr("where postcodes are, for distances"),
    "report": tr("history, what runs low, waits, or can be sold"),
    "housekeeping": tr("what the clock asks for, for cron"),
    "config": tr("the settings of the business"),
    "users": tr("who works here, and what each may"),
    "roles": tr("named sets of permissions"),
    "undo": tr("take back a deed"),
    "doctor": tr("recompute every invariant and compare"),
    "backup": tr("write a copy of the database"),
    "restore": tr("put a backup in the database's place"),
    "upgrade": tr("bring the database to this program's schema"),
    "demo": tr("the program on a generated sample database"),
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
            f"inventory_tui.cli.{_MODULES.get(cmd_name, cmd_name.replace('-', '_'))}"
        )
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(tr("Commands")):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    _NAME,
    cls=_Program,
    invoke_without_command=True,
    help=tr("Multi-source inventory. Alone it opens the program; NOUN VERB does one deed."),
    epilog=tr("inventory-tui NOUN --help lists the verbs of a noun."),
)
@click.pass_context
def program(context: click.Context) -> int | None:
    if context.invoked_subcommand is not None:
        return None
    run = context.ensure_object(Run)
    if run.given.json:
        raise click.UsageError(
            tr("Name a command to get JSON: inventory-tui NOUN VERB --json.")
        )
    return open_screens(run)


def open_screens(
    run: Run, label: str = "", prepare: Callable[[Database], object] | None = None
) -> int:
    """Run the program on screen and return its exit status.

    Args:
        label: What the screens call the database, instead of its file's name.
        prepare: What is done with the database before its screens open.

    Raises:
        Refused: There is no terminal, or one that cannot show screens.
    """
    terminal = os.environ.get("TERM", "")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        why = tr("The program needs a terminal.")
    elif terminal in ("", "dumb", "unknown"):
        why = tr("This terminal (TERM={terminal}) cannot show the program.", terminal=terminal)
    else:
        from inventory_tui.tui import starting

        return starting.run(run.settings, label=label, prepare=prepare)
    from inventory_tui.domain.errors import Kind, Refused

    raise Refused(
        Kind.UNSUITABLE_TERMINAL,
        tr("{why} Everything it does is also a command: inventory-tui --help.", why=why),
    )


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line ``argv`` (default: the process's own) and exit."""
    if argv is not None:
        sys.exit(status_of(list(argv)))
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    status = status_of(sys.argv[1:])
    gc.freeze()  # else Python looks for garbage once more before it ends, which takes long
    sys.exit(status)


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
        print(
            tr("error: Standard output could not be written: {why}.", why=why), file=sys.stderr
        )
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
            from click.shell_completion import shell_complete

            return shell_complete(program, {}, _NAME, _COMPLETE, asked)
        with program.make_context(_NAME, argv, obj=run) as context:
            try:
                status = program.invoke(context)
            finally:
                run.answer_low_stock()
        return status if isinstance(status, int) else DONE
    except Exit as end:
        return end.exit_code
    except (Exception, KeyboardInterrupt) as error:  # the one place where all ends up
        if isinstance(error, OSError) and error.errno in _OUTPUT_FAILED:
            raise
        from inventory_tui.cli import failing

        words = [word for word in argv if word in COMMANDS]
        as_json = run.given.json or "--json" in argv  # also where the line was wrong before
        return failing.told(error, as_json=as_json, doing=" ".join(words[:1]) or _NAME)
    finally:
        run.close()


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
