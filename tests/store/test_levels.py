"""How the kept sums of many products are brought up to date."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from inventory_tui.store.database import Database
from inventory_tui.store.products.chosen import choose
from inventory_tui.store.salability.salable import computed_in


@pytest.mark.sqlite_only
def test_the_rows_of_a_product_are_looked_up_at_once(database: Database) -> None:
    """Not one look-up for each source a stock takes from."""
    with database.write() as transaction:
        chosen = choose(transaction.connection, [1, 2, 3])
        query = computed_in(
            transaction.options, chosen, 1, {1: True, 2: True, 3: False}, any_aside=False
        )
        compiled = query.compile(
            dialect=transaction.connection.dialect, compile_kwargs={"literal_binds": True}
        )
        plan = [
            row.detail
            for row in transaction.connection.execute(text(f"explain query plan {compiled}"))
        ]
    assert "SEARCH source_item USING PRIMARY KEY (product_id=?)" in plan
