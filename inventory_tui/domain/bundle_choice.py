"""What the buyer of a bundle takes: of each option which selections, and how many.

Source: spec 1.6, 2.1, *the composite line carries its children*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inventory_tui.domain.composite import Composition, Part, named
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Taken:
    """One selection that is taken."""

    part: Part
    quantity: Quantity
    """Units in one bundle."""


def default_selection(composition: Composition) -> tuple[Taken, ...]:
    """Return what a bundle holds when nobody chose: the first selection of each option.

    An option that need not be chosen is left out, unless none has to be.
    """
    asked = [one for one in composition.options if one.required] or composition.options
    taken: dict[int, Taken] = {}
    for option in asked:
        for part in option.parts[:1]:
            had = taken.get(part.child_id)
            amount = part.quantity + had.quantity if had else part.quantity
            taken[part.child_id] = Taken(part, amount)
    return tuple(taken.values())


def problems_of(
    bundle: str,
    composition: Composition,
    chosen: Mapping[str, Quantity],
    spelled: Mapping[str, str],
) -> Iterator[tuple[str | None, str]]:
    """Yield what is wrong with a choice: the SKU it concerns, if one, and a sentence.

    Args:
        bundle: What the bundle is called in the sentences.
        chosen: `key_of` an SKU → units in one bundle.
        spelled: `key_of` an SKU → the SKU as it was given.
    """
    parts: dict[str, list[Part]] = {}
    for part in composition.every_part:
        parts.setdefault(key_of(part.sku), []).append(part)
    for key, quantity in chosen.items():
        meant = parts.get(key)
        if meant is None:
            skus = named(visible(same[0].sku) for same in parts.values())
            sku = spelled[key]
            yield (
                sku,
                tr(
                    "{sku} is no selection of {bundle}; it has {skus}.",
                    sku=visible(sku),
                    bundle=bundle,
                    skus=skus,
                ),
            )
            continue
        sku = visible(meant[0].sku)
        if quantity <= ZERO:
            yield (
                meant[0].sku,
                tr("{sku}: take more than 0 of it in one {bundle}.", sku=sku, bundle=bundle),
            )
        elif not any(part.changeable or part.quantity == quantity for part in meant):
            fixed = meant[0].quantity
            yield (
                meant[0].sku,
                tr(
                    "{sku}: one {bundle} holds {fixed} of it, not {quantity}.",
                    sku=sku,
                    bundle=bundle,
                    fixed=fixed,
                    quantity=quantity,
                ),
            )
    for option in composition.options:
        keys = [key_of(part.sku) for part in option.parts]
        if option.required and not any(key in chosen for key in keys):
            skus = named(visible(part.sku) for part in option.parts)
            yield (
                None,
                tr(
                    "{bundle}: choose for {title}: {skus}.",
                    bundle=bundle,
                    title=visible(option.title),
                    skus=skus,
                ),
            )


def selection(composition: Composition, chosen: Mapping[str, Quantity]) -> tuple[Taken, ...]:
    """Return what is taken by a choice `problems_of` finds nothing wrong with.

    Args:
        chosen: `key_of` an SKU → units in one bundle.
    """
    parts = {key_of(part.sku): part for part in composition.every_part}
    return tuple(Taken(parts[key], quantity) for key, quantity in chosen.items())
