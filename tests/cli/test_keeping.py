"""``backup``, ``restore``, ``upgrade``, and what ``--version`` says of a database."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inventory_tui import SCHEMA
from tests.cli.conftest import Answer
from tests.world import World

Inventory = Callable[..., Answer]
Deed = Callable[..., dict[str, Any]]
TypeIn = Callable[..., Answer]


def test_a_database_is_created_where_none_is(type_in: TypeIn, tmp_path: Path) -> None:
    file = tmp_path / "shop" / "new.sqlite"
    assert type_in("sources", "list", "--database", str(file)).status == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_backup_is_restored_beside_what_it_replaces(
    deed: Deed, type_in: TypeIn, world: World, tmp_path: Path
) -> None:
    world.product("A", default=5)
    file = tmp_path / "copy.sqlite"
    done = deed(f"backup {file}")
    assert (done["deed"], done["file"], done["schema"]) == ("backup", str(file), SCHEMA)
    assert deed(f"backup {file}", status=1)["error"] == "would_overwrite"

    deed("quantities set A default 9")
    assert deed(f"restore {file}", status=1)["error"] == "would_overwrite"
    restored = deed(f"restore {file} --force")
    assert Path(restored["kept"]).exists()
    assert deed("quantities list")["quantity"] == "5"
    kept = type_in("quantities", "list", "--json", "--database", restored["kept"])
    assert kept.row["quantity"] == "9"


def test_what_is_no_backup_changes_nothing(deed: Deed, tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("hello")
    assert deed(f"restore {text} --force", status=1)["error"] == "not_a_backup"


@pytest.mark.parametrize(
    "line",
    ["backup x", "restore x", "upgrade", "demo", "users grant", "lowstock-actions run"],
)
def test_what_cannot_be_tried_says_so(inventory: Inventory, line: str) -> None:
    refused = inventory(f"--dry-run {line}", status=2).err
    assert f"{line.removesuffix(' x')} cannot be tried; leave out --dry-run" in refused
    assert "--dry-run" not in inventory(f"{line} --help").out


def test_an_upgrade_with_nothing_to_do_says_so(deed: Deed) -> None:
    done = deed("upgrade")
    assert (done["before"], done["after"], done["kept"]) == (SCHEMA, SCHEMA, None)


def test_a_newer_database_is_not_touched(
    inventory: Inventory, database_url: str, tmp_path: Path
) -> None:
    connection = sqlite3.connect(database_url)
    connection.execute("update alembic_version set version_num = 99")
    connection.commit()
    connection.close()
    before = Path(database_url).read_bytes()
    for line in ("sources list --json", "quantities set A default 1 --json", "upgrade --json"):
        answer = inventory(line, status=3)
        assert answer.row["error"] == "schema_newer"
        assert "99" in answer.err
        assert str(SCHEMA) in answer.err
    assert Path(database_url).read_bytes() == before


def test_the_version_tells_the_database_named(inventory: Inventory, tmp_path: Path) -> None:
    row = inventory("--version --json").row
    assert row["database"] == {"kind": "sqlite", "schema": SCHEMA}


def test_a_database_out_of_reach_does_not_hide_the_version(type_in: TypeIn) -> None:
    url = "postgresql://shop:s3cret@127.0.0.1:1/inventory"
    answer = type_in("--version", "--json", "--database", url)
    assert answer.status == 0
    assert answer.row["database"]["error"] == "store_unreachable"
    assert "s3cret" not in answer.out
