"""Reading what is typed on a command line: quantities, lines of orders, lists of SKUs."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from inventory_tui.cli.headings import heading
from inventory_tui.cli.running import one_of
from inventory_tui.domain import file_form
from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.labels import LARGEST_ID, key_of
from inventory_tui.domain.languages import parse_language
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.files import tabular
from inventory_tui.services.files.rejecting import OnError
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.domain.incoming import Came

COUNT = click.IntRange(1, LARGEST_ID)
"""How many rows a list may have at most."""

EVENT = click.option(
    "--event",
    metavar="KEY",
    help=tr("A key of your own: sent again under it, nothing changes."),
)

UNIT = click.option(
    "--unit",
    default="",
    metavar="KEY",
    help=tr("Counted in this unit of the SKU, as SKU/KEY is."),
)

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


def language(text: str) -> str:
    """Read ``--language``; empty where none is asked for.

    Raises:
        InvalidInput: It is no tag of a language.
    """
    return value(text, "language", "--language", parse_language) if text else ""


def quantity(text: str, field: str = "quantity") -> Quantity:
    """Read a quantity without a sign."""
    return value(text, field, _label(field), Quantity.parse)


def difference(text: str, field: str = "quantity") -> Quantity:
    """Read a quantity that may have a sign."""
    return value(text, field, _label(field), Quantity.parse_signed)


def _label(field: str) -> str:
    name = heading(field)
    return name[:1].upper() + name[1:]


def lines(words: Sequence[str], option: str = "--line") -> list[tuple[str, Quantity]]:
    """Read ``SKU=QTY`` words; the SKU itself may hold equal signs.

    Args:
        option: What they were given by, for the sentences.

    Raises:
        InvalidInput: Words are not so, all of them named.
    """
    read: list[tuple[str, Quantity]] = []
    problems: dict[str, str] = {}
    for word in words:
        sku, equals, amount = word.rpartition("=")
        if not equals or not sku:
            problems[word] = tr("{option} {word}: write SKU=QTY.", option=option, word=word)
            continue
        try:
            read.append((sku, Quantity.parse(amount)))
        except ValueError as problem:
            problems[word] = f"{option} {word}: {problem}"
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


ARRIVED = ("short", "lost", "damaged")
"""What units of a transfer can be besides received, after a colon."""


def arrivals(words: Sequence[str]) -> list[tuple[str, Came]]:
    """Read ``SKU=QTY[:short|:lost|:damaged]`` words; a damaged unit arrived.

    Raises:
        InvalidInput: Words are not so, all of them named.
    """
    from inventory_tui.domain.incoming import Came

    read: list[tuple[str, Came]] = []
    problems: dict[str, str] = {}
    for word in words:
        plain, colon, how = word.rpartition(":")
        if "=" in how or not colon:  # the colon is the SKU's
            plain, how = word, ""
        if how and how not in ARRIVED:
            problems[word] = tr(
                "--line {word}: after the colon write {words}.",
                word=word,
                words=", ".join(ARRIVED),
            )
            continue
        try:
            ((sku, amount),) = lines([plain])
        except InvalidInput as invalid:
            problems[word] = str(invalid)
            continue
        came = {
            "": Came(amount),
            "damaged": Came(amount, damaged=amount),
            "short": Came(short=amount),
            "lost": Came(lost=amount),
        }[how]
        read.append((sku, came))
    if problems:
        raise InvalidInput(problems)
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
            Kind.BAD_FILE,
            tr("{file} cannot be read: {why}.", file=file, why=error.strerror),
            field="skus",
        ) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(
            Kind.BAD_FILE,
            tr(
                "{file}, line {line}, byte {byte}: this is not UTF-8.",
                file=file,
                line=line,
                byte=error.start + 1,
            ),
            field="skus",
        ) from None
    heading = text.partition("\n")[0].casefold().replace('"', "").split(",")
    if "sku" in (cell.strip() for cell in heading):
        table = tabular.read_table(
            "-", file_form.Headings(["sku"], ["sku"]), standard=io.BytesIO(data)
        )
        found = [row["sku"] for _, row in table.rows]
    else:
        found = [line.strip() for line in text.splitlines() if line.strip()]
    if not found:
        raise Refused(Kind.NOTHING_GIVEN, tr("{file} holds no SKU.", file=file), field="skus")
    return found


def of_a_file(command: _Command) -> _Command:
    """Add the options of every import from a file."""
    for option in (
        click.option(
            "--check",
            is_flag=True,
            help=tr(
                "Say what every row would do, write nothing; ends with 1 if rows are wrong."
            ),
        ),
        click.option("--encoding", metavar="NAME", help=tr("Of the file, instead of UTF-8.")),
        click.option(
            "--allowed-errors",
            type=int,
            metavar="N",
            help=tr("So many wrong rows may be (10 with stop, any number with skip)."),
        ),
        click.option(
            "--on-error",
            default="stop",
            metavar="stop|skip",
            help=tr("Write nothing when more rows are wrong than allowed, or leave them out."),
        ),
    ):
        command = option(command)
    return command


def _sign(parse: Callable[[str], str]) -> Callable[..., str | None]:
    """Return what reads an option that is one sign."""

    def read(_: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
        try:
            return None if value is None else parse(value)
        except ValueError as problem:
            raise click.BadParameter(str(problem), param=parameter) from None

    return read


separator = _sign(file_form.parse_separator)
"""Reads the option ``--separator`` and its like, as their callback."""
_enclosure = _sign(file_form.parse_enclosure)


def of_a_table(command: _Command) -> _Command:
    """Add the options that say how the cells of a file are written."""
    for option in (
        click.option(
            "--enclosure",
            callback=_enclosure,
            metavar="C",
            help=tr('What encloses a cell, instead of " (none: nothing does).'),
        ),
        click.option(
            "--separator",
            callback=separator,
            metavar="C",
            help=tr("What parts the cells, instead of a comma: ; | tab …"),
        ),
    ):
        command = option(command)
    return command


def form_of(
    separator: str | None, enclosure: str | None, *, writing: bool = False
) -> file_form.FileForm:
    """How the cells of a file are written; an enclosure that is named encloses every cell.

    Raises:
        click.UsageError: Both are the same sign, or a written file would have no enclosure.
    """
    if writing and enclosure == "":
        raise click.UsageError(tr("--enclosure none goes with reading only."))
    try:
        return file_form.FileForm(
            separator or ",", '"' if enclosure is None else enclosure, bool(enclosure)
        )
    except ValueError as problem:
        raise click.UsageError(str(problem)) from None


def columns(words: str | None, known: Sequence[str]) -> Sequence[str]:
    """Read ``--columns``: names with commas between; None: all there are.

    Raises:
        click.UsageError: One is unknown or there twice, or none is named.
    """
    if words is None:
        return known
    named = [
        one_of(word.strip(), known, "--columns") for word in words.split(",") if word.strip()
    ]
    if not named:
        raise click.UsageError(tr("--columns names none of {known}.", known=", ".join(known)))
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice is not None:
        raise click.UsageError(tr("--columns names {twice} twice.", twice=twice))
    return named


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
        raise click.UsageError(tr("Give one of {options}.", options=tr(" or ").join(given)))
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
