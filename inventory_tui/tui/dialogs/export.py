"""What is exported from a list of products: the view itself, or the rows behind it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from textual import on

from inventory_tui.domain.errors import InvalidInput
from inventory_tui.domain.fields import Field, choice, did_you_mean
from inventory_tui.domain.file_form import FileForm, parse_enclosure, parse_separator
from inventory_tui.services.files import exchange, product_export, salable_export
from inventory_tui.services.files.importing import FileKind
from inventory_tui.services.files.sample_files import default_name
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.widgets.form_body import FormBody
from inventory_tui.wording import tr

VIEW, QUANTITIES, PRODUCTS, SALABLE = "view", "quantities", "products", "salable"
COLUMNS = {
    QUANTITIES: exchange.COLUMNS,
    PRODUCTS: product_export.COLUMNS,
    SALABLE: salable_export.COLUMNS,
}
_MORE = {QUANTITIES: exchange.EXPORTED, PRODUCTS: product_export.ALL_COLUMNS}
"""With those that are written where they are asked for, or where there is anything."""


_FIELDS = (
    Field("file", tr("File"), str, required=True, help=tr("a path; ~ is your home")),
    Field(
        "what",
        tr("What"),
        choice(VIEW, QUANTITIES, PRODUCTS, SALABLE),
        help=tr(
            "empty is this view as it is shown; else the rows behind it, as imports read them"
        ),
        choices=(
            (VIEW, tr("This view as it is shown")),
            (QUANTITIES, tr("Quantities: source_code, sku, status, quantity")),
            (PRODUCTS, tr("Products with all their settings")),
            (SALABLE, tr("What the stock shown can sell")),
        ),
    ),
    Field(
        "source",
        tr("Source"),
        str,
        help=tr("of quantities: only at this one; * stands for any"),
    ),
    Field(
        "columns", tr("Columns"), str, help=tr("only these, with commas between; empty: all")
    ),
    Field("separator", tr("Separator"), parse_separator, default=",", help=tr(", ; | or tab")),
    Field(
        "enclosure",
        tr("Enclosure"),
        parse_enclosure,
        help=tr("encloses every cell; empty: only the cells that need it"),
    ),
)


_NOTE = tr("What: empty is this view as it is shown; or quantities, products, salable")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written, and how."""

    file: str
    what: str
    source: str | None
    columns: tuple[str, ...]
    form: FileForm


def wanted(typed: Mapping[str, str]) -> Wanted:
    """Read what was typed.

    Raises:
        InvalidInput: A field holds what it cannot; its problem names the field.
    """
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for field in _FIELDS:
        text = typed.get(field.name, field.default)
        try:
            values[field.name] = field.parse(text) if text.strip() else ""
        except ValueError as problem:
            problems[field.name] = f"{field.label}: {problem}"
    if not values.get("file"):
        problems["file"] = tr("File is required.")
    what = values.get("what") or VIEW
    known = _MORE.get(what) or COLUMNS.get(what, ())
    columns = [word.strip() for word in typed.get("columns", "").split(",") if word.strip()]
    for word in columns:
        if word not in known:
            hint = did_you_mean(word, known)
            problems["columns"] = tr(
                "Columns: {what} have no {word!r}.{hint}", what=what, word=word, hint=hint
            )
    if len(set(columns)) < len(columns):
        problems["columns"] = tr("Columns: one is named twice.")
    if not problems:
        try:
            enclosure = values["enclosure"]
            form = FileForm(values["separator"] or ",", enclosure or '"', bool(enclosure))
        except ValueError as problem:
            problems["enclosure"] = str(problem)
    if problems:
        raise InvalidInput(problems)
    source = typed.get("source", "").strip() or None
    return Wanted(values["file"], what, source, tuple(columns or COLUMNS.get(what, ())), form)


class ExportDialog(FormDialog):
    """The export form; the name of the file follows what is exported until it is typed."""

    WIDE = True
    TOPIC = "Export"

    def __init__(
        self,
        title: str,
        view_file: str,
        now: datetime,
        *,
        save: Callable[[dict[str, str]], Awaitable[Any]],
        lists: Mapping[str, Any],
    ) -> None:
        """Offer ``view_file`` for the view, and names by the time for the other files."""
        self._names = {
            VIEW: view_file,
            QUANTITIES: f"~/{default_name(FileKind.QUANTITIES, now)}",
            PRODUCTS: f"~/{default_name(FileKind.PRODUCTS, now)}",
            SALABLE: f"~/salable_{now:%Y%m%d_%H%M%S}.csv",
        }
        typed = {"file": view_file}
        super().__init__(
            title, _FIELDS, typed, save=save, verb=tr("Write"), lists=lists, note=_NOTE
        )

    @on(FormBody.Changed)
    def _name_follows(self) -> None:
        file, what = self.form.row_of("file"), self.form.row_of("what")
        if file is None or what is None or file.value not in self._names.values():
            return
        typed = what.value.strip().lower() or VIEW
        fits = [name for name in self._names if name.startswith(typed)]
        if len(fits) == 1 and file.value != self._names[fits[0]]:
            file.saved = self._names[fits[0]]
            file.set_value(file.saved)
