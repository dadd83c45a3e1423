"""SQL, as text: the dates of products, and of those they follow.

Apart from the queries, because the first page is also read without SQLAlchemy
(`first_page`).  Most catalogues have no dates at all: a mark beside the settings says so, and
nothing is asked while it is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeAlias

from inventory_tui.domain.product_status import (
    ALWAYS,
    NOTHING_ABOVE,
    Above,
    Life,
    ProductStatus,
    status_at,
)

DATED = "products_dated"
"""Beside the settings: some product had dates, or was a draft, at some time."""
DRAFT = "draft"

ABOVE = """
    select child.id, 1, above.status, above.display_at, above.expires_at
    from product as child
    join product as above on above.id = child.unit_of
    where child.id {these}
    union all
    select child.id, 0, above.status, above.display_at, above.expires_at
    from product as child
    join product_part as part on part.child_id = coalesce(child.unit_of, child.id)
    join product as above on above.id = part.product_id
    where child.id {these} and above.type = 'configurable' and above.deleted_by is null
"""
"""What these products (asked for twice) follow: 1 their product, 0 a configurable one."""


Stand: TypeAlias = Callable[[int, str, Any, Any], ProductStatus]
"""Tells where a product stands: its id, status, display date and expiry as they are stored."""


def all_approved(id: int, status: str, display_at: Any, expires_at: Any) -> ProductStatus:
    """Where products stand while none has dates."""
    return ProductStatus.APPROVED


def standing(
    above: Iterable[tuple[Any, ...]], now: datetime, read: Callable[[Any], datetime]
) -> Stand:
    """Return what tells where products stand.

    Args:
        above: What `ABOVE` found of them.
        read: What makes a moment of one as it is stored.
    """
    follows = aboves(above, read)

    def stand(id: int, status: str, display_at: Any, expires_at: Any) -> ProductStatus:
        its = life(status, display_at, expires_at, read)
        return status_at(its, now, follows.get(id, NOTHING_ABOVE))

    return stand


def life(
    status: str, display_at: Any, expires_at: Any, read: Callable[[Any], datetime]
) -> Life:
    """The life a row tells.

    Args:
        read: What makes a moment of one as it is stored.
    """
    if display_at is None and expires_at is None and status != DRAFT:
        return ALWAYS
    return Life(
        status == DRAFT,
        None if display_at is None else read(display_at),
        None if expires_at is None else read(expires_at),
    )


def aboves(
    rows: Iterable[tuple[Any, ...]], read: Callable[[Any], datetime]
) -> dict[int, Above]:
    """What rows of `ABOVE` tell, by product; missing are those that follow nothing, or only
    what has no dates either."""
    bases: dict[int, Life] = {}
    parents: dict[int, tuple[Life, ...]] = {}
    dated: set[int] = set()
    for id, is_base, status, display_at, expires_at in rows:
        found = life(status, display_at, expires_at, read)
        if found is not ALWAYS:
            dated.add(id)
        if is_base:
            bases[id] = found
        else:
            parents[id] = (*parents.get(id, ()), found)
    return {id: Above(bases.get(id, ALWAYS), parents.get(id, ())) for id in dated}
