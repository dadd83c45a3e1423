"""Availability estimates, and which products name them (in `product_options`, by title)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.estimate import Estimate
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.languages import parse_language
from inventory_tui.store.products.product_options import ProductOptions
from inventory_tui.store.tables import estimate
from inventory_tui.store.translations import Translations
from inventory_tui.wording import tr

_KIND = "estimate"
_KEY = "estimate"


class Estimates:
    """Reads and writes them; a product keeps the title, which follows when it is renamed."""

    def __init__(
        self, connection: Connection, products: ProductOptions, translations: Translations
    ) -> None:
        self._connection = connection
        self._products = products
        self._translations = translations

    def all(self) -> list[Estimate]:
        """Return all of them, by priority, then by title."""
        rows = self._connection.execute(select(estimate)).all()
        titles = self._translations.of(_KIND, [row.id for row in rows])
        counts = self._products.counts(_KEY)
        found = [
            Estimate(
                row.id,
                row.title,
                row.priority,
                {language: text for (_, language), text in titles[row.id].items()},
                counts.get(row.title, 0),
                row.version,
            )
            for row in rows
        ]
        return sorted(found, key=lambda one: (Decimal(one.priority), key_of(one.title)))

    def title_in(self, title: str, language: str) -> str:
        """Return a title in a language; as it is, where it has none there or is not ours."""
        query = select(estimate.c.id).where(estimate.c.title_key == key_of(title))
        if (id := self._connection.execute(query).scalar()) is None:
            return title
        found = self._translations.texts(_KIND, "title", parse_language(language), [id])
        return found.get(id, title)

    def hold(self) -> None:
        """Let nobody else change them, or choose one, until the transaction ends."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(
                select(estimate.c.id).order_by(estimate.c.id).with_for_update()
            )

    def spelled(self, title: str) -> str:
        """Return a title as it is written, letter case ignored.

        Raises:
            Refused: ``validation_failed``: there is no such estimate.
        """
        query = select(estimate.c.title).where(estimate.c.title_key == key_of(title))
        if self._connection.dialect.name == "postgresql":
            query = query.with_for_update(read=True)
        written = self._connection.execute(query).scalar()
        if written is not None:
            return str(written)
        titles = [one.title for one in self.all()]
        there = (
            tr("there are {titles}", titles=", ".join(titles))
            if titles
            else tr("add it first: estimates add")
        )
        raise Refused(
            Kind.VALIDATION_FAILED,
            tr(
                "Availability Estimate: there is no {title!r}; {there}.{hint}",
                title=title,
                there=there,
                hint=did_you_mean(title, titles),
            ),
            field="estimate",
        )

    def named(self, title_or_id: str | int) -> Estimate:
        """Return the estimate of this id, or of this title.

        Raises:
            Refused: There is none.
        """
        text = str(title_or_id).strip()
        every = self.all()
        for one in every:
            if key_of(one.title) == key_of(text):
                return one
        for one in every:
            if text.isdecimal() and one.id == int(text):
                return one
        raise Refused(
            Kind.UNKNOWN_ESTIMATE,
            tr(
                "There is no availability estimate {title!r}.{hint}",
                title=text,
                hint=did_you_mean(text, [one.title for one in every]),
            ),
            field="estimate",
        )

    def add(
        self, title: str, priority: str, titles: Mapping[str, str], *, id: int | None = None
    ) -> Estimate:
        """Add one whose title is free.

        Args:
            id: The one it had, of one that comes back.

        Raises:
            Refused: There is one of this title.
        """
        self._refuse_taken(title)
        own: dict[str, Any] = {"title": title, "title_key": key_of(title), "priority": priority}
        if id is not None:
            own["id"] = id
        added = self._connection.execute(
            insert(estimate).values(own).returning(estimate.c.id)
        ).scalar_one()
        self._translate(added, titles)
        return self._by_id(added)

    def put(
        self, before: Estimate, values: Mapping[str, str], titles: Mapping[str, str]
    ) -> Estimate:
        """Write what changes of one, and of its titles by language.

        Raises:
            Refused: There is another of its new title.
        """
        after = replace(
            before,
            title=values.get("title", before.title),
            priority=values.get("priority", before.priority),
        )
        if key_of(after.title) != key_of(before.title):
            self._refuse_taken(after.title)
        self._connection.execute(
            update(estimate)
            .where(estimate.c.id == before.id)
            .values(
                title=after.title,
                title_key=key_of(after.title),
                priority=after.priority,
                version=estimate.c.version + 1,
            )
        )
        if after.title != before.title:
            self._products.replace_value(_KEY, before.title, after.title)
        self._translate(before.id, titles)
        return self._by_id(before.id)

    def remove(self, gone: Estimate) -> None:
        """Delete one; products that name it name none."""
        self._products.replace_value(_KEY, gone.title, None)
        self._translations.forget(_KIND, gone.id)
        self._connection.execute(delete(estimate).where(estimate.c.id == gone.id))

    def _by_id(self, id: int) -> Estimate:
        return next(one for one in self.all() if one.id == id)

    def _translate(self, id: int, titles: Mapping[str, str]) -> None:
        words = {("title", language): text for language, text in titles.items()}
        self._translations.put(_KIND, id, words)

    def _refuse_taken(self, title: str) -> None:
        same: Any = self._connection.execute(
            select(estimate.c.title).where(estimate.c.title_key == key_of(title))
        ).scalar()
        if same is not None:
            raise Refused(
                Kind.NOT_UNIQUE,
                tr("Title: there is an availability estimate {title!r} already.", title=same),
                field="title",
            )
