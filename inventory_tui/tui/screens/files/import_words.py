"""What the import wizard says: its lines, its columns, its last key."""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain.file_form import shown
from inventory_tui.domain.file_verdicts import RowResult, RowVerdict
from inventory_tui.domain.labels import visible
from inventory_tui.services.files.importing import Behaviour, Examined, FileKind
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr, trn, word

NOUNS = {
    FileKind.QUANTITIES: tr("rows"),
    FileKind.PRODUCTS: tr("products"),
    FileKind.ORDERS: tr("orders"),
}
NOTHING = {
    FileKind.QUANTITIES: tr("Nothing to do: no row changes"),
    FileKind.PRODUCTS: tr("Nothing to do: no product changes"),
    FileKind.ORDERS: tr("Nothing to do: no order changes"),
}
UPDATE_ONLY = "update"
BEHAVIOURS: dict[FileKind, tuple[tuple[str, str], ...]] = {
    FileKind.QUANTITIES: (
        (Behaviour.APPEND.value, tr("Add or update")),
        (Behaviour.REPLACE.value, tr("Replace file's rows")),
        (Behaviour.DELETE.value, tr("Delete file's rows")),
    ),
    FileKind.PRODUCTS: (
        (Behaviour.APPEND.value, tr("Add or update")),
        (UPDATE_ONLY, tr("Update only")),
        (Behaviour.DELETE.value, tr("Delete file's products")),
    ),
    FileKind.ORDERS: (("append", tr("Place those that are not there yet")),),
}
_SIGNS = {
    RowResult.WRONG: "✗",
    RowResult.SAME: "–",
    RowResult.LEFT_OUT: "–",
}
_WORDS = {
    FileKind.ORDERS: {
        RowResult.NEW: tr("to place"),
        RowResult.SAME: tr("there already"),
        RowResult.WRONG: tr("refused, left out"),
    }
}
_COUNTED = {
    RowResult.NEW: tr("new"),
    RowResult.CHANGED: tr("changed"),
    RowResult.DELETED: tr("deleted"),
    RowResult.SAME: tr("the same"),
    RowResult.LEFT_OUT: tr("not there, left out"),
    RowResult.WRONG: tr("wrong, skipped"),
}
_ON_SCREEN = {
    "--encoding ": tr("Encoding") + " ",
    "--separator": tr("Separator"),
    "--allowed-errors": tr("Allowed errors"),
}


def on_screen(sentence: str) -> str:
    """A sentence of the services, with the names boxes have instead of options."""
    for option, label in _ON_SCREEN.items():
        sentence = sentence.replace(option, label)
    return visible(sentence)


def counts(examined: Examined) -> str:
    """``✓ 310 new  ✓ 880 changed  – 12 the same  ✗ 2 wrong, skipped``."""
    words = _COUNTED | _WORDS.get(examined.kind, {})
    if examined.request.behaviour is Behaviour.DELETE:
        words[RowResult.SAME] = tr("not there")
    refused = examined.refusal is not None
    parts = []
    for result in _COUNTED:
        if count := examined.verdicts.count(result):
            word = words[result]
            if refused and result is RowResult.WRONG:
                word = tr("wrong")
            parts.append(f"{_SIGNS.get(result, '✓')} {count:,} {word}")
    if not parts:
        return tr("– a heading and no rows")
    if examined.refusal is not None:
        parts.append(f"· {on_screen(examined.refusal.problems[0].message).split(';')[0]}")
    return "  ".join(parts)


def written_as(examined: Examined) -> tuple[str, str, str]:
    """Separator, enclosure and encoding as they were found."""
    seen = examined.recognised
    form = seen.form
    return shown(form.separator), shown(form.enclosure), seen.encoding or "utf-8"


def does(examined: Examined) -> str:
    """What F10 does, with its numbers."""
    count, kind = examined.written, examined.kind
    if kind is FileKind.ORDERS:
        return trn("Place {count:,} order", "Place {count:,} orders", count)
    deletes = examined.request.behaviour is Behaviour.DELETE
    if kind is FileKind.PRODUCTS:
        if deletes:
            return trn("Delete {count:,} product", "Delete {count:,} products", count)
        return trn("Import {count:,} product", "Import {count:,} products", count)
    if deletes:
        return trn("Delete {count:,} row", "Delete {count:,} rows", count)
    return trn("Import {count:,} row", "Import {count:,} rows", count)


def columns(kind: FileKind) -> Sequence[Column[RowVerdict]]:
    """The columns of the table of verdicts."""
    line: Column[RowVerdict] = Column(
        "line",
        word(tr("file|Line")),
        lambda row: f"{row.line:,}",
        8,
        right=True,
        sort="line",
        drop=2,
    )
    where: Column[RowVerdict] = Column(
        "where",
        tr("Channel") if kind is FileKind.ORDERS else tr("Source"),
        lambda row: row.where,
        9,
        least=6,
        most=20,
        sort="where",
        drop=1,
    )
    what: Column[RowVerdict] = Column(
        "what",
        tr("Order") if kind is FileKind.ORDERS else "SKU",
        lambda row: row.what,
        17,
        least=10,
        most=40,
        sort="what",
    )
    titles = {FileKind.ORDERS: tr("Lines"), FileKind.PRODUCTS: tr("What changes")}
    change: Column[RowVerdict] = Column(
        "change",
        titles.get(kind, tr("Was → Becomes")),
        lambda row: row.change,
        25 if kind is FileKind.PRODUCTS else 16,
        least=8,
        most=50 if kind is FileKind.PRODUCTS else 24,
    )
    verdict: Column[RowVerdict] = Column(
        "verdict",
        tr("Verdict"),
        _verdict,
        27,
        least=10,
        most=100,
        sort="result",
        group=lambda row: row.result.value.replace("_", " "),
    )
    if kind is FileKind.PRODUCTS:
        return (line, what, change, verdict)
    return (line, where, what, change, verdict)


def _verdict(row: RowVerdict) -> Cell:
    sign = _SIGNS.get(row.result, "✓")
    if row.result is RowResult.WRONG:
        return Cell(f"{sign} {row.said}", "wrong")
    return Cell(f"{sign} {row.said}", "" if row.result.is_done else "dim")


EXPORTED = ("line", "source", "sku", "change", "verdict", "sentence")


def exported(row: RowVerdict) -> list[str]:
    """A verdict as a line of a file, by `EXPORTED`."""
    said = row.sentence or row.said
    return [str(row.line), row.where, row.what, row.change, row.result.value, said]
