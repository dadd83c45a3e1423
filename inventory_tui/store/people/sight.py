"""What one person sees: other sources' rows are hidden from every question at once.

For somebody who is confined to sources each question is asked through temporary views that
bear the names of the tables: whatever a list counts, sums or shows is what lies at these
sources.  The views are rolled back with the question.  Nobody else's questions have any.

Kept sums (what a stock may promise) are the stock's and stay whole; who may not see
quantities at all sees none of them either.  Orders are the business's and stay whole too,
with their invoices and refunds: of what left for them, shipments and rows of consignments,
one sees what left one's own sources.

Source: the warehouse half 1.2, *Permission-filtered listing*; 1.8.
"""

from __future__ import annotations

from sqlalchemy import Connection

from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.person import Person
from inventory_tui.store.people.reach import Reach, is_of_row, is_sent
from inventory_tui.store.tables import operation

_AT_SOURCES = ("source_item", "set_aside", "movement", "aside_movement")


def narrow(connection: Connection, person: Person) -> None:
    """Let this transaction see only what lies at the person's sources."""
    sees_stock = person.may(Permission.STOCK_VIEW)
    sees_coming = person.may(Permission.REPLENISHMENT_VIEW)
    if sees_stock and sees_coming and not person.is_confined:
        return
    is_sqlite = connection.dialect.name == "sqlite"
    schema = "main" if is_sqlite else str(connection.dialect.default_schema_name)
    stock, coming, sources = (
        _reach(schema, person, sees) for sees in (sees_stock, sees_coming, True)
    )
    views = {
        table: f"select * from {schema}.{table} where source_id {stock}"
        for table in _AT_SOURCES
    }
    if not sees_stock:
        for table in ("stock_level", "reservation"):
            views[table] = f"select * from {schema}.{table} where stock_id in (0)"
    views["operation"] = _operations(schema, stock, sources)
    if person.is_confined:
        views |= _shipped(Reach(schema, sources))
    views["incoming"] = f"select * from {schema}.incoming where source_id {coming}"
    views["transfer"] = (
        f"select * from {schema}.transfer where origin_id {coming} or destination_id {coming}"
    )
    views["transfer_line"] = (
        f"select * from {schema}.transfer_line where transfer_id in"
        f" (select id from {schema}.transfer"
        f" where origin_id {coming} or destination_id {coming})"
    )
    statements = [f"create temporary view {name} as {query}" for name, query in views.items()]
    if is_sqlite:
        for statement in statements:
            connection.exec_driver_sql(statement)
    else:
        connection.exec_driver_sql("; ".join(statements).replace("%", "%%"))


def _reach(schema: str, person: Person, sees: bool) -> str:
    """The condition on a source's id."""
    if not sees:
        return "in (0)"
    if not person.is_confined:
        return "is not null"
    return f"in (select source_id from {schema}.person_source where person_id = {person.id})"


def _shipped(reach: Reach) -> dict[str, str]:
    """What left sources, or is to leave them, by the name of its table."""
    schema = reach.schema
    here = f"select id from {schema}.shipment where source_id {reach.sources}"
    return {
        "shipment": f"select * from {schema}.shipment where source_id {reach.sources}",
        **{
            table: f"select * from {schema}.{table} where shipment_id in ({here})"
            for table in ("shipment_line", "tracking")
        },
        "consignment": (
            f"select * from {schema}.consignment as one where {reach.consignment('one.id')}"
        ),
        "consignment_line": (
            f"select * from {schema}.consignment_line as one where {reach.row('one')}"
        ),
        "change": (
            f"select * from {schema}.change as one"
            f" where not ({is_of_row('one')}) or {reach.row_told('one')}"
        ),
    }


def _operations(schema: str, reach: str, sources: str) -> str:
    """Deeds that touched no source, or one within reach; with what they moved there.

    Args:
        reach: Of the sources whose quantities one may see.
        sources: Of those one may see at all.
    """
    moved = f"select 1 from {schema}.movement as moved where moved.operation_id = deed.id"
    aside = f"select 1 from {schema}.aside_movement as aside where aside.operation_id = deed.id"
    coming = (
        f"select 1 from {schema}.change as coming"
        " where coming.operation_id = deed.id and coming.kind = 'incoming'"
    )
    codes = f"(select place.code from {schema}.source as place where place.id {reach})"
    lines = f"(select line.id from {schema}.incoming as line where line.source_id {reach})"
    coming_here = (
        f"{coming} and (coming.subject_id in {lines} or (coming.field = 'source'"
        f" and (coming.before in {codes} or coming.after in {codes})))"
    )
    sent = (
        f"select 1 from {schema}.change as sent"
        f" where sent.operation_id = deed.id and {is_sent('sent')}"
    )
    sent_here = f"{sent} and {Reach(schema, sources).told('sent')}"
    here = (
        "select coalesce(sum(coalesce(moved.quantity_after, 0)"
        f" - coalesce(moved.quantity_before, 0)), 0) from {schema}.movement as moved"
        f" where moved.operation_id = deed.id and moved.source_id {reach}"
    )
    units = (
        f"case when exists ({moved} and not moved.source_id {reach})"
        f" then cast(({here}) as bigint) else deed.units end as units"
    )
    columns = [
        units if column.name == "units" else f"deed.{column.name}"
        for column in operation.columns
    ]
    return (
        f"select {', '.join(columns)} from {schema}.operation as deed"
        f" where (not exists ({moved}) and not exists ({aside}) and not exists ({coming})"
        f" and not exists ({sent}))"
        f" or exists ({moved} and moved.source_id {reach})"
        f" or exists ({aside} and aside.source_id {reach})"
        f" or exists ({coming_here}) or exists ({sent_here})"
    )
