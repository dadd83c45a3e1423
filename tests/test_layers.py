"""The dependency rule of ``inventory_tui/__init__.py``, enforced."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import inventory_tui

PACKAGE = Path(inventory_tui.__file__).parent
PATHS = sorted(PACKAGE.rglob("*.py"))
MAY_IMPORT = {
    "domain": {"domain"},
    "store": {"domain", "store", "login"},
    "services": {"domain", "store", "services"},
    "tui": {"domain", "services", "tui", "settings", "defects", "login"},
    "cli": {"domain", "services", "cli", "settings", "defects", "tui", "login"},
    "login": set[str](),
    "settings": {"domain"},
    "defects": {"settings"},
    "wording": set[str](),
}
LIBRARIES = {
    "domain": set[str](),
    "store": {"sqlalchemy", "alembic"},
    "services": set[str](),
    "tui": {"textual", "rich", "platformdirs"},
    "cli": {"click"},
    "login": set[str](),
    "settings": {"platformdirs"},
    "defects": set[str](),
    "wording": {"platformdirs"},
}


def layer_of(path: Path) -> str:
    """The layer a file belongs to: ``domain``, ``settings`` …"""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path: Path) -> list[str]:
    """Every module a file imports, in full."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return names


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    layer = layer_of(path)
    if layer not in MAY_IMPORT:
        return  # the package itself: version and entry point
    for name in imported(path):
        top, *rest = name.split(".")
        if top == "inventory_tui":
            if not rest or rest[0] in ("__version__", "SCHEMA", "wording"):
                continue  # what the package itself says, and in which language
            assert rest[0] in MAY_IMPORT[layer], f"{layer} imports {name}"
        elif top not in sys.stdlib_module_names:
            assert top in LIBRARIES[layer], f"{layer} imports {top}"


def test_every_module_belongs_to_a_layer() -> None:
    assert {layer_of(path) for path in PATHS} == {*MAY_IMPORT, "__init__", "__main__"}


def test_only_the_way_to_the_screens_leads_from_commands_to_them() -> None:
    guilty = [
        path.name
        for path in PATHS
        if layer_of(path) == "cli"
        and any(name.startswith("inventory_tui.tui") for name in imported(path))
    ]
    assert guilty == ["program.py"]


def loaded_by(program: str) -> set[str]:
    """What a program has imported when it ends."""
    program += "\nimport sys; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(answer.stdout.splitlines()[-1].split())


def command(*words: str) -> str:
    """The program that runs a command line, which must succeed."""
    return (
        "import inventory_tui.cli\n"
        "try:\n"
        f"    inventory_tui.cli.main({list(words)})\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
    )


@pytest.mark.parametrize(
    "program", ["import inventory_tui.cli", command("--version"), command("--help")]
)
def test_commands_start_without_what_they_do_not_need(program: str) -> None:
    """So that commands and cron jobs start fast."""
    loaded = loaded_by(program)
    assert "click" in loaded
    assert not loaded & {"textual", "rich", "sqlalchemy", "alembic", "psycopg"}


def test_a_question_loads_the_repositories_it_asks(tmp_path: Path) -> None:
    program = command("sources", "list", "--database", str(tmp_path / "inventory.sqlite"))
    loaded_by(program)  # the first makes the database
    loaded = loaded_by(program)
    assert "sqlalchemy" in loaded
    assert not loaded & {"textual", "rich", "alembic", "sqlalchemy.dialects.postgresql"}
    assert {name for name in loaded if name.startswith("inventory_tui.store.sourcing.")} == {
        "inventory_tui.store.sourcing.sources"
    }


def test_the_first_place_opens_without_what_its_dialogs_need() -> None:
    """So that the grid stands soon, and little is held."""
    loaded = loaded_by("import inventory_tui.tui.screens.products.products")
    dialogs = {name for name in loaded if name.startswith("inventory_tui.tui.dialogs.")}
    assert not dialogs - {"inventory_tui.tui.dialogs.dialog"}
    assert not {name for name in loaded if name.startswith("inventory_tui.services.files")}


def test_one_place_catches_everything() -> None:
    """Errors are sentences; whatever else happens is a defect, and is told as one."""
    guilty = []
    for path in PATHS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.ExceptHandler)
                and (node.type is None or any(name in BROAD for name in caught(node.type)))
                and not isinstance(node.body[-1], ast.Raise)  # it only tidies up
            ):
                guilty.append(str(path.relative_to(PACKAGE)))
    assert set(guilty) <= {"cli/program.py", "tui/app.py"}, guilty


def caught(errors: ast.expr) -> list[str]:
    """The names of one error, or of several."""
    return [getattr(one, "id", "") for one in getattr(errors, "elts", [errors])]


BROAD = {"Exception", "BaseException"}


def test_products_by_sku_load_no_filters_and_no_second_dialect() -> None:
    """So that a plan, which is over in milliseconds, does not wait for them."""
    loaded = loaded_by(
        "import inventory_tui.store.products.products, inventory_tui.store.orders.shipments"
    )
    assert "sqlalchemy" in loaded
    assert not loaded & {"sqlalchemy.dialects.postgresql", "inventory_tui.domain.filters"}
