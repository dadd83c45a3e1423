"""What a command says when something goes wrong, and the exit status that it ends with."""

from __future__ import annotations

import sys

import click

from inventory_tui import defects
from inventory_tui.cli.output import Output
from inventory_tui.domain.errors import InventoryError, Kind, Problem, Stopped, StoreError
from inventory_tui.wording import tr

REFUSED, WRONG_USAGE, UNREACHABLE, DEFECT, INTERRUPTED = 1, 2, 3, 70, 130


def told(error: BaseException, *, as_json: bool, doing: str) -> int:
    """Say what ``error`` means on standard error, and return the exit status.

    Args:
        as_json: For programs instead of for people.
        doing: What is written into the log of defects: the noun of the command.
    """
    out = Output(as_json=as_json)
    match error:
        case click.UsageError():
            out.problems([Problem(Kind.WRONG_USAGE, _sentence(error))])
            if error.ctx is not None:
                print(error.ctx.get_usage(), file=sys.stderr)
            return WRONG_USAGE
        case InventoryError():
            out.problems(error.problems)
            if isinstance(error, Stopped):
                return INTERRUPTED
            return UNREACHABLE if isinstance(error, StoreError) else REFUSED
        case KeyboardInterrupt() | click.Abort():
            said = tr("Interrupted; the deed is there whole or not at all.")
            out.problems([Problem(Kind.STOPPED, said)])
            return INTERRUPTED
        case _:  # whatever is left is a defect
            file = defects.record(error, doing)
            out.error(defects.sentence(file))
            return DEFECT


def _sentence(error: click.UsageError) -> str:
    """Click's words as a sentence on one line."""
    words = " ".join(error.format_message().split())
    return words if words.endswith((".", "?", "!")) else f"{words}."
