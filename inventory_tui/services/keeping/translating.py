"""Names and descriptions in several languages, of whatever kind of thing.

Sources are edited as a whole (`services.sourcing.sourcing.edit_source` takes ``name@de``);
what this keeps is the same for products, units and estimates.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from inventory_tui.domain.languages import Words, parse_language, texts
from inventory_tui.store.database import Database, Transaction


def words_of(database: Database, kind: str, id: int) -> Words:
    """Return all texts of a thing: (field, language) → text.

    Args:
        kind: A key of `languages.TRANSLATED`.
    """
    with database.read() as transaction:
        return transaction.translations.of(kind, [id])[id]


def in_language(
    database: Database, kind: str, field: str, language: str, ids: Collection[int]
) -> dict[int, str]:
    """Return one field of these things in a language; what has no text there is missing.

    Raises:
        ValueError: ``language`` is none.
    """
    with database.read() as transaction:
        return transaction.translations.texts(kind, field, parse_language(language), ids)


def save_words(
    transaction: Transaction,
    operation: int,
    kind: str,
    id: int,
    label: str,
    words: Mapping[tuple[str, str], str],
) -> int:
    """Store texts of a thing within a deed; return how many changed.

    The history keeps them as the fields ``name@de`` of the thing.

    Args:
        words: As `languages.split_typed` reads them; an empty text is forgotten.
    """
    before = transaction.translations.of(kind, [id])[id]
    after = {key: text for key, text in {**before, **words}.items() if text}
    transaction.translations.put(kind, id, words)
    return transaction.journal.changed(operation, kind, id, label, texts(before), texts(after))
