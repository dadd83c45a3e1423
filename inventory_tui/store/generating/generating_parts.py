"""What the composites of the sample shop are made of, in a few statements for any size.

Configurables have their sizes and colours as variations; a set or bundle has products of the
lines that were added just before it.
"""

from __future__ import annotations

from sqlalchemy import text

from inventory_tui.store.database import Transaction

_VARIATIONS = """
    insert into product_part (product_id, child_id, position, quantity, changeable, label)
    select parent.id, child.id, variant.number, 10000, false, variant.label
    from sample_line as line
    join product as parent on parent.sku_key = lower(line.code) and parent.deleted_by is null
    join sample_variant as variant on variant.variants = line.variants and variant.number > 0
    join product as child on child.id = parent.id + variant.number
    where line.type = 'configurable' and child.sku = line.code || variant.sku_end
    order by parent.id, variant.number
"""

_NEAR = """
    from product as parent
    cross join product as child
    where parent.type = '{type}' and child.id between parent.id - 4 and parent.id - 2
        and child.type in ('simple', 'virtual', 'downloadable')
"""
"""For SQLite a cross join keeps its order: the few composites first, then what is near them."""

_MEMBERS = f"""
    insert into product_part (product_id, child_id, position, quantity, changeable, label)
    select parent.id, child.id, parent.id - child.id, 10000, false, ''
    {_NEAR.format(type="grouped")}
"""

_OPTIONS = f"""
    insert into bundle_option (product_id, position, title, required)
    select parent.id, parent.id - child.id, child.attribute_set, parent.id - child.id <= 3
    {_NEAR.format(type="bundle")}
"""

_SELECTIONS = """
    insert into product_part (
        product_id, option_id, child_id, position, quantity, changeable, label)
    select
        choice.product_id, choice.id, choice.product_id - choice.position, 1, 10000,
        not choice.required, ''
    from bundle_option as choice
"""

_SEPARATELY = "update product set ship_together = false where type = 'bundle'"


def add_parts(transaction: Transaction) -> None:
    """Compose what `generating.add_products` added.

    Sample products lie at sources of their own, so bundles are shipped separately.
    """
    for statement in (_VARIATIONS, _MEMBERS, _OPTIONS, _SELECTIONS, _SEPARATELY):
        transaction.connection.execute(text(statement))
