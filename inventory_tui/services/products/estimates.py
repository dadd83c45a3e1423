"""Availability estimates: listed, added, edited, deleted.

Source: warehouse 1.5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inventory_tui.domain import languages
from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused
from inventory_tui.domain.estimate import ESTIMATE, Estimate
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.store.database import Database
from inventory_tui.wording import tr, trn

__all__ = ["Estimate", "InUse", "add", "delete", "edit", "get", "in_use", "listed"]


@dataclass(frozen=True, slots=True)
class InUse:
    """What names an estimate."""

    estimate: Estimate
    skus: Sequence[str]
    """Of the products that name it, at themselves or in a channel; each once."""


def listed(database: Database) -> list[Estimate]:
    """Return every estimate, the smallest priority first."""
    with database.read() as transaction:
        return transaction.estimates.all()


def get(database: Database, title_or_id: str | int) -> Estimate:
    """Return one estimate.

    Raises:
        Refused: There is none of this title or id.
    """
    with database.read() as transaction:
        return transaction.estimates.named(title_or_id)


def in_use(database: Database, title_or_id: str | int) -> InUse:
    """Return which products would name no estimate were it deleted.

    Raises:
        Refused: There is none of this title or id.
    """
    with database.read() as transaction:
        one = transaction.estimates.named(title_or_id)
        rows = transaction.product_options.having("estimate", one.title)
        return InUse(one, list(dict.fromkeys(sku for _, sku, _ in rows)))


def add(database: Database, typed: Mapping[str, str], *, cause: Cause) -> Receipt:
    """Add an estimate.

    Args:
        typed: ``title``, ``priority``, and ``title@de`` for its title in German.

    Raises:
        InvalidInput: A field is unknown or wrong.
        Refused: There is one of this title.
    """
    own, titles = _read(typed, partial=False)
    with database.write() as transaction:
        transaction.estimates.hold()
        added = transaction.estimates.add(own["title"], own["priority"], titles)
        number = transaction.journal.begin(Deed.ESTIMATE_ADDED, cause, reason="added")
        transaction.journal.changed(
            number, "estimate", added.id, added.title, {"*": None}, {"*": added.title}
        )
        counts: dict[str, int | str] = {"created": 1}
        summary = tr(
            "Availability estimate {title} added, priority {priority}",
            title=added.title,
            priority=added.priority,
        )
        transaction.journal.finish(number, summary=summary, counts=counts)
    return Receipt(number, Deed.ESTIMATE_ADDED, counts, summary)


def edit(
    database: Database,
    title_or_id: str | int,
    typed: Mapping[str, str],
    *,
    cause: Cause,
    seen_version: int | None = None,
) -> Receipt:
    """Change fields of an estimate; products that name it follow.

    Args:
        typed: ``title``, ``priority``, and ``title@de`` for its title in German; an empty one
            takes that away.

    Raises:
        InvalidInput: A field is unknown or wrong.
        Refused: There is none of this title or id, another has the new title, or no field is
            named.
        ChangedElsewhere: It was changed after the version the person saw.
    """
    if not typed:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name a field: FIELD=VALUE, such as priority=2."))
    own, titles = _read(typed, partial=True)
    deed = Deed.ESTIMATE_EDITED
    with database.write() as transaction:
        transaction.estimates.hold()
        before = transaction.estimates.named(title_or_id)
        if seen_version not in (None, before.version):
            raise ChangedElsewhere(
                tr(
                    "{title} was changed on another terminal; nothing of yours was "
                    "saved. Look at it again.",
                    title=before.title,
                )
            )
        was = texts_of(before)
        wanted = own | _titles(titles)
        if all((was.get(name) or "") == text for name, text in wanted.items()):
            return Receipt(
                None,
                deed,
                {"changed": 0},
                tr("{title} is like that already", title=before.title),
            )
        number = transaction.journal.begin(deed, cause, reason="edited")
        after = transaction.estimates.put(before, own, titles)
        counts: dict[str, int | str] = {
            "changed": transaction.journal.changed(
                number, "estimate", before.id, after.title, was, texts_of(after)
            )
        }
        words = ", ".join(f"{name} {text or '–'}" for name, text in wanted.items())
        summary = tr("Availability estimate {title}: {words}", title=before.title, words=words)
        transaction.journal.finish(number, summary=summary, counts=counts)
    return Receipt(number, deed, counts, summary)


def delete(
    database: Database,
    title_or_id: str | int,
    *,
    force: bool = False,
    cause: Cause,
    seen_version: int | None = None,
) -> Receipt:
    """Delete an estimate; products that name it name none then.

    Args:
        force: Also where products name it.

    Raises:
        Refused: There is none of this title or id; ``blocked``: products name it.
        ChangedElsewhere: It was changed after the version the person saw.
    """
    deed = Deed.ESTIMATE_DELETED
    with database.write() as transaction:
        transaction.estimates.hold()
        gone = transaction.estimates.named(title_or_id)
        if seen_version not in (None, gone.version):
            raise ChangedElsewhere(
                tr(
                    "{title} was changed on another terminal; nothing was deleted. Look "
                    "at it again.",
                    title=gone.title,
                )
            )
        rows = transaction.product_options.having("estimate", gone.title)
        products = len({id for id, *_ in rows})
        if products and not force:
            raise Refused(
                Kind.BLOCKED,
                trn(
                    "{title} not deleted: {count:,} product names it. Force it; it names none "
                    "then.",
                    "{title} not deleted: {count:,} products name it. Force it; they name none "
                    "then.",
                    products,
                    title=gone.title,
                ),
                field="estimate",
            )
        number = transaction.journal.begin(deed, cause, reason="deleted")
        codes = {one.id: one.code for one in transaction.channels.all()} if rows else {}
        transaction.journal.changed(
            number, "estimate", gone.id, gone.title, {"*": gone.title}, {"*": None}
        )
        transaction.journal.changed_many(
            number,
            [
                {
                    "kind": "product",
                    "subject_id": id,
                    "subject": sku,
                    "field": "estimate"
                    if channel_id is None
                    else f"estimate@{codes.get(channel_id, channel_id)}",
                    "before": gone.title,
                    "after": "" if channel_id is None else None,
                }
                for id, sku, channel_id in rows
            ],
        )
        transaction.estimates.remove(gone)
        counts: dict[str, int | str] = {"deleted": 1, "products": products}
        summary = tr("Availability estimate {title} deleted", title=gone.title)
        if products:
            summary += trn(
                "; {count:,} product without one now",
                "; {count:,} products without one now",
                products,
            )
        transaction.journal.finish(number, summary=summary, counts=counts)
    return Receipt(number, deed, counts, summary)


def texts_of(one: Estimate) -> dict[str, str | None]:
    """Return an estimate as the history keeps it."""
    return {
        "title": one.title,
        "priority": one.priority,
        **_titles(one.titles),
    }


def _read(typed: Mapping[str, str], *, partial: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Its own fields, and its titles by language; an empty one goes."""
    plain, words = languages.split_typed("estimate", typed, ESTIMATE)
    own = read_form(ESTIMATE, plain, partial=partial)
    return own, {language: text for (_, language), text in words.items()}


def _titles(titles: Mapping[str, str]) -> dict[str, str]:
    return {languages.label_of("title", name): text for name, text in titles.items()}
