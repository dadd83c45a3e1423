"""Whether any source serves some channels or customers alone: asked before all else of it."""

ANY_LIMITED = """(
    exists (select 1 from source where eligibility <> 'all')
    or exists (select 1 from source_audience)
)"""
"""SQL: whether there is any such source."""

IS_LIMITED = """(
    source.eligibility <> 'all'
    or exists (select 1 from source_audience where source_audience.source_id = source.id)
)"""
"""SQL: whether a source is one."""
