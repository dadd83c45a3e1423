"""Rows of a quantities file, read cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import compress
from typing import Any, TypeVar

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.file_form import PLAIN, FileForm, Headings
from inventory_tui.domain.file_verdicts import FileProblem
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.quantity_file import Behaviour, Mode
from inventory_tui.services.files.rejecting import OnError, Rejections
from inventory_tui.services.files.row_reading import Chunk
from inventory_tui.services.files.tabular import Table
from inventory_tui.store.database import Transaction
from inventory_tui.store.quantities.file_rows import FileRows
from inventory_tui.wording import tr

COLUMNS = ("source_code", "sku", "status", "quantity")
MORE = ("safety", "erc")
"""Columns a file may have beside these: safety stock, and the name of the row elsewhere."""
HEADINGS = Headings(
    required=("source_code", "sku", "quantity"),
    known=(*COLUMNS, *MORE),
    aliases={
        "source": "source_code",
        "qty": "quantity",
        "safety_stock": "safety",
        "safety stock": "safety",
        "external_reference_code": "erc",
        "source_item_status": "status",
        "source item status": "status",
    },
)

_REMEMBERED = 65_536  # texts repeat; understanding each once is half the time of reading

_LONGEST_ERC = 75

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Rules:
    """How a quantities file is to be taken."""

    behaviour: Behaviour = Behaviour.APPEND
    mode: Mode = Mode.SET
    on_error: OnError = OnError.STOP
    allowed_errors: int | None = None
    """None: 10 with *stop*, any number with *skip*."""
    encoding: str | None = None
    """None: UTF-8, with or without BOM."""
    form: FileForm = PLAIN

    def __post_init__(self) -> None:
        if self.mode is not Mode.SET and self.behaviour is not Behaviour.APPEND:
            raise Refused(
                Kind.VALIDATION_FAILED,
                tr("The mode {mode} goes with the behaviour append only.", mode=self.mode),
                field="mode",
            )
        if self.allowed_errors is not None and self.allowed_errors < 0:
            raise Refused(
                Kind.VALIDATION_FAILED, tr("Allow 0 errors or more."), field="allowed_errors"
            )


class RowReader:
    """Reads the rows of one file, some thousands at once.

    Each distinct text is understood once; what is wrong with a row is said row by row.
    """

    def __init__(
        self, transaction: Transaction, table: Table, rules: Rules, rejections: Rejections
    ) -> None:
        self._rejections = rejections
        self._codes = transaction.sources.by_label()
        self._sources: dict[str, int] = {}
        self._amounts: dict[str, int] = {}
        self._statuses: dict[str, bool] = {}
        self._safeties: dict[str, int] = {}
        self._has_status = "status" in table.columns
        self.says_more = not set(MORE).isdisjoint(table.columns)
        """Whether rows say more than their quantity."""
        self._has_safety = "safety" in table.columns
        self._has_erc = "erc" in table.columns
        self._references = transaction.item_references
        self._signed = rules.mode is Mode.ADJUST
        self._deleting = rules.behaviour is Behaviour.DELETE

    def read(self, chunk: Chunk) -> FileRows:
        """Return what rows say, without those that were rejected."""
        cells, lines = chunk.cells, chunk.lines
        if self._has_erc:
            cells, lines = self._found_by_name(cells, lines)
        skus = list(map(str.strip, cells["sku"]))
        means: dict[str, list[Any]] = {
            name: meaning(cells[column]) for column, (name, meaning) in self.meanings().items()
        }
        rows = FileRows(
            list(lines),
            skus,
            _keys(skus),
            means["source_id"],
            means.get("amount", [0] * len(lines)),
            means.get("in_stock", [None] * len(lines)),
            means.get("safety", []),
            list(map(str.strip, cells["erc"])) if self._has_erc else [],
        )
        wrong = set() if all(skus) else {at for at, sku in enumerate(skus) if not sku}
        for column in means.values():
            if None in column:
                wrong.update(at for at, value in enumerate(column) if value is None)
        if not wrong:
            return rows
        right = [True] * len(lines)
        for at in sorted(wrong):
            right[at] = False
            self._reject(lines[at], {name: column[at] for name, column in cells.items()})
        return rows.only(right)

    def meanings(self) -> dict[str, tuple[str, Callable[[Sequence[str]], list[Any]]]]:
        """The columns that are read beside the SKU: what to call what they mean, and how to
        find it out; None is the meaning of a wrong text.
        """
        how: dict[str, tuple[str, Callable[[Sequence[str]], list[Any]]]] = {}
        how["source_code"] = "source_id", partial(_understood, self._sources, self._source)
        if not self._deleting:
            how["quantity"] = "amount", partial(_understood, self._amounts, self._amount)
            if self._has_status:
                how["status"] = "in_stock", partial(_understood, self._statuses, _status)
            if self._has_safety:
                how["safety"] = "safety", partial(_understood, self._safeties, _safety)
        return how

    def _found_by_name(
        self, cells: Mapping[str, Sequence[str]], lines: Sequence[int]
    ) -> tuple[Mapping[str, Sequence[str]], Sequence[int]]:
        """Fill in product and source of rows whose name is known; reject contradictions."""
        ercs = list(map(str.strip, cells["erc"]))
        known = self._references.named({key_of(erc) for erc in ercs if erc})
        skus, codes = list(cells["sku"]), list(cells["source_code"])
        right = [True] * len(lines)
        for at, erc in enumerate(ercs):
            if len(erc) > _LONGEST_ERC:
                said = tr("erc: write at most {longest} characters.", longest=_LONGEST_ERC)
                right[at] = self._refuse(lines[at], skus[at], codes[at], erc, said)
            elif erc and (named := known.get(key_of(erc))):
                sku, code = skus[at].strip() or named.sku, codes[at].strip() or named.source
                if (key_of(sku), key_of(code)) != (key_of(named.sku), key_of(named.source)):
                    said = tr(
                        "erc {erc!r} is {row}, not {sku} at {source}.",
                        erc=erc,
                        row=named.label,
                        sku=sku,
                        source=code,
                    )
                    right[at] = self._refuse(lines[at], sku, code, erc, said)
                skus[at], codes[at] = sku, code
        filled = {**cells, "sku": skus, "source_code": codes}
        if all(right):
            return filled, lines
        kept = {name: list(compress(column, right)) for name, column in filled.items()}
        return kept, list(compress(lines, right))

    def _refuse(self, line: int, sku: str, code: str, erc: str, said: str) -> bool:
        problem = FileProblem(
            Kind.VALIDATION_FAILED,
            tr("Row {line}: {problem}", line=line, problem=visible(said)),
            "erc",
            sku.strip(),
            row=line,
            source=code.strip(),
            given=erc,
        )
        self._rejections.add(problem)
        return False

    def _reject(self, line: int, cells: dict[str, str]) -> None:
        """Say what is wrong with a row, column by column: the first that is."""
        sku, code = cells["sku"].strip(), cells["source_code"]
        try:
            self._source(code)
            if not sku:
                raise _Wrong("sku", tr("sku is empty."))
            if self._has_status and not self._deleting:
                _status(cells["status"])
            if self._has_safety and not self._deleting:
                _safety(cells["safety"])
            self._amount(cells["quantity"])
        except _Wrong as wrong:
            given = "" if wrong.field == "sku" else cells[wrong.field].strip()
            self._rejections.add(
                FileProblem(
                    wrong.kind,
                    tr("Row {line}: {problem}", line=line, problem=wrong),
                    wrong.field,
                    sku,
                    row=line,
                    source=code.strip(),
                    given="" if wrong.field == "source_code" else given,
                )
            )

    def _source(self, text: str) -> int:
        code = text.strip()
        source = self._codes.get(key_of(code))
        if source is None:
            hint = did_you_mean(code, (one.code for one in self._codes.values()))
            said = (
                tr("There is no source {code!r}.{hint}", code=code, hint=hint)
                if code
                else tr("it is empty.")
            )
            raise _Wrong("source_code", said, Kind.UNKNOWN_SOURCE)
        return source.id

    def _amount(self, text: str) -> int:
        try:
            return Quantity.parse(text, signed=self._signed).parts
        except ValueError as problem:
            raise _Wrong(
                "quantity",
                tr("quantity {text!r}: {problem}", text=text.strip(), problem=problem),
            ) from None


class _Wrong(Exception):
    def __init__(self, field: str, message: str, kind: Kind = Kind.VALIDATION_FAILED) -> None:
        super().__init__(message)
        self.field = field
        self.kind = kind


def _understood(
    known: dict[str, Value], understand: Callable[[str], Value], texts: Sequence[str]
) -> list[Value | None]:
    """What texts mean, by and by ``known``; None where one is wrong."""
    with suppress(KeyError):
        return list(map(known.__getitem__, texts))
    new = set(texts).difference(known)
    if len(known) + len(new) > _REMEMBERED:
        known.clear()
        new = set(texts)
    for text in new:
        with suppress(_Wrong):
            known[text] = understand(text)
    return list(map(known.get, texts))


def _keys(skus: list[str]) -> list[str]:
    if "".join(skus).isascii():
        return list(map(str.lower, skus))
    return list(map(key_of, skus))


def _status(text: str) -> bool:
    try:
        return {"1": True, "0": False}[text.strip()]
    except KeyError:
        said = tr("status: write 1 (In Stock) or 0 (Out of Stock), not {text!r}.", text=text)
        raise _Wrong("status", said) from None


def _safety(text: str) -> int:
    """Ten-thousandths; below 0 where the row does not say."""
    if not text.strip():
        return -1
    try:
        return Quantity.parse(text).parts
    except ValueError as problem:
        raise _Wrong(
            "safety", tr("safety {text!r}: {problem}", text=text.strip(), problem=problem)
        ) from None
