"""A defect is written down where only its owner reads it, without anybody's secrets."""

from __future__ import annotations

import stat

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from inventory_tui import defects
from inventory_tui.services import Database
from inventory_tui.store.tables import sales_order


def failed() -> BaseException:
    try:
        raise RuntimeError("no answer from postgresql://shop:s3cret@db.example/inventory")
    except RuntimeError as error:
        return error


def test_a_defect_names_its_place_and_keeps_the_password() -> None:
    file = defects.record(failed(), "products import")
    assert file is not None
    text = file.read_text(encoding="utf-8")
    assert "products import" in text
    assert "in failed" in text
    assert "postgresql://shop:***@db.example/inventory" in text
    assert "s3cret" not in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert str(file) in defects.sentence(file)


def test_the_log_stays_small() -> None:
    for _ in range(3000):
        file = defects.record(failed(), "x" * 1000)
        assert file is not None
    logs = list(file.parent.iterdir())
    assert 1 < len(logs) <= 4
    assert sum(log.stat().st_size for log in logs) < 5_000_000


def test_what_a_statement_was_about_to_write_stays_out(database: Database) -> None:
    """A customer's name never reaches a log."""

    def place_wrongly() -> None:
        with database.write() as transaction:
            transaction.connection.execute(
                insert(sales_order).values(number="1", customer_name="Maria Muster")
            )

    with pytest.raises(DBAPIError) as error:
        place_wrongly()
    file = defects.record(error.value, "orders place")
    assert file is not None
    assert "Maria" not in file.read_text(encoding="utf-8")
