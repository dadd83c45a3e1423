"""Setup: who works here, and what each may."""

from __future__ import annotations

from inventory_tui.domain.history import Receipt
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.person import PERSON, Person
from inventory_tui.services.keeping import people, roles
from inventory_tui.services.sourcing import sourcing
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.dialogs.pick import Option
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.setup.listed import Listed, really
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.form_body import Lists
from inventory_tui.wording import tr, trn

_COLUMNS: tuple[Column[Person], ...] = (
    Column("login", tr("Login"), lambda one: one.login, 12, most=24),
    Column("role", tr("Role"), lambda one: one.role.name, 10, most=20),
    Column(
        "sources",
        tr("Sources"),
        lambda one: ", ".join(one.sources) or Cell(tr("all"), "dim"),
        16,
        least=8,
        most=40,
    ),
    Column(
        "active",
        tr("Active"),
        lambda one: tr("yes") if one.active else Cell(tr("off"), "attention"),
        6,
    ),
    Column("name", tr("Name"), lambda one: one.name, 14, most=30, drop=1),
)


class PeopleSection(Listed[Person]):
    """People by login name."""

    NAME = tr("People")
    NEEDED = (Permission.USERS,)
    SHOWN_BY_EDIT = True
    HISTORY = "deed:users*"

    def __init__(self) -> None:
        super().__init__(_COLUMNS)
        self.empty = tr("Nobody yet: everybody may everything. n adds one")

    async def load(self, page: Page) -> None:
        """Everybody."""
        self.show_all({one.id: one for one in await page.read(people.list_people)})

    async def add(self, page: Page) -> Receipt | None:
        """n: a new person."""

        async def save(typed: dict[str, str]) -> Receipt:
            return await page.written(people.add_person, typed, cause=page.inventory.cause())

        me = page.inventory.login
        first = (
            tr("The first person: {me}, who adds it, becomes admin.", me=me)
            if self.cursor_row is None
            else ""
        )
        return await page.ask(
            FormDialog(
                tr("New person"),
                PERSON,
                {"role": "clerk", "active": "yes"},
                save=save,
                verb=tr("Add"),
                lists=_lists(page),
                note=first,
            )
        )

    async def edit(self, page: Page) -> Receipt | None:
        """e: role, sources, name, on or off."""
        row = self.cursor_row
        if row is None:
            return None

        async def save(typed: dict[str, str]) -> Receipt:
            return await page.written(
                people.edit_person,
                row.login,
                typed,
                seen_version=row.version,
                cause=page.inventory.cause(),
            )

        texts = {name: text or "" for name, text in people.texts(row).items()}
        return await page.ask(
            FormDialog(
                tr("Person {login}", login=row.login),
                PERSON,
                {**texts, "login": row.login},
                save=save,
                locked={"login": tr("never changes; the system knows the person by it")},
                lists=_lists(page),
            )
        )

    async def take_away(self, page: Page) -> Receipt | None:
        """D: forget the person."""
        row = self.cursor_row
        if row is None:
            return None
        lines = [
            tr("{login} may see and change nothing any more.", login=row.login),
            tr("What the person did stays in the history."),
        ]
        if not await really(page, tr("Remove {login}?", login=row.login), lines, tr("Remove")):
            return None
        return await page.deed(people.remove_person, row.login, seen_version=row.version)

    def label(self) -> str:
        """The login name."""
        return "" if self.cursor_row is None else self.cursor_row.login

    def about(self) -> str:
        """What the person may, in a line."""
        row = self.cursor_row
        if row is None:
            return ""
        return f"{row.login}: {people.described(row)}"


def _lists(page: Page) -> Lists:
    async def every_role() -> list[Option]:
        found = await page.read(roles.list_roles)
        return [
            Option(
                one.name,
                trn("{count} permissions", "{count} permissions", len(one.permissions)),
            )
            for one in found
        ]

    async def every_source() -> list[Option]:
        found = await page.read(sourcing.offered_sources)
        return [Option(one.code, one.name) for one in found]

    return {"role": every_role, "sources": every_source}
