"""Where products stand as the clock does: looked at, found by a filter, and kept.

Source: warehouse half 1.7.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    case,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    union,
)

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.product import Product, ProductType
from inventory_tui.domain.product_status import (
    ALWAYS,
    NOTHING_ABOVE,
    Above,
    ProductStatus,
    status_at,
)
from inventory_tui.store.driver import Driver, Query
from inventory_tui.store.options import Options
from inventory_tui.store.products.life_rows import ABOVE, DATED, aboves
from inventory_tui.store.tables import product, product_part
from inventory_tui.store.transaction import Transaction

_AT_ONCE = 5_000
_STATES = list(ProductStatus)


def some_are_dated(options: Options) -> bool:
    """Whether any product ever had a date or was a draft; else nothing need be asked."""
    return (DATED, None) in options.stored()


def say_dated(connection: Connection, options: Options) -> None:
    """Mark that some product has dates from now on."""
    if some_are_dated(options):
        return
    Driver(connection).write(
        f"insert into setting (key, value) values ('{DATED}', 'yes') on conflict do nothing",
        (),
    )
    options.forget()


def above(connection: Connection, options: Options, ids: Iterable[int]) -> dict[int, Above]:
    """Return what these products follow beside their own dates, of those that follow some."""
    found: dict[int, Above] = {}
    if not some_are_dated(options):
        return found
    driver = Driver(connection)
    for some in chunks(ids, _AT_ONCE):
        found |= driver.ask(asking_above(driver, some))
    return found


def asking_above(driver: Driver, ids: Sequence[int]) -> Query[dict[int, Above]]:
    """What `above` asks."""
    these, values = driver.among(ids)
    return Query(
        ABOVE.format(these=these),
        (*values, *values),
        lambda rows: aboves(rows, driver.read_moment),
    )


def states(transaction: Transaction, products: Iterable[Product]) -> dict[int, ProductStatus]:
    """Return where those of the products stand that are not approved, by id."""
    if not some_are_dated(transaction.options):
        return {}
    known = {one.id: one for one in products}
    follows = above(transaction.connection, transaction.options, known)
    now = transaction.now
    found = {
        id: status_at(one.life, now, follows.get(id, NOTHING_ABOVE))
        for id, one in known.items()
        if one.life is not ALWAYS or id in follows
    }
    return {id: status for id, status in found.items() if status is not ProductStatus.APPROVED}


# -- as SQL --------------------------------------------------------------------------------


def in_state(options: Options, words: Sequence[str]) -> ColumnElement[bool]:
    """SQL: a product stands at one of these, as `domain.product_status.status_at` says."""
    if not some_are_dated(options):
        return true() if ProductStatus.APPROVED.value in words else false()
    reaches = [true(), *(_reaches(level, options.now) for level in range(1, len(_STATES)))]
    reaches.append(false())
    return or_(
        *(
            and_(reaches[level], not_(reaches[level + 1]))
            for level in (_STATES.index(ProductStatus(word)) for word in words)
        )
    )


def state_value(options: Options) -> ColumnElement[int]:
    """SQL: a number that is the higher, the further a product is from being sold.

    Approved, scheduled, expired, draft; over all of them, what is not published.
    """
    off = len(_STATES)
    if not some_are_dated(options):
        return case((product.c.enabled, 0), else_=off)
    reached = [(_reaches(level, options.now), level) for level in range(1, off)]
    return case((not_(product.c.enabled), off), *reversed(reached), else_=0)


def _reaches(level: int, now: datetime) -> ColumnElement[bool]:
    """SQL: it stands at this one of the states, or at a later one."""
    base, parent = product.alias("base"), product.alias("parent")
    of_base = (
        select(_level(base, now))
        .where(base.c.id == product.c.unit_of)
        .correlate(product)
        .scalar_subquery()
    )
    of_parents = (
        select(func.min(_level(parent, now)))
        .select_from(product_part.join(parent, parent.c.id == product_part.c.product_id))
        .where(
            product_part.c.child_id == func.coalesce(product.c.unit_of, product.c.id),
            parent.c.type == ProductType.CONFIGURABLE.value,
            parent.c.deleted_by.is_(None),
        )
        .correlate(product)
        .scalar_subquery()
    )
    its = func.coalesce(product.c.unit_of, product.c.id)
    return or_(
        _level(product, now) >= level,
        and_(product.c.unit_of.is_not(None), func.coalesce(of_base, 0) >= level),
        and_(its.in_(_followers()), func.coalesce(of_parents, 0) >= level),
    )


def _followers() -> Select[tuple[int]]:
    """SQL: the parts of products that have dates, or are drafts: few, and found first."""
    dated = product.alias("dated")
    # each part by an index of its own, whose condition it repeats word for word
    marks: tuple[ColumnElement[bool], ...] = (
        literal_column("dated.status <> 'approved'"),
        dated.c.display_at.is_not(None),
        dated.c.expires_at.is_not(None),
    )
    some = union(*(select(dated.c.id).where(mark) for mark in marks))
    return select(product_part.c.child_id).where(product_part.c.product_id.in_(some))


def _level(table: FromClause, now: datetime) -> ColumnElement[int]:
    """SQL: which of the states the dates of a row say."""
    columns = table.c
    return case(
        (columns.status == ProductStatus.DRAFT.value, 3),
        (columns.expires_at <= now, 2),
        (columns.display_at > now, 1),
        else_=0,
    )


# -- what history last said ----------------------------------------------------------------

_SAYS = f"""
    case when expires_at is not null and expires_at <= ? then '{ProductStatus.EXPIRED}'
        when display_at is not null and display_at > ? then '{ProductStatus.SCHEDULED}'
        else '{ProductStatus.APPROVED}' end
"""
# each part by an index of its own, whose condition it repeats word for word
_CANDIDATES = """
    select id from product where status <> 'approved'
    union
    select id from product where display_at is not null and display_at > ?
    union
    select id from product where expires_at is not null and expires_at <= ?
"""
_TURNED = f"""
    select id, sku, status, {_SAYS} as says from product
    where id {{these}} and status <> 'draft' and deleted_by is null and status <> {_SAYS}
    order by id
"""


@dataclass(frozen=True, slots=True)
class Turned:
    """A product that stands elsewhere by now than history last said."""

    id: int
    sku: str
    before: ProductStatus
    now: ProductStatus


def turned(transaction: Transaction, limit: int) -> list[int]:
    """Return the first products that stand elsewhere than history last said."""
    driver = Driver(transaction.connection)
    now = driver.moment(transaction.now)
    these = f"in ({_CANDIDATES})"
    rows = driver.rows(
        f"select id from ({_TURNED.format(these=these)}) as turned limit ?",
        (now, now, now, now, now, now, limit),
    )
    return [id for (id, *_) in rows]


def turned_of(transaction: Transaction, ids: Sequence[int]) -> list[Turned]:
    """Return those of the products, held before, that stand elsewhere than was said."""
    driver = Driver(transaction.connection)
    now = driver.moment(transaction.now)
    these, values = driver.among(ids)
    rows = driver.rows(_TURNED.format(these=these), (now, now, *values, now, now))
    return [
        Turned(id, sku, ProductStatus(before), ProductStatus(says))
        for id, sku, before, says in rows
    ]


def keep(transaction: Transaction, several: Sequence[Turned]) -> None:
    """Keep where these products stand now."""
    driver = Driver(transaction.connection)
    for status in ProductStatus:
        if ids := [one.id for one in several if one.now is status]:
            these, values = driver.among(ids)
            driver.write(
                f"update product set status = ? where id {these}", (status.value, *values)
            )


_NEXT = """
    select min(at) from (
        select min(display_at) as at from product
        where display_at is not null and display_at > ?
        union all
        select min(expires_at) from product
        where expires_at is not null and expires_at > ?
    ) as dates
"""


def next_date(transaction: Transaction) -> datetime | None:
    """Return when the next product goes on sale or off it by its dates; None: never."""
    driver = Driver(transaction.connection)
    now = driver.moment(transaction.now)
    ((moment,),) = driver.rows(_NEXT, (now, now))
    return None if moment is None else driver.read_moment(moment)
