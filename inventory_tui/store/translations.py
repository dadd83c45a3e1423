"""Texts in other languages than the one they were first written in, as stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.languages import Words
from inventory_tui.store.tables import translation

_AT_ONCE = 5_000


class Translations:
    """Names and descriptions by language, of whatever kind of thing."""

    def __init__(self, connection: Connection, language: str = "") -> None:
        """Prepare.

        Args:
            language: Of whoever looks; empty: as everything was first written.
        """
        self._connection = connection
        self._language = language

    def of(self, kind: str, ids: Collection[int]) -> dict[int, Words]:
        """Return all texts of these things, by id; one without any has an empty one."""
        found: dict[int, Words] = {id: {} for id in ids}
        for some in chunks(found, _AT_ONCE):
            rows = self._connection.execute(
                select(translation)
                .where(translation.c.kind == kind, translation.c.subject_id.in_(some))
                .order_by(translation.c.field.desc(), translation.c.language)
            )
            for row in rows:
                found[row.subject_id][row.field, row.language] = row.text
        return found

    def spoken(self, kind: str, field: str) -> dict[int, str]:
        """Return one field of all things of a kind in the language of whoever looks, by id;
        what has no text there is missing."""
        return self._texts(kind, field, self._language) if self._language else {}

    def texts(
        self, kind: str, field: str, language: str, ids: Collection[int]
    ) -> dict[int, str]:
        """Return one field of these things in one language; what has no text is missing.

        ``de-AT`` is answered by ``de`` where it has no text of its own.
        """
        found: dict[int, str] = {}
        for some in chunks(ids, _AT_ONCE):
            found |= self._texts(kind, field, language, translation.c.subject_id.in_(some))
        return found

    def _texts(
        self, kind: str, field: str, language: str, *only: ColumnElement[bool]
    ) -> dict[int, str]:
        asked = list(dict.fromkeys((language, language.partition("-")[0])))
        rows = self._connection.execute(
            select(translation.c.subject_id, translation.c.language, translation.c.text).where(
                translation.c.kind == kind,
                translation.c.field == field,
                translation.c.language.in_(asked),
                *only,
            )
        ).all()
        best = sorted(rows, key=lambda row: asked.index(row.language), reverse=True)
        return {row.subject_id: row.text for row in best}

    def put(self, kind: str, id: int, words: Mapping[tuple[str, str], str]) -> None:
        """Store texts of a thing; an empty one is forgotten."""
        for (field, language), text in words.items():
            self._connection.execute(
                delete(translation).where(
                    translation.c.kind == kind,
                    translation.c.subject_id == id,
                    translation.c.field == field,
                    translation.c.language == language,
                )
            )
            if text:
                self._connection.execute(
                    insert(translation).values(
                        kind=kind, subject_id=id, field=field, language=language, text=text
                    )
                )

    def forget(self, kind: str, id: int) -> None:
        """Remove all texts of a thing that went away."""
        self._connection.execute(
            delete(translation).where(
                translation.c.kind == kind, translation.c.subject_id == id
            )
        )
