"""Reading what is typed on a command line: quantities, lines of orders, lists of SKUs."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import click

from inventory_tui.cli.running import one_of
from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.labels import LARGEST_ID, key_of
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services import tabular
from inventory_tui.services.rejecting import OnError

COUNT = click.IntRange(1, LARGEST_ID)
"""How many rows a list may have at most."""

_Value = TypeVar("_Value")
_Command = TypeVar("_Command", bound=Callable[..., object])


def value(text: str, field: str, label: str, parse: Callable[[str], _Value]) -> _Value:
    """Return what ``parse`` makes of ``text``.

    Raises:
        InvalidInput: Its sentence, about ``field``.
    """
    try:
        return parse(text)
    except ValueError as problem:
        raise InvalidInput({field: f"{label}: {problem}"}) from None


def quantity(text: str, field: str = "quantity") -> Quantity:
    """Read a quantity without a sign."""
    return value(text, field, field.capitalize(), Quantity.parse)


def difference(text: str, field: str = "quantity") -> Quantity:
    """Read a quantity that may have a sign."""
    return value(text, field, field.capitalize(), Quantity.parse_signed)


def lines(words: Sequence[str]) -> list[tuple[str, Quantity]]:
    """Read ``SKU=QTY`` words; the SKU itself may hold equal signs.

    Raises:
        InvalidInput: Words are not so, all of them named.
    """
    read: list[tuple[str, Quantity]] = []
    problems: dict[str, str] = {}
    for word in words:
        sku, equals, amount = word.rpartition("=")
        if not equals or not sku:
            problems[word] = f"--line {word}: write SKU=QTY."
            continue
        try:
            read.append((sku, Quantity.parse(amount)))
        except ValueError as problem:
            problems[word] = f"--line {word}: {problem}"
    if problems:
        raise InvalidInput(problems)
    return read


def summed(words: Sequence[str]) -> dict[str, Quantity]:
    """Read ``SKU=QTY`` words into one quantity a SKU."""
    read: dict[str, Quantity] = {}
    labels: dict[str, str] = {}
    for sku, amount in lines(words):
        sku = labels.setdefault(key_of(sku), sku)
        read[sku] = read[sku] + amount if sku in read else amount
    return read


def skus(file: str) -> list[str]:
    """Read SKUs, one a line, or the column ``sku`` of a file that has headings.

    Args:
        file: A path, or ``-`` for standard input.

    Raises:
        Refused: It cannot be read, is not UTF-8, or holds none.
    """
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise Refused(
            Kind.BAD_FILE, f"{file} cannot be read: {error.strerror}.", field="skus"
        ) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(
            Kind.BAD_FILE,
            f"{file}, line {line}, byte {error.start + 1}: this is not UTF-8.",
            field="skus",
        ) from None
    heading = text.partition("\n")[0].casefold().replace('"', "").split(",")
    if "sku" in (cell.strip() for cell in heading):
        table = tabular.read_table(
            "-", required=["sku"], known=["sku"], standard=io.BytesIO(data)
        )
        found = [row["sku"] for _, row in table.rows]
    else:
        found = [line.strip() for line in text.splitlines() if line.strip()]
    if not found:
        raise Refused(Kind.NOTHING_GIVEN, f"{file} holds no SKU.", field="skus")
    return found


def of_a_file(command: _Command) -> _Command:
    """Add the options of every import from a file."""
    for option in (
        click.option("--encoding", metavar="NAME", help="Of the file, instead of UTF-8."),
        click.option(
            "--allowed-errors",
            type=int,
            metavar="N",
            help="So many wrong rows may be (10 with stop, any number with skip).",
        ),
        click.option(
            "--on-error",
            default="stop",
            metavar="stop|skip",
            help="Write nothing when more rows are wrong than allowed, or leave them out.",
        ),
    ):
        command = option(command)
    return command


def on_error(word: str) -> OnError:
    """Read ``--on-error``."""
    return OnError(one_of(word, list(OnError), "--on-error"))


def only_one(given: Mapping[str, object]) -> str:
    """Return the one option that was given.

    Raises:
        click.UsageError: None was, or several.
    """
    named = [name for name, this in given.items() if this is not None]
    if len(named) != 1:
        raise click.UsageError(f"Give one of {' or '.join(given)}.")
    return named[0]


def order_by(column: str, *, newest: str = "") -> tuple[str, bool]:
    """Read a column to sort by, ``-`` before it turning its order round.

    Args:
        newest: The column that begins with its greatest unless it is turned round.

    Returns:
        The column, and whether it descends.
    """
    name = column.removeprefix("-")
    return name, column.startswith("-") != (name == newest)
