"""Setup: named sets of permissions."""

from __future__ import annotations

from inventory_tui.domain.history import Receipt
from inventory_tui.domain.permissions import MEANINGS, Permission, show_permissions
from inventory_tui.domain.person import ROLE, Role
from inventory_tui.services.keeping import roles
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.dialogs.pick import Option
from inventory_tui.tui.dialogs.text import TextDialog
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.setup.listed import Listed, really
from inventory_tui.tui.widgets.columns import Cell, Column, room_for
from inventory_tui.tui.widgets.form_body import Lists
from inventory_tui.wording import tr

_COLUMNS: tuple[Column[Role], ...] = (
    Column("name", tr("Role"), lambda one: one.name, 14, most=24),
    Column(
        "count",
        tr("May"),
        lambda one: str(len(one.permissions)),
        room_for(tr("May"), 4),
        right=True,
    ),
    Column(
        "kind",
        "",
        lambda one: Cell(tr("built-in"), "dim") if one.built_in else tr("own"),
        9,
    ),
    Column(
        "permissions",
        tr("Permissions"),
        lambda one: Cell(" ".join(show_permissions(one.permissions)), "dim"),
        20,
        least=10,
        most=120,
    ),
)


class RolesSection(Listed[Role]):
    """Built-in roles and one's own."""

    NAME = tr("Roles")
    NEEDED = (Permission.USERS,)
    SHOWN_BY_EDIT = True
    HISTORY = "deed:roles*"

    def __init__(self) -> None:
        super().__init__(_COLUMNS)

    async def load(self, page: Page) -> None:
        """Every role."""
        self.show_all({one.id: one for one in await page.read(roles.list_roles)})

    async def add(self, page: Page) -> Receipt | None:
        """n: a role of one's own, beginning with what the one under the cursor may."""

        async def save(typed: dict[str, str]) -> Receipt:
            return await page.written(
                roles.add_role,
                typed["name"],
                typed["permissions"].replace(",", " ").split(),
                cause=page.inventory.cause(),
            )

        like = self.cursor_row
        return await page.ask(
            FormDialog(
                tr("New role"),
                ROLE,
                {} if like is None else {"permissions": _words(like)},
                save=save,
                verb=tr("Add"),
                lists=_LISTS,
                note=""
                if like is None
                else tr("It begins with what {name} may.", name=like.name),
            )
        )

    async def edit(self, page: Page) -> Receipt | None:
        """e: what it may; of a built-in one that is shown."""
        row = self.cursor_row
        if row is None:
            return None
        if row.built_in:
            await page.ask(TextDialog(tr("{name} may", name=row.name), _in_words(row)))
            return None

        async def save(typed: dict[str, str]) -> Receipt:
            return await page.written(
                roles.edit_role,
                row.name,
                typed["permissions"].replace(",", " ").split(),
                new_name=typed["name"],
                seen_version=row.version,
                cause=page.inventory.cause(),
            )

        return await page.ask(
            FormDialog(
                tr("Role {name}", name=row.name),
                ROLE,
                {"name": row.name, "permissions": _words(row)},
                save=save,
                lists=_LISTS,
            )
        )

    async def take_away(self, page: Page) -> Receipt | None:
        """D: delete a role nobody has."""
        row = self.cursor_row
        if row is None:
            return None
        lines = [
            tr(
                "{permissions} permissions; nobody may have it.",
                permissions=len(row.permissions),
            )
        ]
        if not await really(
            page, tr("Delete role {name}?", name=row.name), lines, tr("Delete")
        ):
            return None
        return await page.deed(roles.delete_role, row.name, seen_version=row.version)

    def label(self) -> str:
        """The name."""
        return "" if self.cursor_row is None else self.cursor_row.name

    def about(self) -> str:
        """Some of what it may, in words."""
        row = self.cursor_row
        if row is None:
            return ""
        held = [MEANINGS[one] for one in Permission if one in row.permissions]
        said, *others = held or [tr("nothing")]
        while others and len(said) + len(others[0]) < _FITS:
            said += f"; {others.pop(0)}"
        more = tr("; {others} more: e shows them", others=len(others)) if others else ""
        return tr("{name} may {said}", name=row.name, said=said) + more


_FITS = 105
"""Characters of what a role may that the lines below the list have room for."""


def _words(role: Role) -> str:
    return ",".join(show_permissions(role.permissions))


def _in_words(role: Role) -> str:
    return "\n".join(
        f"{'✓' if one in role.permissions else '·'} {one.value:22} {MEANINGS[one]}"
        for one in Permission
    )


async def _every_permission() -> list[Option]:
    return [Option(one.value, MEANINGS[one]) for one in Permission]


_LISTS: Lists = {"permissions": _every_permission}
