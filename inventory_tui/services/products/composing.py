"""What a product is made of, inside one transaction: found, checked, written, recorded.

Shared by the deeds on one product (`services.composites`, `services.catalog`) and by the
import of a file of products.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inventory_tui.domain.composite import (
    NOTHING,
    BundleOption,
    Composition,
    Part,
    counted,
    named,
)
from inventory_tui.domain.composition_text import FIELD_OF, text_of_parts
from inventory_tui.domain.errors import InvalidInput, Kind, Problem, Refused
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.product import Product, ProductType, places_of, too_fine
from inventory_tui.domain.product_form import text_of
from inventory_tui.domain.quantity import ZERO
from inventory_tui.services.products.product_changes import Texts
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.product_parts import SelectionAt
from inventory_tui.wording import tr

PARTS = "parts"
"""The field of a product under which the history keeps what it is made of."""


@dataclass(frozen=True, slots=True)
class PartsChange:
    """What a product is made of, and how that is shipped."""

    kind: ProductType
    before: Composition
    after: Composition

    @property
    def columns(self) -> Mapping[str, Any]:
        """How it is shipped."""
        return {"ship_together": self.after.ship_together}

    @property
    def texts(self) -> tuple[Texts, Texts]:
        """As they are kept."""
        return self._text(self.before), self._text(self.after)

    def _text(self, one: Composition) -> Texts:
        return {
            PARTS: text_of_parts(self.kind, one),
            "ship_together": text_of(one.ship_together),
        }

    @property
    def _has_others(self) -> bool:
        before, after = self.before, self.after
        return (after.parts, after.options) != (before.parts, before.options)

    def put(self, transaction: Transaction, product_id: int) -> None:
        """Store the parts."""
        if self._has_others:
            transaction.parts.put({product_id: self.after})

    def words(self) -> Iterator[str]:
        """``3 variations``, ``shipped together``."""
        if self._has_others:
            yield counted(self.kind, len(self.after))
        if self.before.ship_together != self.after.ship_together:
            together = self.after.ship_together
            yield tr("shipped together") if together else tr("shipped separately")


def change(
    transaction: Transaction, product: Product, before: Composition, wanted: Composition
) -> PartsChange | None:
    """Return what a product that is held is to be made of; None: it is so already.

    Its parts are held as well: none of them may become a composite, or go, before this is
    written.

    Raises:
        Refused: As `found_in` and `check_together`.
    """
    after = found_in(transaction, product.sku, product.type, wanted)
    transaction.lock_products(sorted(after.child_ids))
    check_together(transaction, product.sku, after)
    return None if after == before else PartsChange(product.type, before, after)


def wished(product: Product, now: Composition, typed: Mapping[str, Any]) -> Composition:
    """Return what a product is to be made of by fields of a form that were read.

    Args:
        typed: By name of a field of `domain.composition_text.COMPOSITION`.

    Raises:
        InvalidInput: ``locked_field``: its type has no such field.
    """
    field = FIELD_OF.get(product.type)
    bundle = product.type is ProductType.BUNDLE
    for name in typed:
        if name != field and not (name == "ship" and bundle):
            sentence = (
                tr("{sku} is {type}: name its {field}.")
                if field
                else tr("{sku} is {type}: it lies at sources, and has no parts.")
            ).format(sku=product.sku, type=product.type, field=field)
            raise InvalidInput({name: sentence}, Kind.LOCKED_FIELD)
    if field is not None and field in typed:
        parts = typed[field] or ()
        now = replace(now, options=parts) if bundle else replace(now, parts=parts)
    together = typed.get("ship")
    return now if together is None else replace(now, ship_together=together)


def found_in(
    transaction: Transaction, sku: str, kind: ProductType, wanted: Composition
) -> Composition:
    """Return a composition with its products found, each named as it is stored.

    Args:
        sku: The composite; it cannot be a part of itself.
        kind: Its type.

    Raises:
        Refused: Every part that is unknown, made of other products itself, named twice or
            wanted in a fraction it has not; or the type is not made of such parts.
    """
    products = transaction.products.by_skus(part.sku for part in wanted.every_part)
    missing = [
        Problem(refused.kind, str(refused), FIELD_OF.get(kind), sku=part.sku)
        for part in wanted.every_part
        if key_of(part.sku) not in products
        for refused in [transaction.products.missing(part.sku)]
    ]
    problems = missing or problems_of(sku, kind, wanted, products)
    if problems:
        raise Refused.because(problems)
    return resolved(wanted, products)


def problems_of(
    sku: str, kind: ProductType, wanted: Composition, products: Mapping[str, Product]
) -> list[Problem]:
    """Return what is wrong with a composition whose parts are all known.

    Args:
        products: The parts by `key_of` their SKU.
    """
    field = FIELD_OF.get(kind)
    shown = visible(sku)
    if field is None:
        sentence = tr(
            "{sku} is {type}: it is not made of other products. Change its type first.",
            sku=shown,
            type=kind,
        )
        return [Problem(Kind.LOCKED_FIELD, sentence, "type", sku=sku)] if len(wanted) else []
    if wrong := (wanted.parts if kind is ProductType.BUNDLE else wanted.options):
        sentence = tr(
            "{sku} is {type}: say what it is made of by its {field}.",
            sku=shown,
            type=kind,
            field=field,
        )
        return [Problem(Kind.LOCKED_FIELD, sentence, field, sku=sku)] if wrong else []
    problems = [
        Problem(
            Kind.VALIDATION_FAILED,
            tr(
                "{sku}: the option {option} needs a selection.",
                sku=shown,
                option=visible(option.title) or "?",
            )
            if option.title
            else tr("{sku}: the option ? needs a title.", sku=shown),
            field,
            sku=sku,
        )
        for option in wanted.options
        if not option.parts or not option.title.strip()
    ]
    for parts in (wanted.parts, *(option.parts for option in wanted.options)):
        seen: set[str] = set()
        for part in parts:
            key = key_of(part.sku)
            if why := _wrong(key_of(sku), part, products[key], key in seen):
                problems.append(Problem(Kind.VALIDATION_FAILED, why, field, sku=part.sku))
            seen.add(key)
    return problems


def _wrong(parent_key: str, part: Part, child: Product, twice: bool) -> str | None:
    """Why a product cannot be such a part, or None."""
    shown = visible(child.sku)
    if key_of(child.sku) == parent_key:
        return tr("{sku} cannot be a part of itself.", sku=shown)
    if not child.type.has_source_items:
        return tr(
            "{sku} is {type}: only products that lie at sources can be parts.",
            sku=shown,
            type=child.type,
        )
    if twice:
        return tr("{sku} stands there twice.", sku=shown)
    if part.quantity <= ZERO:
        return tr("{sku}: take more than 0 of it.", sku=shown)
    places = places_of(decimals=bool(child.own.get("decimals")), precision=child.precision)
    return too_fine(shown, part.quantity, places)


def resolved(wanted: Composition, products: Mapping[str, Product]) -> Composition:
    """Put the products' ids, and their SKUs as they are stored, into a composition."""

    def each(parts: Iterable[Part]) -> tuple[Part, ...]:
        children = ((part, products[key_of(part.sku)]) for part in parts)
        return tuple(replace(part, sku=one.sku, child_id=one.id) for part, one in children)

    return Composition(
        each(wanted.parts),
        tuple(
            BundleOption(option.title, each(option.parts), option.required)
            for option in wanted.options
        ),
        wanted.ship_together,
    )


def check_together(transaction: Transaction, sku: str, composition: Composition) -> None:
    """Refuse a bundle shipped together whose selections lie at more than one source.

    Raises:
        Refused: ``bundle_ship_together_needs_single_common_source``, naming where they lie.

    Source: spec C7.
    """
    if not composition.ship_together or not composition.options:
        return
    items = transaction.source_items.of_products(composition.child_ids)
    places: dict[str, list[str]] = {}
    for item in items.values():
        places.setdefault(item.sku, []).append(item.source_code)
    if len({code for codes in places.values() for code in codes}) > 1:
        raise needs_one_source(sku, places)


def needs_one_source(sku: str, places: Mapping[str, Sequence[str]]) -> Refused:
    """The refusal of a bundle shipped together whose selections lie at several sources."""
    where = named(
        tr("{sku} at {sources}", sku=visible(child), sources=tr(" and ").join(sorted(codes)))
        for child, codes in places.items()
    )
    return Refused(
        Kind.BUNDLE_SHIP_TOGETHER_NEEDS_SINGLE_COMMON_SOURCE,
        tr(
            "{sku} is shipped together, so all its selections must lie at one and the "
            "same source only, but: {where}. Unassign the others, or ship it separately.",
            sku=visible(sku),
            where=where,
        ),
        field="selections",
    )


def stray_rows(transaction: Transaction, added: Iterable[tuple[int, int]]) -> list[Problem]:
    """Say which new rows tear the selections of a bundle that is shipped together apart.

    Called by every deed that gives a product rows at new sources, after they were written;
    the deed is refused when it answers anything.

    Args:
        added: (product id, source id) of the rows that were not there before.

    Source: spec C7.
    """
    new = list(dict.fromkeys(added))
    products = {product for product, _ in new}
    parents = transaction.parts.parents(products)
    bundles = {
        parent.id
        for several in parents.values()
        for parent in several
        if parent.type is ProductType.BUNDLE
    }
    if not bundles:
        return []
    # two deeds on two selections of one bundle must not pass each other by
    transaction.lock_products(sorted(bundles))
    by_bundle: dict[int, list[SelectionAt]] = {}
    for one in transaction.parts.shipped_together(products):
        by_bundle.setdefault(one.bundle_id, []).append(one)
    problems: dict[tuple[int, int], Problem] = {}
    for places in by_bundle.values():
        if len({one.source_id for one in places}) < 2:
            continue
        there = {(one.child_id, one.source_id) for one in places}
        home = {source for child, source in there if (child, source) not in new}
        fresh = [one for pair in new for one in places if (one.child_id, one.source_id) == pair]
        home = home or {fresh[0].source_id}
        for one in [one for one in fresh if one.source_id not in home] or fresh:
            problems.setdefault((one.child_id, one.source_id), _stray(one))
    return list(problems.values())


def _stray(one: SelectionAt) -> Problem:
    return Problem(
        Kind.SOURCE_NOT_SHARED_BY_BUNDLE_SELECTIONS,
        tr(
            "{child} cannot lie at {source}: bundle {bundle} is shipped together, and "
            "its selections lie at another source.",
            child=visible(one.child),
            source=one.source,
            bundle=visible(one.bundle),
        ),
        "source",
        sku=one.child,
        source=one.source,
    )


def let_go(transaction: Transaction, operation: int, product: Product) -> list[str]:
    """Take a product out of the compositions of others; return the SKUs of its parents."""
    parents = transaction.parts.parents([product.id]).get(product.id, ())
    if not parents:
        return []
    ids = [parent.id for parent in parents]
    before = transaction.parts.of(ids)
    transaction.parts.forget([product.id])
    after = transaction.parts.of(ids)
    for parent in parents:
        transaction.products.update(parent.id, {})
        transaction.journal.changed(
            operation,
            "product",
            parent.id,
            parent.sku,
            {PARTS: text_of_parts(parent.type, before.get(parent.id, NOTHING))},
            {PARTS: text_of_parts(parent.type, after.get(parent.id, NOTHING))},
        )
    return [parent.sku for parent in parents]
