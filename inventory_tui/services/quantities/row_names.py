"""Names that other systems give rows at sources, as edits of rows bring them."""

from __future__ import annotations

from collections.abc import Iterable

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import Product
from inventory_tui.domain.source import Source
from inventory_tui.store.database import Transaction
from inventory_tui.store.quantities.item_references import Pair, label_of
from inventory_tui.wording import tr


def new_names(
    transaction: Transaction, named: Iterable[tuple[Product, Source, str]]
) -> dict[Pair, tuple[str, str]]:
    """Return the rows that get another name: what they are, and that name.

    Args:
        named: Product, source and name of each; of a row that is named twice the last counts.

    Raises:
        Refused: ``not_unique``: another row has that name, or is given it too.
    """
    wanted = {(product.id, source.id): (product, source, erc) for product, source, erc in named}
    if not wanted:
        return {}
    references = transaction.item_references
    is_now = references.of(list(wanted))
    known = references.named({key_of(erc) for *_, erc in wanted.values()})
    owners = {key: ((row.product_id, row.source_id), row.label) for key, row in known.items()}
    problems = []
    for pair, (product, source, erc) in wanted.items():
        here = (pair, label_of(product.sku, source.code))
        owner, row = owners.setdefault(key_of(erc), here)
        if owner != pair:
            message = tr(
                "{erc} is {row}, not {sku} at {source}.",
                erc=erc,
                row=row,
                sku=product.sku,
                source=source.code,
            )
            problems.append(Problem(Kind.NOT_UNIQUE, message, "erc", product.sku))
    if problems:
        raise Refused.because(problems)
    return {
        pair: (label_of(product.sku, source.code), erc)
        for pair, (product, source, erc) in wanted.items()
        if is_now.get(pair) != erc
    }
