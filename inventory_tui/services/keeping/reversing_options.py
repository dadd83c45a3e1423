"""Taking back settings that products keep beside their columns, or have in one channel."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.options import APART, OPTIONS, OVERRIDABLE
from inventory_tui.domain.product_form import text_of, unset
from inventory_tui.services.keeping.changed_things import EXISTS, Texts, Thing
from inventory_tui.services.products.gtins import given_away
from inventory_tui.services.products.own_options import text_stored
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.product_options import GTIN
from inventory_tui.wording import tr


def concerns(name: str) -> bool:
    """Whether a field of a product in the history is such a setting."""
    key, at, _ = name.partition("@")
    return name in APART or (bool(at) and key in OVERRIDABLE)


def stay(transaction: Transaction, things: Sequence[Thing]) -> dict[int, str]:
    """Return why some products (by index) keep theirs: what they had is gone."""
    why: dict[int, str] = {}
    titles: set[str] | None = None
    channels: set[str] | None = None
    for index, thing in enumerate(things):
        if thing.kind != "product":
            continue
        for name, before in thing.before.items():
            if not before or not concerns(name):
                continue
            key, _, code = name.partition("@")
            if channels is None and code:
                channels = {key_of(one.code) for one in transaction.channels.all()}
            if code and channels is not None and key_of(code) not in channels:
                why[index] = tr(
                    "{label}: there is no channel {code} any more", label=thing.label, code=code
                )
            elif key == "estimate":
                if titles is None:
                    titles = {one.title for one in transaction.estimates.all()}
                if before not in titles:
                    why[index] = tr(
                        "{label} had the estimate {before}, which is gone",
                        label=thing.label,
                        before=before,
                    )
    return why


def stay_coded(
    transaction: Transaction, things: Sequence[Thing], staying: Collection[int]
) -> dict[int, str]:
    """Return why some products (by index) keep their GTIN: another has the one they had.

    Args:
        staying: Indexes of those that stay as they are anyhow, with the code they have.
    """
    why: dict[int, str] = {}
    while True:
        going = {
            index: thing
            for index, thing in enumerate(things)
            if thing.kind == "product" and index not in staying and index not in why
        }
        wanted = {one.id: text for one in going.values() if (text := one.before.get(GTIN))}
        letting_go = {one.id for one in going.values() if GTIN in one.after or one.was_created}
        away = given_away(transaction, wanted, letting_go)
        if not away:
            return why
        # who stays keeps its code, which a third one may have had
        why |= {
            index: tr(
                "{label} had the GTIN {wanted}, which {away} has",
                label=one.label,
                wanted=wanted[one.id],
                away=away[one.id],
            )
            for index, one in going.items()
            if one.id in away
        }


def texts(transaction: Transaction, things: Sequence[Thing]) -> dict[int, Texts]:
    """Return how these settings look now, as the history says it, by product id."""
    named = {
        thing.id: [name for name in thing.after if concerns(name)]
        for thing in things
        if thing.kind == "product"
    }
    wanted = [id for id, names in named.items() if names]
    if not wanted:
        return {}
    stored = transaction.product_options.of(wanted)
    channels = {key_of(one.code): one.id for one in transaction.channels.all()}
    found: dict[int, Texts] = {}
    for id in wanted:
        here = stored.get(id, {})
        found[id] = {}
        for name in named[id]:
            key, at, code = name.partition("@")
            if at:
                found[id][name] = here.get((key, channels.get(key_of(code), -1)))
            else:
                text = here.get((key, None))
                found[id][name] = text_of(unset(key)) if text is None else text
    return found


def restore(transaction: Transaction, things: Sequence[Thing]) -> None:
    """Make these settings look as before."""
    channels: dict[str, int] | None = None
    by_scope: dict[int | None, list[tuple[int, Texts]]] = {}
    touched: set[int] = set()
    for thing in things:
        if thing.kind != "product" or thing.was_created:
            continue
        for name, before in thing.before.items():
            if name == EXISTS or not concerns(name):
                continue
            key, at, code = name.partition("@")
            if at:
                if channels is None:
                    channels = {key_of(one.code): one.id for one in transaction.channels.all()}
                scope: int | None = channels[key_of(code)]
            else:
                scope = None
                value = None if before is None else OPTIONS[key].parse(before)
                before = text_stored(key, value)
            by_scope.setdefault(scope, []).append((thing.id, {key: before}))
            touched.add(thing.id)
    for scope, several in by_scope.items():
        transaction.product_options.put_many(several, scope)
    transaction.products.update_many((id, {}) for id in sorted(touched))
