"""What of shipments and consignments lies within reach of somebody confined to sources, as SQL.

Both ways of hiding the rest go by it: the views of `sight` and the row security of `psql`.
A row that has no source yet is at nobody's, and so is seen by all; a consignment is seen as
long as a row of it is, or it has none.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """The sources somebody may see."""

    schema: str
    sources: str
    """What must hold of the id of one: ``in (select ...)``."""

    @property
    def codes(self) -> str:
        """The codes of these sources."""
        return (
            f"(select near.code from {self.schema}.source as near where near.id {self.sources})"
        )

    def row(self, row: str) -> str:
        """Whether the row of a consignment is within reach."""
        return f"({row}.source_id is null or {row}.source_id {self.sources})"

    def consignment(self, id: str) -> str:
        """Whether a consignment that exists is."""
        rows = (
            f"select 1 from {self.schema}.consignment_line as held"
            f" where held.consignment_id = {id}"
        )
        return f"(not exists ({rows}) or exists ({rows} and {self.row('held')}))"

    def told(self, change: str) -> str:
        """Whether what the history says of a shipment or a consignment is.

        Of a consignment that is gone: whether a row of it left one of these sources.
        """
        left = f"select left_.id from {self.schema}.shipment as left_"
        sent = f"select sent.id from {self.schema}.consignment as sent"
        return (
            f"({change}.kind = 'shipment' and {change}.subject_id in"
            f" ({left} where left_.source_id {self.sources})"
            f" or {change}.kind = 'consignment' and ({change}.subject_id in"
            f" ({sent} where {self.consignment('sent.id')}) or {self._names_source(change)}))"
        )

    def row_told(self, change: str) -> str:
        """Whether what the history says of the row of a consignment is.

        Of a row that is gone: whether the deed says that it left one of these sources.
        """
        return (
            f"exists (select 1 from {self.schema}.consignment_line as held"
            f" where held.consignment_id = {change}.subject_id and {self.row('held')}"
            f" and {change}.field like 'row ' || held.id || ' %')"
            f" or exists (select 1 from {self.schema}.change as said"
            f" where said.operation_id = {change}.operation_id"
            f" and said.kind = 'consignment' and said.subject_id = {change}.subject_id"
            f" and {change}.field like replace(said.field, ' source', ' %')"
            f" and {self._names_source('said')})"
        )

    def _names_source(self, change: str) -> str:
        return (
            f"{change}.field like 'row % source'"
            f" and ({change}.before in {self.codes} or {change}.after in {self.codes})"
        )


def is_sent(change: str) -> str:
    """SQL: a change tells of a shipment or a consignment."""
    return f"{change}.kind in ('shipment', 'consignment')"


def is_of_row(change: str) -> str:
    """SQL: a change tells of a row of a consignment."""
    return f"{change}.kind = 'consignment' and {change}.field like 'row %'"
