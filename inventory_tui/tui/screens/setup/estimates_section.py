"""Setup: what the shop says of goods it does not have."""

from __future__ import annotations

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.estimate import ESTIMATE
from inventory_tui.domain.fields import Field
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.labels import parse_title, visible
from inventory_tui.domain.permissions import Permission
from inventory_tui.services.products import estimates
from inventory_tui.services.products.estimates import Estimate
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.setup.listed import Listed, really
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr, trn

_NAMED = 5
_LANGUAGES = ("de",)
"""Languages a form asks a title for, beside those an estimate has one in."""

_COLUMNS: tuple[Column[Estimate], ...] = (
    Column("priority", tr("Priority"), lambda one: one.priority, 9, right=True),
    Column("products", tr("Products"), lambda one: f"{one.products:,}", 9, right=True),
    Column(
        "titles",
        tr("Also in"),
        lambda one: Cell(" ".join(one.titles), "dim"),
        10,
        most=30,
        drop=1,
    ),
)


class EstimatesSection(Listed[Estimate]):
    """Every estimate, the smallest priority first."""

    NAME = tr("Availability estimates")
    NEEDED = (Permission.CONFIG_UPDATE,)
    HISTORY = "deed:estimates*"

    def __init__(self) -> None:
        self._language = ""

        def title(one: Estimate) -> str:
            return visible(one.title_in(self._language))

        super().__init__(
            (Column("title", tr("Estimate"), title, 22, least=14, most=60), *_COLUMNS)
        )

    async def load(self, page: Page) -> None:
        """Every one of them, in the program's language."""
        self._language = page.inventory.language
        self.show_all({one.id: one for one in await page.read(estimates.listed)})

    async def add(self, page: Page) -> Receipt | None:
        """n: ask for another one."""

        async def save(typed: dict[str, str]) -> Receipt:
            filled = {name: text for name, text in typed.items() if text.strip()}
            cause = page.inventory.cause()
            return await page.written(estimates.add, filled, cause=cause)

        note = tr("Products name it as their estimate; the shop says it while they are out.")
        return await page.form_deed(tr("New estimate"), _fields(()), {}, save, note=note)

    async def edit(self, page: Page) -> Receipt | None:
        """e: ask for other values of the one under the cursor."""
        one = self.cursor_row
        if one is None:
            return None

        async def save(typed: dict[str, str]) -> Receipt:
            return await page.written(
                estimates.edit,
                one.id,
                typed,
                seen_version=one.version,
                cause=page.inventory.cause(),
            )

        languages = tuple(one.titles)
        typed = {"title": one.title, "priority": one.priority}
        typed |= {f"title@{name}": text for name, text in one.titles.items()}
        title = tr("Estimate {title}", title=visible(one.title))
        return await page.form_deed(title, _fields(languages), typed, save)

    async def take_away(self, page: Page) -> Receipt | None:
        """D: say which products lose it, then delete the one under the cursor."""
        one = self.cursor_row
        if one is None:
            return None
        try:
            used = await page.read(estimates.in_use, one.id)
        except InventoryError as refusal:
            await page.refuse(refusal)
            return None
        lines = [tr("No product names it.")]
        if used.skus:
            count = len(used.skus)
            named = ", ".join(visible(sku) for sku in used.skus[:_NAMED])
            more = tr(" and {count:,} more", count=count - _NAMED) if count > _NAMED else ""
            lines = [
                trn(
                    "{count:,} product will name none: {named}{more}.",
                    "{count:,} products will name none: {named}{more}.",
                    count,
                    named=named,
                    more=more,
                ),
            ]
        if not await really(
            page,
            tr("Delete the estimate {title}?", title=visible(one.title)),
            lines,
            tr("Delete"),
        ):
            return None
        return await page.deed(
            estimates.delete, one.id, force=bool(used.skus), seen_version=one.version
        )

    def label(self) -> str:
        """The title."""
        return "" if self.cursor_row is None else self.cursor_row.title

    def about(self) -> str:
        """Who names it, and its titles."""
        one = self.cursor_row
        if one is None:
            return ""
        said = trn(
            "{title}: {count:,} product names it",
            "{title}: {count:,} products name it",
            one.products,
            title=one.title,
        )
        titles = "; ".join(f"{name} {text}" for name, text in one.titles.items())
        return f"{said} · {titles}" if titles else said


def _fields(languages: tuple[str, ...]) -> tuple[Field, ...]:
    names = dict.fromkeys((*languages, *_LANGUAGES))
    return (
        *ESTIMATE,
        *(
            Field(f"title@{name}", tr("Title in {name}", name=name), parse_title)
            for name in names
        ),
    )
