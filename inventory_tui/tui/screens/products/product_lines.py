"""What the product page says of a product around its tabs, a line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from inventory_tui.domain.labels import visible
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.services.products.catalog import ProductShown, StockShown
from inventory_tui.services.reports.shop_messages import SaidOf
from inventory_tui.tui import dates
from inventory_tui.tui.screens.products.product_columns import STATES
from inventory_tui.tui.screens.products.product_items import ItemRow
from inventory_tui.tui.screens.products.product_parts import part_of
from inventory_tui.tui.screens.products.unit_states import unsound_words
from inventory_tui.tui.screens.sourcing.stock_panes import short
from inventory_tui.wording import tr


def heading(shown: ProductShown, width: int, zone: tzinfo, now: datetime) -> str:
    """SKU and name; on the right its type, where it stands, and whether it is managed."""
    product = shown.product
    settings = {one.option.key: one for one in shown.settings}
    managed = settings["manage_stock"]
    mark = "" if managed.origin.value == "own" else "*"
    states = ["" if product.enabled else tr("off"), _standing(shown, zone, now)]
    states.append(tr("discontinued") if shown.succession.discontinued else "")
    states.append("" if settings["purchasable"].value else tr("not purchasable"))
    state = "".join(f" · {word}" for word in states if word)
    right = tr(
        "{type}{state} · manage stock {text}{mark} ",
        type=product.type.value,
        state=state,
        text=managed.text,
        mark=mark,
    )
    left = f" {visible(product.sku)}  {visible(product.name)}"
    room = width - len(right) - 2
    left = left if len(left) <= room else f"{left[: room - 1]}…"
    return left.ljust(room + 2) + right


def _standing(shown: ProductShown, zone: tzinfo, now: datetime) -> str:
    """Where it stands, and from when on: ``scheduled 1 Dec 00:00``; empty where approved."""
    life, state = shown.product.life, shown.state
    if state is ProductStatus.APPROVED:
        return ""
    at = {
        ProductStatus.SCHEDULED: life.display_at,
        ProductStatus.EXPIRED: life.expires_at,
    }.get(state)
    return f"{STATES[state]} {dates.minute(at.astimezone(zone), now)}" if at else STATES[state]


def under_sources(shown: ProductShown, row: ItemRow | None, width: int) -> tuple[str, str]:
    """What is promised of it; what is held of it, and what of a row is not for sale."""
    if not shown.stocks:
        return part_of(shown).removeprefix(" · "), tr("In no stock")
    held = _waiting(shown)
    words = [] if row is None else unsound_words(row.aside)
    right = tr("* inherited ")
    if row and words:
        right = tr("{what} at {source} ", what=", ".join(words), source=row.source)
    gap = max(width - len(held) - len(right) - 1, 1)
    return _promises(shown), held + " " * gap + right


def _promises(shown: ProductShown) -> str:
    """What each stock can promise of it, what is offered instead, what it is a part of."""
    salable = ", ".join(f"{short(one.stock)} {_salable(one)}" for one in shown.stocks)
    instead = (
        tr(" · offered instead: {offered}", offered=visible(shown.offered))
        if shown.offered
        else ""
    )
    return tr("Salable: {changes}", changes=salable) + instead + part_of(shown)


def _salable(one: StockShown) -> str:
    salable = one.level.salable
    if salable is None:
        return tr("any")
    return f"{salable.grouped()}{'!' if salable.parts < 0 else ''}"


def _waiting(shown: ProductShown) -> str:
    """What the stocks hold of it for orders."""
    held = ", ".join(
        f"{short(one.stock)} {(-one.level.reserved).grouped()}"
        for one in shown.stocks
        if one.level.reserved
    )
    return (
        tr("Held for orders, at no source yet: {held}", held=held)
        if held
        else tr("Nothing is held for orders")
    )


def shops(said: Sequence[SaidOf]) -> str:
    """What the channels' shops say of its stock."""
    by_words: dict[str, list[str]] = {}
    for one in said:
        by_words.setdefault(one.said.in_short, []).append(one.channel)
    return " · ".join(f"{', '.join(by)} {words}" for words, by in by_words.items())


def preview(said: Sequence[SaidOf]) -> str:
    """The line shoppers see, by channel; empty where the product displays none."""
    by_words: dict[str, list[str]] = {}
    for one in said:
        if words := one.failed or one.preview.line:
            by_words.setdefault(words, []).append(one.channel)
    if [len(by) for by in by_words.values()] == [len(said)]:
        return next(iter(by_words))
    return "; ".join(f"{words} ({', '.join(by)})" for words, by in by_words.items())
