"""Runs the steps on the connection `inventory_tui.store.upkeep.upgrading` hands over."""

from alembic import context

from inventory_tui.store.tables.whole import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
)
# No transaction of Alembic's own: the deed that upgrades owns it.
context.run_migrations()
