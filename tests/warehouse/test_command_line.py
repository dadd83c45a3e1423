"""Everything a screen does, a script can do: key by key, and for many at once."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator

import click
import pytest

from inventory_tui.cli.program import program
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order import OrderStatus
from inventory_tui.services.keeping import people
from inventory_tui.services.products import units
from inventory_tui.services.shipping import consignments
from inventory_tui.store.database import Database
from inventory_tui.tui import rights, screens
from inventory_tui.tui.commands import COMMANDS, Group
from inventory_tui.tui.screens.frame.page import Page
from tests.cli.conftest import Answer, inventory, type_in  # noqa: F401
from tests.services.shopping import Shop
from tests.tui.conftest import Running, press, running  # noqa: F401
from tests.tui.flows.office import product_page
from tests.world import World

SHOWN_ONLY = {
    "fill",  # fills a box with what is left: --line and plain "all of it" do
    "memo",  # a field of the form: --comment, --note
    "again",  # the same deed once more: the same line once more
}
"""Keys that only help to fill in what is then done by another."""

EVERYWHERE = {"receive": "incoming receive --delivery"}
"""Keys of every screen."""

ON_THE_LINE: dict[str, dict[str, str]] = {
    "Products": {
        "edit": "quantities set",
        "new": "products add",
        "assign": "quantities assign --filter",
        "unassign": "quantities unassign --filter",
        "transfer": "quantities transfer --filter",
        "adjust": "quantities import --mode",
        "enable": "products set --filter",
        "delete": "products delete --filter",
        "import": "products import",
        "export": "products export --filter",
    },
    "Product page": {
        "edit": "quantities set",
        "new": "products add",
        "assign": "quantities assign",
        "unassign": "quantities unassign",
        "transfer": "quantities transfer --quantity",
        "adjust": "quantities adjust",
        "enable": "products set",
        "delete": "products set",
    },
    "Low stock": {
        "edit": "quantities set",
        "assign": "quantities assign --skus",
        "unassign": "quantities unassign --skus",
        "transfer": "quantities transfer --skus",
        "adjust": "quantities import --mode",
        "enable": "products set --skus",
        "import": "quantities import",
        "export": "report low-stock --export",
        "print": "report low-stock",
    },
    "Import": {"import": "quantities import", "export": "products sample"},
    "Sources": {
        "edit": "sources set",
        "new": "sources add",
        "enable": "sources enable",
        "delete": "sources delete",
        "import": "quantities import",
        "export": "sources list",
    },
    "Source editor": {"new": "sources add"},
    "Stocks": {
        "edit": "stocks rename",
        "new": "stocks add",
        "delete": "stocks delete",
        "move.up": "stocks prioritise",
        "move.down": "stocks prioritise",
        "rank": "stocks prioritise",
    },
    "Orders": {
        "new": "orders place",
        "cancel": "orders cancel",
        "hold": "orders hold",
        "dispatch": "shipments create",
        "invoice": "orders invoice",
        "print": "shipments slip",
        "import": "orders import",
        "export": "orders list --filter",
    },
    "Order page": {
        "new": "orders place --again",
        "cancel": "orders cancel --line",
        "hold": "orders hold",
        "dispatch": "shipments create --line",
        "invoice": "orders invoice --line",
        "refund": "orders refund --line",
        "print": "shipments slip",
    },
    "New order": {"edit": "orders place --line", "delete": "orders place --line"},
    "Pickup": {
        "dispatch": "pickup ready",
        "import": "orders import",
        "export": "report pickup",
    },
    "Shipment builder": {
        "algorithm": "shipments create --by",
        "delete": "shipments create --line",
        "tracking": "shipments create --tracking",
    },
    "Shipment page": {
        "cancel": "shipments cancel",
        "print": "shipments slip",
        "tracking": "shipments track",
    },
    "Consignments": {"import": "quantities import", "export": "consignments list --filter"},
    "Consignment page": {
        "edit": "consignments row --source",
        "new": "consignments row --another",
        "delete": "consignments remove",
        "cancel": "consignments cancel",
        "tracking": "consignments set",
        "print": "shipments slip",
    },
    "Shipments": {
        "print": "shipments slip",
        "import": "orders import",
        "export": "shipments list --filter",
    },
    "Reports": {"import": "quantities import", "export": "report salable"},
    "Salable": {"import": "quantities import", "export": "report salable"},
    "Inventory": {
        "assign": "quantities assign --skus",
        "unassign": "quantities unassign --skus",
        "transfer": "quantities transfer --skus",
        "adjust": "quantities import --mode",
        "enable": "products set --skus",
        "import": "quantities import",
        "export": "report inventory",
    },
    "Incoming goods": {
        "new": "incoming add",
        "edit": "incoming set",
        "delete": "incoming delete",
        "import": "quantities import",
        "export": "incoming list",
    },
    "Transfers on the road": {
        "new": "transfers send",
        "cancel": "transfers cancel",
        "import": "quantities import",
        "export": "transfers list",
    },
    "Receive": {"edit": "incoming receive --quantity", "delete": "incoming receive"},
    "Inbox": {
        "save": "lowstock-actions inbox --read",
        "import": "quantities import",
        "export": "lowstock-actions inbox",
    },
    "Inconsistencies": {
        "save": "reservations compensate",
        "import": "orders import",
        "export": "reservations inconsistencies",
    },
    "Alerts": {
        "new": "alerts add",
        "delete": "alerts remove",
        "save": "alerts run",
        "import": "quantities import",
        "export": "alerts list",
    },
    "History": {"import": "quantities import", "export": "report history --filter"},
    "History of one deed": {"import": "quantities import", "export": "report history"},
    "Setup": {
        "edit": "config set --channel",
        "new": "config set --channel",
        "delete": "config unset --channel",
        "import": "geonames import",
    },
}
"""Topic of a screen → key's command → the line that does it, with an option it takes."""

IN_SETUP = {
    "Availability estimates": (
        "estimates list",
        "estimates add",
        "estimates set",
        "estimates delete",
    ),
    "People": ("users list", "users add", "users set", "users remove"),
    "Roles": ("roles list", "roles add", "roles set", "roles delete"),
}
"""Lists of Setup: what shows, adds, changes and takes away a row."""

IN_MENUS = {
    "Edit fields of": "products set",
    "Rename": "products rename",
    "Change type of": "products type",
    "State of units of": "quantities state",
    "Duplicate": "products duplicate",
    "Delete consignment": "consignments delete",
    "Delete": "products delete",
    "Convert units of": "units convert",
    "Add a unit to": "units add",
    "Accept order": "orders accept",
    "Deny order": "orders deny",
    "Payment": "orders payment",
    "Suspected fraud": "orders payment",
    "When it expires": "orders expiry",
    "Fetch order": "pickup move",
    "Ship order": "shipments create",
    "Consign": "consignments add",
    "Open consignment": "consignments show",
    "Write a sample file of": "quantities sample",
    "Fold away reservations": "reservations clean",
}
"""What menus call deeds without a key of their own → the line that does it."""

PICKUP = {"city": "Berlin", "street": "Dock 1", "phone": "1", "pickup": True}
"""What a source has where orders are fetched."""

FOR_MANY = [
    "products set --filter",
    "products delete --filter",
    "quantities assign --filter",
    "quantities unassign --filter",
    "quantities transfer --filter",
    "quantities import",
    "sources enable",
    "sources disable",
    "stocks delete",
    "orders cancel",
    "orders hold",
    "orders unhold",
    "orders import",
    "orders forget",
    "shipments slip",
    "alerts remove",
    "reservations compensate",
]
"""What acts on marks, or on a whole file."""


def pages() -> Iterator[type[Page]]:
    """Every screen of the program."""
    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(module.name)
    waiting = [Page]
    while waiting:
        page = waiting.pop()
        waiting += page.__subclasses__()
        if page.TOPIC:
            yield page


def keys_of(page: type[Page]) -> set[str]:
    """The commands of a screen that do something."""
    bound = page._merged_bindings or page._merge_bindings()
    ids = {one.id for some in bound.key_to_bindings.values() for one in some if one.id}
    deeds = {id for id in ids if COMMANDS[id].group is Group.VERB}
    # a screen that says so itself does something on save, and with files
    own = {one.id for one in page.BINDINGS if getattr(one, "id", None)}  # type: ignore[union-attr]
    return deeds | (ids & {"import", "export", "print"}) | (own & {"save"} - {None})  # type: ignore[operator]


def command_of(line: str) -> click.Command:
    """The command a line names; its options are there."""
    noun, verb, *options = line.split()
    context = click.Context(program)
    group = program.get_command(context, noun)
    assert isinstance(group, click.Group), line
    command = group.get_command(context, verb)
    assert command is not None, line
    names = {name for parameter in command.params for name in parameter.opts}
    assert set(options) <= names, line
    return command


async def test_l_193_whatever_a_screen_does_a_line_does_too_and_for_many_at_once(
    running: Running,  # noqa: F811
    world: World,
    database: Database,
    cause: Cause,
) -> None:
    missing = {}
    for page in pages():
        table = EVERYWHERE | ON_THE_LINE.get(page.TOPIC, {})
        if left := keys_of(page) - set(table) - SHOWN_ONLY - {"save"}:
            missing[page.TOPIC] = sorted(left)
    assert missing == {}
    # what has no key of its own, as the menu b and the palette call it
    shop = Shop(world)
    asked = {"payment": OrderStatus.PAYMENT_REVIEW, "pickup_location": "berlin"}
    world.source("berlin", **PICKUP)
    world.stock("EU", "berlin", channels=["eu"])
    world.product("WINE", default=9, berlin=9)
    units.add(database, "WINE", "bottle", {"name": "Bottle"}, cause=cause)
    shop.place({"WINE": 1}, "1", channel="base")
    shop.place({"WINE": 1}, "2", **asked)
    draft = consignments.add(database, ["1"], cause=cause).consignment
    looked_at: set[type[Page]] = set()
    nowhere: dict[str, str] = {}
    async with running() as pilot:
        for keys in (
            ("g", "1"),
            product_page("WINE"),
            ("g", "4", "slash", "<number:2>", "enter"),
            ("enter",),
            ("g", "5", "tab", "enter"),
            ("f10", "g", "5"),
            ("enter",),
            ("colon", "<inconsistencies>", "enter"),
            ("X",),
        ):
            await press(pilot, *keys)
            page = pilot.app.screen
            assert isinstance(page, Page)
            looked_at.add(type(page))
            for entry in (*page.more_actions(), *page.palette_entries()):
                fits = [
                    line for start, line in IN_MENUS.items() if entry.label.startswith(start)
                ]
                if not fits:
                    nowhere[page.TOPIC] = entry.label
    assert nowhere == {}
    assert looked_at >= {
        page
        for page in pages()
        if page.more_actions is not Page.more_actions
        or page.palette_entries is not Page.palette_entries
    }
    assert draft.rows
    lines = [line for table in (EVERYWHERE, *ON_THE_LINE.values()) for line in table.values()]
    for line in (
        *lines,
        *(one for some in IN_SETUP.values() for one in some),
        *IN_MENUS.values(),
    ):
        if line:
            command_of(line)
    # marks, and whole files
    for line in FOR_MANY:
        command = command_of(line)
        many = any(one.nargs == -1 for one in command.params)
        files = {"--filter", "--skus"} & {name for one in command.params for name in one.opts}
        assert many or files or "file" in {one.name for one in command.params}, line


def test_every_right_a_screen_asks_for_is_of_a_key_it_has() -> None:
    by_topic: dict[str, set[str]] = {}
    for page in pages():
        bound = page._merged_bindings or page._merge_bindings()
        ids = {one.id for some in bound.key_to_bindings.values() for one in some if one.id}
        by_topic.setdefault(page.TOPIC, set()).update(ids)
    for topic, asked in rights.SCREENS.items():
        assert set(asked) <= by_topic[topic], topic


# people on the line --------------------------------------------------------------------


def test_people_and_roles_on_the_line(inventory: Callable[..., Answer], world: World) -> None:  # noqa: F811
    world.sources("berlin", "paris")
    me = world.database.login
    added = inventory("users add bob --role clerk --source berlin --json").row
    assert (added["deed"], added["created"]) == ("users add", 2)
    rows = inventory("users list --json").rows
    assert {(row["login"], row["role"], tuple(row["sources"])) for row in rows} == {
        ("bob", "clerk", ("berlin",)),
        (me, "admin", ()),
    }
    inventory("roles add night stock.view stock.adjust inventory.access")
    shown = inventory("roles show night --json").row
    assert shown["permissions"] == ["inventory.access", "stock.view", "stock.adjust"]
    inventory("users set bob role=night sources=berlin,paris name=Bob")
    assert inventory("undo --json").row["deed"] == "undo"
    assert inventory("users list --json").rows[0]["sources"] == ["berlin"]
    inventory("users remove bob")
    inventory("roles delete night")
    assert "night" not in {row["role"] for row in inventory("roles list --json").rows}


def test_refusals_on_the_line(inventory: Callable[..., Answer], world: World) -> None:  # noqa: F811
    world.source("berlin")
    me = world.database.login
    inventory("users add bob --role admin")
    bob = people.list_people(world.database)[0]
    assert bob.login == "bob"
    inventory(f"users set {me} role=viewer")
    answer = inventory("sources add paris name=Paris country=FR postcode=1 --json", status=1)
    assert answer.row["error"] == "not_allowed"
    assert "warehouse.create" in answer.row["message"]
    assert "Ask bob" in answer.err
    answer = inventory("sources list --actor till --json")
    assert answer.status == 0
    answer = inventory("backup /nowhere/there --json", status=1)
    assert answer.row["error"] == "not_allowed"


def test_a_stranger_is_told_so(
    inventory: Callable[..., Answer],  # noqa: F811
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inventory("users add bob --role clerk")
    monkeypatch.setattr("inventory_tui.login.login_name", lambda: "eve")
    monkeypatch.setattr("inventory_tui.store.database.login_name", lambda: "eve")
    answer = inventory("products list --json", status=1)
    assert answer.row["error"] == "not_allowed"
    assert "eve is not known here" in answer.err


def test_the_environment_does_not_say_who_one_is(
    inventory: Callable[..., Answer],  # noqa: F811
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inventory("users add bob --role clerk")
    for name in ("LOGNAME", "USER", "USERNAME", "LNAME"):
        monkeypatch.setenv(name, "bob")
    inventory("roles add night stock.view")
    rows = inventory("report history --json").rows
    assert {row["actor"] for row in rows} == {world.database.login}


def test_several_orders_on_one_line(inventory: Callable[..., Answer], world: World) -> None:  # noqa: F811
    world.source("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.product("A", berlin=9)
    for number in ("1", "2", "3"):
        inventory(f"orders place --channel eu --number {number} --line A=2")
    assert inventory("orders hold 1 2 --json").row["deed"] == "orders hold"
    assert inventory("orders unhold 1 2 --json").row["deed"] == "orders unhold"
    inventory("orders cancel 1 2 3")
    assert world.reserved("A") == "0"
    inventory("orders cancel 1 2 --line A=1", status=2)
